// Runs and projects as a person starts them, without any widget.
#include "bridge/controllers.h"
#include "ui/window/fake_world.h"

#include <QFile>
#include <QSettings>
#include <QTest>

namespace crossview::ui::test {

class RunControlTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    FakeTrainer m_trainer;
    std::vector<RunOptions> m_wanted; ///< options that the project was opened anew for
    std::optional<Message> m_said;

    Services services() {
        Services made;
        made.train = m_trainer.function(m_world);
        made.open = [this](const std::filesystem::path&, const std::optional<RunOptions>& wanted,
                           const std::stop_token&, const ProgressSink&) {
            auto session = std::make_shared<Session>(*m_world.session);
            if (wanted) {
                session->options = *wanted;
                m_wanted.push_back(*wanted);
            }
            OpenedProject opened;
            opened.session = session;
            return opened;
        };
        return made;
    }

    void open(Controllers& controllers) {
        connect(&controllers.messages, &Messages::said, this,
                [this](const Message& message) { m_said = message; });
        controllers.projects.open(m_world.folder());
        QTRY_VERIFY(controllers.workspace.session());
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
        controllers.run.runOrPause();
        controllers.sessions.cancel();
        QTRY_VERIFY(!controllers.sessions.isBusy());
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
