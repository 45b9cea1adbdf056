// The page of runs on a project on disk: what a person does with runs, what can be undone, two of them
// compared.
#include "bridge/controllers.h"
#include "map/embedding_view.h"
#include "query/result_view.h"
#include "runs/both_answers_view.h"
#include "runs/both_maps_view.h"
#include "runs/compare_view.h"
#include "runs/make_runs_page.h"
#include "runs/rank_change_list.h"
#include "runs/runs_page.h"
#include "ui/window/fake_world.h"
#include "widgets/cell_table.h"
#include "widgets/view_choice.h"

#include <QAction>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

namespace crossview::ui::test {

namespace fs = std::filesystem;

class RunsTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    std::shared_ptr<const Session> m_session;
    std::vector<std::string> m_ids; // oldest first: margins 0.1, 0.2, 0.1
    std::vector<std::string> m_opened;
    RunComparison m_compared; // what a comparison comes to
    std::unique_ptr<Controllers> m_controllers;
    std::unique_ptr<RunsPage> m_page;
    Message m_said;

    Workspace& workspace() { return m_controllers->workspace; }
    QTableView* table() { return m_page->table(); }
    fs::path folderOf(const std::string& run) { return m_project->runFolder(run); }

    std::string addRun(double margin, double r1, RunStatus status) {
        RunOptions options = m_session->options;
        options.loss.margin = margin;
        RunRecord run = m_project->createRun(toJson(options), "{}");
        EpochMetrics epoch;
        epoch.epoch = 1;
        epoch.validation.imageToSentence.queries = 5;
        epoch.validation.imageToSentence.r1 = r1;
        writeEpoch(*m_project, run.id, epoch);
        run.epochs = run.bestEpoch = 1;
        run.bestScore = r1;
        run.status = status;
        m_project->updateRun(run);
        fs::create_directories(folderOf(run.id) / "best");
        return run.id;
    }

    OpenedProject opened(const std::string& run) {
        OpenedProject project;
        project.session = m_session;
        project.run = m_project->run(run);
        auto snapshot = std::make_shared<Snapshot>(*m_world.snapshot(1));
        snapshot->run = run;
        project.snapshot = snapshot;
        return project;
    }

    Services services() {
        Services made;
        made.open = [this](const fs::path&, const OpenRequest& wanted, const std::stop_token&,
                           const ProgressSink&) {
            m_opened.push_back(wanted.run);
            return opened(wanted.run);
        };
        made.compare = [this](const CompareRequest& request, const std::stop_token&, const ProgressSink&,
                              const std::function<void(const RunComparison&)>& known) {
            RunComparison comparison = m_compared;
            for (std::size_t i = 0; i < 2; ++i)
                comparison.runs.at(i).summary = runSummary(
                    Project::open(request.project), *Project::open(request.project).run(request.runs.at(i)));
            known(comparison);
            return comparison;
        };
        return made;
    }

    /// Two runs that rank the matches of ten images; the second ranks one better.
    RunComparison measured() {
        RunComparison comparison;
        for (std::size_t i = 0; i < 2; ++i) {
            Measurement measurement;
            measurement.protocol = "sentences";
            measurement.images = 10;
            PoolRanks pool;
            pool.images = 10;
            for (int image = 0; image < 10; ++image) {
                pool.imageToSentence.ranks.push_back(image == 7 && i == 0 ? 12 : 0);
                pool.imageToSentence.images.push_back(image);
            }
            pool.sentenceToImage = pool.imageToSentence;
            measurement.pools.push_back(pool);
            EvaluatedRun evaluated;
            evaluated.measured.plain = measurement;
            comparison.runs.at(i).evaluated = evaluated;
            comparison.runs.at(i).trained = TrainedRun{{}, m_session, m_world.snapshot(1)};
        }
        comparison.split = Split::test;
        comparison.more = compare(comparison.runs[0].evaluated->measured.plain,
                                  comparison.runs[1].evaluated->measured.plain);
        comparison.fromImages = {{{View::image, 7}, {12, 0}}};
        comparison.fromSentences = {{{View::sentence, 9}, {12, 0}}};
        for (const OptionField& field : optionFields())
            if (field.key == "loss.margin")
                comparison.differing = {&field};
        return comparison;
    }

    void choose(std::initializer_list<std::size_t> which) {
        std::vector<std::string> runs;
        for (const std::size_t index : which)
            runs.push_back(m_ids.at(index));
        m_page->choose(runs);
    }
    /// The actions have their shortcuts on the table.
    void press(RunsPage::Act act) { m_page->action(act)->trigger(); }
    std::size_t stored() { return m_project->runs().size(); }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = std::make_unique<Project>(
            Project::create(m_folder->filePath(QStringLiteral("P.crossview")).toStdString(),
                            *m_world.session->input.dataset));
        auto session = std::make_shared<Session>(*m_world.session);
        session->folder = m_project->folder();
        m_session = session;
        m_ids = {addRun(0.1, 20, RunStatus::finished), addRun(0.2, 40, RunStatus::finished),
                 addRun(0.1, 30, RunStatus::stopped)};
        m_opened.clear();
        m_said = {};
        m_controllers = std::make_unique<Controllers>(services());
        connect(&m_controllers->messages, &Messages::said, this,
                [this](const Message& message) { m_said = message; });
        m_page.reset(makeRunsPage(*m_controllers));
        m_page->resize(700, 600);
        workspace().adopt(opened(m_ids[0]));
        m_page->show();
        QTRY_COMPARE(m_page->model()->rowCount(), 3);
    }
    void cleanup() {
        m_page.reset();
        m_controllers.reset();
        m_project.reset();
    }

    void theNewestStandsInFrontAndAnyColumnSorts() {
        const auto order = [this] {
            QStringList runs;
            for (int row = 0; row < 3; ++row)
                runs << table()->model()->index(row, 0).data().toString();
            return runs;
        };
        const auto names = [this](std::initializer_list<std::size_t> which) {
            QStringList runs;
            for (const std::size_t index : which)
                runs << QString::fromStdString(m_ids.at(index));
            return runs;
        };
        QCOMPARE(order(), names({2, 1, 0}));
        table()->sortByColumn(RunTableModel::SumColumn, Qt::DescendingOrder);
        QCOMPARE(order(), names({1, 2, 0}));
        table()->sortByColumn(RunTableModel::SumColumn, Qt::AscendingOrder);
        QCOMPARE(order(), names({0, 2, 1}));
        QVERIFY2(m_page->headline().contains(QStringLiteral("differ in: Margin m")),
                 qPrintable(m_page->headline()));
        // The run in the window is chosen; its settings begin with what differs.
        QCOMPARE(m_page->chosen(), std::vector{m_ids[0]});
        QCOMPARE(m_page->settings()->cells()->at(0, 1).text, QStringLiteral("Margin m"));
        QCOMPARE(m_page->settings()->cells()->at(0, 2).text, QStringLiteral("0.1"));
        QVERIFY(m_page->settings()->cells()->rowCount() > 20);
    }

    void oneWithoutAValueSortsLastEitherWay() {
        m_project->createRun(toJson(m_session->options), "{}");
        QTRY_COMPARE(m_page->model()->rowCount(), 4);
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            table()->sortByColumn(RunTableModel::SumColumn, order);
            QCOMPARE(table()->model()->index(3, RunTableModel::SumColumn).data().toString(),
                     QStringLiteral("–"));
        }
    }

    void removalsCanBeUndoneAndAreFinalWithTheirUndo() {
        choose({1, 2});
        table()->setFocus();
        press(RunsPage::Act::Remove);
        QTRY_COMPARE(m_page->model()->rowCount(), 1);
        QCOMPARE(stored(), std::size_t{1});
        QVERIFY(!fs::exists(folderOf(m_ids[1])));
        QVERIFY(fs::exists(folderOf(m_ids[1]).concat(".removed")));
        workspace().undoStack()->undo(); // both at once
        QTRY_COMPARE(m_page->model()->rowCount(), 3);
        QVERIFY(fs::exists(folderOf(m_ids[1]) / "best"));
        workspace().undoStack()->redo();
        QTRY_COMPARE(m_page->model()->rowCount(), 1);
        QVERIFY(fs::exists(folderOf(m_ids[2]).concat(".removed")));
        workspace().undoStack()->clear();
        QTRY_VERIFY(!fs::exists(folderOf(m_ids[2]).concat(".removed")));
        QTRY_VERIFY(!fs::exists(folderOf(m_ids[1]).concat(".removed")));
        QCOMPARE(stored(), std::size_t{1});
    }

    void theRunInTheWindowGoesAndComesBackWithItsUndo() {
        choose({0});
        press(RunsPage::Act::Remove);
        QTRY_VERIFY(!workspace().run());
        QVERIFY(!workspace().snapshot());
        QVERIFY(!workspace().answering());
        QVERIFY(workspace().session());
        QVERIFY(m_said.help);
        m_said.help(); // Undo
        QTRY_COMPARE(m_opened, std::vector{m_ids[0]});
        QTRY_VERIFY(workspace().run() && workspace().run()->id == m_ids[0]);
        QTRY_COMPARE(m_page->model()->rowCount(), 3);
    }

    void oneThatIsTrainedElsewhereStays() {
        const LockFile lock = lockRun(folderOf(m_ids[1]));
        QTRY_VERIFY(m_controllers->runs.find(m_ids[1])->trainer);
        choose({1});
        press(RunsPage::Act::Remove);
        QVERIFY2(m_said.text.contains(QStringLiteral("is being trained by")), qPrintable(m_said.text));
        QCOMPARE(workspace().undoStack()->count(), 0);
        QCOMPARE(stored(), std::size_t{3});
    }

    void notesAreEditedInTheTableAndUndone() {
        choose({1});
        table()->setFocus();
        press(RunsPage::Act::Note);
        auto* editor = table()->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, QStringLiteral("wide"));
        QSignalSpy read(&m_controllers->runs, &RunLibrary::changed);
        QTRY_VERIFY(!read.isEmpty());
        QCOMPARE(editor->text(), QStringLiteral("wide")); // reading anew takes nothing away
        QTest::keyClick(editor, Qt::Key_Return);
        const int row = m_page->model()->rowOf(m_ids[1]);
        const auto note = [&] {
            return m_page->model()->index(row, m_page->model()->noteColumn()).data().toString();
        };
        QTRY_COMPARE(note(), QStringLiteral("wide"));
        QVERIFY2(m_opened.empty(), "Enter ends the editing and opens nothing");
        workspace().undoStack()->undo();
        QTRY_COMPARE(note(), QString());
    }

    void aRunIsOpenedByEnterUnlessOneGoesOn() {
        choose({2});
        table()->setFocus();
        press(RunsPage::Act::Open);
        QTRY_COMPARE(m_opened, std::vector{m_ids[2]});
        QTRY_VERIFY(workspace().run() && workspace().run()->id == m_ids[2]);
        QTRY_VERIFY(m_page->model()->index(m_page->model()->rowOf(m_ids[2]), 0).data(Qt::FontRole).isValid());
        choose({0, 1});
        press(RunsPage::Act::Open); // one of several is not guessed
        QVERIFY(!m_page->action(RunsPage::Act::Open)->isEnabled());
        QCOMPARE(m_opened.size(), std::size_t{1});
    }

    void aDuplicateIsANewRunEvenOfTheOneThatCouldGoOn() {
        choose({2});
        press(RunsPage::Act::Open);
        QTRY_VERIFY(workspace().run() && workspace().run()->id == m_ids[2]);
        RunOptions options = runOptionsFromJson(m_project->run(m_ids[2])->optionsJson);
        workspace().editOptions(options, QStringLiteral("loss.margin"));
        QVERIFY(workspace().canResume());
        const int before = workspace().undoStack()->index();
        press(RunsPage::Act::Duplicate);
        QCOMPARE(toJson(workspace().options()), toJson(options));
        QVERIFY2(!workspace().canResume(), "Run begins another one");
        QCOMPARE(m_said.action, QStringLiteral("Start a new run"));
        QCOMPARE(workspace().undoStack()->index(), before + 1);
        workspace().undoStack()->undo();
        QVERIFY(workspace().canResume());
        choose({1});
        press(RunsPage::Act::Duplicate);
        QCOMPARE(workspace().options().loss.margin, 0.2);
    }

    void twoRunsStandBesideEachOther() {
        m_compared = measured();
        for (int step = 1; step <= 100000; ++step) {
            StepMetrics metrics;
            metrics.step = step;
            metrics.epoch = 1;
            metrics.terms = {step <= 50000 ? 0.2 : 0.4, 0, 0, 0};
            m_compared.runs[0].history.steps.push_back(metrics);
        }
        QVERIFY(!m_page->action(RunsPage::Act::Compare)->isEnabled());
        choose({1, 0});
        QVERIFY(m_page->action(RunsPage::Act::Compare)->isEnabled());
        press(RunsPage::Act::Compare);
        QVERIFY(m_page->isComparing());
        CompareView* view = m_page->comparison();
        QTRY_COMPARE(view->recalls()->cells()->rowCount(), int(kMeasures));
        const auto& steps = m_controllers->comparer.comparison()->runs[0].history.steps;
        QVERIFY2(steps.size() <= 5000, "the window draws no more than it has pixels for");
        QCOMPARE(steps.back().step, 100000);
        QVERIFY(qFuzzyCompare(steps.front().terms[0], 0.2) && qFuzzyCompare(steps.back().terms[0], 0.4));
        const CellTableModel& recalls = *view->recalls()->cells();
        QCOMPARE(recalls.at(0, 1).text, QStringLiteral("90.0"));
        QCOMPARE(recalls.at(0, 2).text, QStringLiteral("100.0"));
        QVERIFY(recalls.at(0, 3).text.startsWith(QStringLiteral("+10.0")));
        QCOMPARE(view->settings()->cells()->at(0, 1).text, QStringLiteral("0.1")); // the older is A
        QCOMPARE(view->settings()->cells()->at(0, 2).text, QStringLiteral("0.2"));
        // A row selects its item in the window.
        view->moved()->setCurrentIndex(view->moved()->model()->index(0, 0));
        QCOMPARE(workspace().selected(), (ItemRef{View::image, 7}));
        view->choice()->entry(View::sentence)->click();
        QCOMPARE(view->moved()->changes()->at(0).query, (ItemRef{View::sentence, 9}));
        // The same sentence to both.
        view->answers()->field()->setText(QStringLiteral("red flower"));
        for (std::size_t run = 0; run < 2; ++run) {
            QTRY_COMPARE(view->answers()->results(run)->results().size(), RunComparer::kAnswers);
            QVERIFY(view->answers()->results(run)->results().front()->item().index <
                    int(kPicturesPerConcept));
        }
        Q_EMIT view->moved()->opened({View::image, 7});
        QTRY_COMPARE(view->answers()->results(0)->results().front()->item().view, View::sentence);
        QTest::keyClick(view, Qt::Key_Escape);
        QVERIFY(!m_page->isComparing());
        QVERIFY(!m_controllers->comparer.comparison());
    }

    void runsThatCannotBeMeasuredTogetherKeepTheirSettings() {
        m_compared = measured();
        m_compared.more.reset();
        m_compared.whyNotMeasured = "They split the data in different ways.";
        choose({0, 1});
        press(RunsPage::Act::Compare);
        CompareView* view = m_page->comparison();
        QTRY_VERIFY(view->remark().contains(QStringLiteral("split the data in different ways")));
        QCOMPARE(view->settings()->cells()->rowCount(), 1);
        QCOMPARE(view->recalls()->cells()->rowCount(), 0);
        QVERIFY(!view->moved()->isVisible());
    }

    void aPageThatIsNotSeenReadsNothing() {
        m_page->hide();
        addRun(0.3, 10, RunStatus::finished);
        QTest::qWait(3 * RunLibrary::kBetweenLooksMs / 2);
        QCOMPARE(m_page->model()->rowCount(), 3);
        m_page->show();
        QTRY_COMPARE(m_page->model()->rowCount(), 4);
    }

    void theirMapsAreLaidOutAndLinked() {
        m_compared = measured();
        BothMapsView* maps = m_page->comparison()->maps();
        QVERIFY(!maps->button()->isEnabled());
        choose({0, 1});
        press(RunsPage::Act::Compare);
        QTRY_VERIFY(maps->button()->isEnabled());
        QVERIFY(!maps->map(0)->isVisible());
        QTest::mouseClick(maps->button(), Qt::LeftButton);
        QTRY_VERIFY(maps->map(0)->projection() != nullptr && maps->map(1)->projection() != nullptr);
        QTRY_COMPARE(maps->button()->text(), QStringLiteral("Lay out both maps"));
        QVERIFY(maps->map(0)->isVisible());
        // Both runs have the same embeddings: the second map lies on the first.
        const ItemRef item{View::image, 3};
        const auto apart = [&] {
            const QPointF difference = *maps->map(0)->itemPosition(item) - *maps->map(1)->itemPosition(item);
            return difference.manhattanLength();
        };
        QVERIFY2(apart() < 1, qPrintable(QString::number(apart())));
        maps->map(1)->zoomIn();
        QTRY_VERIFY(maps->map(0)->mapTransform() == maps->map(1)->mapTransform() && apart() < 1);
        // What is selected in one is selected in the window and in the other.
        const QPoint place = maps->map(0)->itemPosition(item)->toPoint();
        const ItemRef under = maps->map(0)->itemAt(place);
        QTest::mouseClick(maps->map(0), Qt::LeftButton, {}, place);
        QCOMPARE(workspace().selection(), std::vector<ItemRef>{under});
        QCOMPARE(maps->map(1)->selection(), std::vector<ItemRef>{under});
        // Other runs have other maps.
        choose({1, 2});
        press(RunsPage::Act::Compare);
        QTRY_VERIFY(maps->button()->isEnabled() && !maps->map(0)->isVisible());
        QVERIFY(maps->map(0)->projection() == nullptr);
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::RunsTest)
#include "test_runs.moc"
