// Runs and projects as a person starts them, without any widget.
#include "bridge/controllers.h"
#include "ui/window/fake_world.h"

#include <QFile>
#include <QSettings>
#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

namespace crossview::ui::test {

class RunControlTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    FakeTrainer m_trainer;
    std::vector<RunOptions> m_wanted; ///< options that the project was opened anew for
    std::optional<Message> m_said;
    int m_times = 0;                ///< how often something was said
    std::optional<RunRecord> m_run; ///< of the project
    std::string m_remark;           ///< of opening it
    std::vector<std::string> m_unreadable;
    std::atomic<bool> m_holdsOpen = false; ///< opening goes on until it is cancelled

    Services services() {
        Services made;
        made.train = m_trainer.function(m_world);
        made.open = [this](const std::filesystem::path&, const OpenRequest& wanted,
                           const std::stop_token& stop, const ProgressSink&) {
            while (m_holdsOpen) {
                throwIfStopped(stop);
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
            auto session = std::make_shared<Session>(*m_world.session);
            if (wanted.options) {
                session->options = *wanted.options;
                m_wanted.push_back(*wanted.options);
            }
            OpenedProject opened;
            if (!m_unreadable.empty()) {
                auto features = std::make_shared<FeatureSet>(*session->input.features);
                features->unreadable = m_unreadable;
                session->input.features = features;
            }
            opened.session = session;
            opened.remark = m_remark;
            opened.run = m_run;
            if (m_run) {
                opened.trainer = trainerOf(session->folder, m_run->id);
                opened.snapshot = m_world.snapshot(m_run->epochs);
            }
            return opened;
        };
        return made;
    }

    void open(Controllers& controllers) {
        connect(&controllers.messages, &Messages::said, this, [this](const Message& message) {
            m_said = message;
            ++m_times;
        });
        controllers.projects.open(m_world.folder());
        QTRY_VERIFY(controllers.workspace.session());
    }

    /// A run that was stopped after two epochs.
    void makeRun() {
        m_run = RunRecord();
        m_run->id = "fake";
        m_run->status = RunStatus::stopped;
        m_run->epochs = 2;
        m_run->optionsJson = toJson(m_world.session->options);
        std::filesystem::create_directories(runFolder());
    }
    std::filesystem::path runFolder() const {
        return std::filesystem::path(m_world.folder().toStdString()) / "runs" / "fake";
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("run-control-%1").arg(QCoreApplication::applicationPid()));
    }

    void init() {
        m_trainer.milliseconds = 20;
        m_trainer.starts = 0;
        m_wanted.clear();
        m_said.reset();
        m_run.reset();
        m_remark.clear();
        m_unreadable.clear();
        m_times = 0;
    }

    void cleanupTestCase() {
        QSettings settings;
        settings.clear();
        QFile::remove(settings.fileName());
    }

    void whatChangedOptionsNeedIsMadeBeforeTheRunStarts() {
        Controllers controllers(services());
        open(controllers);
        RunOptions options = controllers.workspace.options();
        options.split.seed += 1;
        controllers.workspace.editOptions(options, QStringLiteral("split.seed"));
        bool possible = false;
        controllers.run.setFeatureCheck([&possible] { return possible; });
        controllers.run.runOrPause();
        QVERIFY(!controllers.sessions.isBusy() && !controllers.training.isActive());
        possible = true;
        controllers.run.runOrPause();
        QVERIFY(controllers.sessions.isBusy() && !controllers.training.isActive());
        QTRY_VERIFY(controllers.training.isActive());
        QCOMPARE(m_wanted.size(), std::size_t{1});
        QCOMPARE(toJson(m_wanted.front()), toJson(options));
        QCOMPARE(toJson(controllers.workspace.options()), toJson(options));
        QCOMPARE(toJson(*controllers.workspace.runOptions()), toJson(options));
        controllers.run.stop();
        QTRY_VERIFY(!controllers.training.isActive());
    }

    void aCancelledExtractionStartsNothingLater() {
        Controllers controllers(services());
        open(controllers);
        RunOptions options = controllers.workspace.options();
        options.split.seed += 1;
        controllers.workspace.editOptions(options, QStringLiteral("split.seed"));
        m_holdsOpen = true; // so that it is still going on when it is cancelled
        controllers.run.runOrPause();
        controllers.sessions.cancel();
        QTRY_VERIFY(!controllers.sessions.isBusy());
        m_holdsOpen = false;
        controllers.projects.open(m_world.folder());
        QTRY_VERIFY(!controllers.sessions.isBusy());
        QTest::qWait(60);
        QCOMPARE(m_trainer.starts.load(), 0);
    }

    void duringARunNeitherPresetNorProjectChanges() {
        Controllers controllers(services());
        open(controllers);
        controllers.run.runOrPause();
        QVERIFY(controllers.training.isActive());
        const std::string before = toJson(controllers.workspace.options());
        controllers.run.usePreset(QStringLiteral("tpami"));
        QVERIFY(m_said && m_said->kind == Message::Kind::Warning);
        QCOMPARE(toJson(controllers.workspace.options()), before);
        m_said.reset();
        controllers.projects.open(QStringLiteral("/another.crossview"));
        QVERIFY(m_said && !controllers.sessions.isBusy());
        m_said->help(); // stops the run
        QTRY_VERIFY(!controllers.training.isActive());
        controllers.run.usePreset(QStringLiteral("tpami"));
        QCOMPARE(controllers.workspace.options().preset, std::string("tpami"));
    }

    void aRunThatIsTrainedElsewhereIsLeftToItUntilThatHasEnded() {
        makeRun();
        std::optional<LockFile> elsewhere = lockRun(runFolder());
        Controllers controllers(services());
        open(controllers);
        QVERIFY(controllers.workspace.trainer() && !controllers.workspace.canResume());
        QVERIFY(m_said && m_said->text.contains(QStringLiteral("is being trained by ui_run_control_test")));
        m_said.reset();
        controllers.run.runOrPause();
        QVERIFY(!controllers.training.isActive() && !controllers.sessions.isBusy());
        QVERIFY(m_said && m_said->text.contains(QStringLiteral("wait for it, or stop it there")));

        elsewhere.reset();
        m_run->epochs = 3; // what the other process came to
        QTRY_VERIFY_WITH_TIMEOUT(!controllers.workspace.trainer(), 4 * RunWatch::kBetweenLooksMs);
        QVERIFY(controllers.workspace.canResume());
        QVERIFY(m_said->text.contains(QStringLiteral("not trained elsewhere any more")));
        controllers.run.runOrPause();
        QTRY_VERIFY(m_trainer.starts == 1 && m_trainer.resumed);
        QCOMPARE(m_wanted.size(), std::size_t{1}); // opened anew first
        controllers.run.stop();
        QTRY_VERIFY(!controllers.training.isActive());
    }

    void whatIsSaidOnOpeningIsSaidTogether() {
        makeRun();
        const std::optional<LockFile> elsewhere = lockRun(runFolder());
        m_remark = "Something was odd.";
        m_unreadable = {"8.png: cannot be read"};
        Controllers controllers(services());
        open(controllers);
        QVERIFY(m_said && m_said->kind == Message::Kind::Warning);
        for (const char* part : {"Something was odd.", "is being trained by", "take no part: 1."})
            QVERIFY2(m_said->text.contains(QLatin1String(part)), part);
        QCOMPARE(m_times, 1);
        QStringList shown;
        connect(&controllers.messages, &Messages::listed, this,
                [&shown](const QString& /*title*/, const QStringList& lines) { shown = lines; });
        m_said->help();
        QCOMPARE(shown, QStringList{QStringLiteral("8.png: cannot be read")});
    }

    void aRunThatWasTrainedToItsEndElsewhereIsOnlyShown() {
        makeRun();
        std::optional<LockFile> elsewhere = lockRun(runFolder());
        Controllers controllers(services());
        open(controllers);
        elsewhere.reset();
        m_run->status = RunStatus::finished;
        controllers.run.runOrPause();
        QTRY_VERIFY(controllers.workspace.run()->status == RunStatus::finished);
        QTRY_VERIFY(!controllers.sessions.isBusy());
        QTest::qWait(60);
        QCOMPARE(m_trainer.starts.load(), 0);
        QVERIFY(!controllers.workspace.isRunOutdated());
    }

    void aTrainingThatBeginsElsewhereIsSeenBeforeTheRunGoesOn() {
        makeRun();
        Controllers controllers(services());
        open(controllers);
        QVERIFY(controllers.workspace.canResume());
        const LockFile elsewhere = lockRun(runFolder());
        controllers.run.runOrPause();
        QVERIFY(!controllers.training.isActive() && !controllers.workspace.canResume());
        QVERIFY(m_said && m_said->action == QStringLiteral("Start a new run"));
        m_said->help();
        QTRY_VERIFY(m_trainer.starts == 1 && !m_trainer.resumed);
        QVERIFY(!controllers.workspace.trainer());
        controllers.run.stop();
        QTRY_VERIFY(!controllers.training.isActive());
    }

    void stepRunsOneBatchAndRunGoesOn() {
        Controllers controllers(services());
        open(controllers);
        int steps = 0;
        connect(&controllers.workspace, &Workspace::stepsAdded, this,
                [&](const std::vector<StepMetrics>& added) { steps += static_cast<int>(added.size()); });
        controllers.run.step();
        QTRY_COMPARE(steps, 1);
        QTest::qWait(120);
        QCOMPARE(steps, 1);
        QCOMPARE(controllers.training.state(), TrainingController::State::Paused);
        controllers.run.runOrPause();
        QTRY_VERIFY(controllers.workspace.progress().epochsDone() >= 1);
        controllers.run.stop();
        QTRY_VERIFY(!controllers.training.isActive());
        QVERIFY(controllers.workspace.canResume());
        int epochs = 0;
        connect(&controllers.workspace, &Workspace::epochAdded, this, [&epochs] { ++epochs; });
        controllers.run.runOrPause();
        QTRY_VERIFY(m_trainer.resumed && epochs > 0);
        controllers.run.stop();
        QTRY_VERIFY(!controllers.training.isActive());
        QVERIFY(controllers.workspace.canResume());
        controllers.run.startAnew();
        QTRY_COMPARE(m_trainer.starts.load(), 3);
        QTRY_VERIFY(!m_trainer.resumed);
    }
};

} // namespace crossview::ui::test

QTEST_GUILESS_MAIN(crossview::ui::test::RunControlTest)
#include "test_run_control.moc"
