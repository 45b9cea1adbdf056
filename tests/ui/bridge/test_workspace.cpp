// The workspace without any widget: what is adopted, refused, answered with, resumed and taken back.
#include "bridge/run_progress.h"
#include "bridge/workspace.h"
#include "ui/window/fake_world.h"

#include <QSignalSpy>
#include <QTest>

namespace crossview::ui::test {

class WorkspaceTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;

    /// The world's project with a run of two epochs that was trained earlier.
    OpenedProject trained(RunStatus status, int bestEpoch = 2) const {
        OpenedProject project = m_world.opened();
        project.run = RunRecord();
        project.run->id = "fake";
        project.run->status = status;
        project.run->epochs = 2;
        project.run->bestEpoch = bestEpoch;
        project.run->optionsJson = toJson(m_world.session->options);
        project.snapshot = m_world.snapshot(2);
        for (int epoch = 1; epoch <= 2; ++epoch) {
            StepMetrics step;
            step.step = 5 * epoch;
            step.epoch = epoch;
            project.history.steps.push_back(step);
            EpochMetrics end;
            end.epoch = epoch;
            end.step = 5 * epoch;
            project.history.epochs.push_back(end);
        }
        return project;
    }

    /// The same data in another folder.
    OpenedProject elsewhere() const {
        auto session = std::make_shared<Session>(*m_world.session);
        session->folder = "/elsewhere.crossview";
        OpenedProject project;
        project.session = session;
        return project;
    }

    std::shared_ptr<const Snapshot> snapshotOf(const std::string& run, int epoch) const {
        auto snapshot = std::make_shared<Snapshot>(*m_world.snapshot(epoch));
        snapshot->run = run;
        return snapshot;
    }

    static TrainingOutcome outcome(TrainingOutcome::End end, int epochs, int bestEpoch) {
        TrainingOutcome made;
        made.end = end;
        made.run = "fake";
        made.epochs = epochs;
        made.bestEpoch = bestEpoch;
        return made;
    }

private Q_SLOTS:
    void editsOfTheDataAreForTheNextRun() {
        Workspace workspace;
        OpenedProject project = m_world.opened();
        const std::vector<DataEdit> some{{DataEdit::Kind::leaveOut, {{View::image, 3}}, {}},
                                         {DataEdit::Kind::accept, {{View::image, 4}}, {}}};
        project.edits = some;
        workspace.adopt(project);
        QCOMPARE(workspace.edits(), some);
        QCOMPARE(workspace.options().edits, changingEdits(some)); // the shown session knows of none
        QVERIFY(workspace.needsOtherData());
        workspace.editData({some[1]}, QStringLiteral("edit"));
        QVERIFY(!workspace.needsOtherData());
        workspace.usePreset("tpami");
        QCOMPARE(workspace.edits(), (std::vector{some[1]}));
        workspace.undoStack()->undo();
        workspace.undoStack()->undo();
        QCOMPARE(workspace.edits(), some);
        RunOptions other = workspace.options();
        other.edits.clear();
        workspace.editAsNewRun(other, QStringLiteral("run"));
        QCOMPARE(workspace.options().edits, changingEdits(some));
        // Opened anew for them, they stay, whatever stood on the disk just then.
        project.edits.clear();
        workspace.adopt(project, Workspace::OptionsAfter::AsEdited);
        QCOMPARE(workspace.edits(), some);
        workspace.adopt(project);
        QVERIFY(workspace.edits().empty() && workspace.options().edits.empty());
    }

    void beforeAnythingIsOpenNothingIsThere() {
        Workspace workspace;
        QVERIFY(!workspace.session() && !workspace.run() && !workspace.snapshot() && !workspace.answering());
        QVERIFY(!workspace.canResume() && !workspace.needsOtherData() && !workspace.lacksBestEpoch());
        QCOMPARE(workspace.options().preset, std::string(kDefaultPreset));
        workspace.select({View::image, 0});
        QVERIFY(!workspace.selected().isValid());
        QVERIFY(!workspace.undoStack()->canUndo());
        QVERIFY(!workspace.takeSnapshot(m_world.snapshot(1)));
    }

    void adoptingTakesInDataRunHistoryAndOptionsAtOnce() {
        Workspace workspace;
        std::vector<int> steps;
        std::vector<int> epochs;
        int seen = 0;
        // Who hears the first signal may read everything.
        connect(&workspace, &Workspace::sessionChanged, this, [&] {
            ++seen;
            QCOMPARE(workspace.session(), m_world.session);
            QCOMPARE(workspace.run()->id, std::string("fake"));
            QCOMPARE(workspace.answering()->epoch, 2);
            QCOMPARE(workspace.progress().epochsDone(), 2);
            QCOMPARE(workspace.options().optimiser.epochs, 4);
        });
        connect(&workspace, &Workspace::runReplaced, this, [&] { QVERIFY(steps.empty() && epochs.empty()); });
        connect(&workspace, &Workspace::stepsAdded, this, [&](const std::vector<StepMetrics>& added) {
            for (const StepMetrics& step : added)
                steps.push_back(step.step);
        });
        connect(&workspace, &Workspace::epochAdded, this,
                [&](const EpochMetrics& epoch) { epochs.push_back(epoch.epoch); });
        workspace.adopt(trained(RunStatus::stopped));
        QCOMPARE(seen, 1);
        QCOMPARE(steps, (std::vector<int>{5, 10}));
        QCOMPARE(epochs, (std::vector<int>{1, 2}));
        QVERIFY(workspace.isSnapshotReopened());
        QCOMPARE(workspace.runOptions()->optimiser.epochs, 4);
        QVERIFY(workspace.holds({View::sentence, 23}) && !workspace.holds({View::sentence, 24}));
    }

    void optionsThatWereEditedStayWhereTheProjectIsOpenedForThem() {
        Workspace workspace;
        workspace.adopt(m_world.opened());
        RunOptions wanted = workspace.options();
        wanted.split.seed += 1;
        workspace.editOptions(wanted, QStringLiteral("split.seed"));
        QVERIFY(workspace.needsOtherData());
        workspace.adopt(m_world.opened(), Workspace::OptionsAfter::AsEdited);
        QCOMPARE(toJson(workspace.options()), toJson(wanted));
        workspace.adopt(m_world.opened());
        QCOMPARE(toJson(workspace.options()), toJson(m_world.session->options));
        QVERIFY(!workspace.needsOtherData());
    }

    void snapshotsOfAnotherRunAreRefused() {
        Workspace workspace;
        workspace.adopt(m_world.opened());
        QVERIFY(!workspace.takeSnapshot(m_world.snapshot(0))); // no run goes on
        workspace.beginRun();
        QVERIFY(workspace.takeSnapshot(snapshotOf("mine", 0))); // the first one names the run
        QCOMPARE(workspace.run()->id, std::string("mine"));
        QSignalSpy changed(&workspace, &Workspace::snapshotChanged);
        QSignalSpy answering(&workspace, &Workspace::answeringChanged);
        QVERIFY(!workspace.takeSnapshot(snapshotOf("another", 1)));
        QCOMPARE(workspace.snapshot()->run, std::string("mine"));
        auto ofOtherItems = std::make_shared<Snapshot>(*snapshotOf("mine", 1));
        ofOtherItems->images = SharedMatrix(Matrix(3, kDimensions));
        QVERIFY(!workspace.takeSnapshot(ofOtherItems));
        QVERIFY(changed.isEmpty() && answering.isEmpty());
        QVERIFY(workspace.takeSnapshot(snapshotOf("mine", 1)));
        QCOMPARE(workspace.answering()->epoch, 1);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(answering.size(), 1);
        QVERIFY(!workspace.isSnapshotReopened());
    }

    void whatARunReportsAfterItsEndIsRefused() {
        Workspace workspace;
        workspace.adopt(m_world.opened());
        workspace.beginRun();
        QVERIFY(workspace.takeSnapshot(m_world.snapshot(1)));
        workspace.adopt(elsewhere());
        QSignalSpy steps(&workspace, &Workspace::stepsAdded);
        QSignalSpy epochs(&workspace, &Workspace::epochAdded);
        workspace.addSteps({StepMetrics()});
        workspace.addEpoch(EpochMetrics());
        workspace.endRun(outcome(TrainingOutcome::End::finished, 4, 4));
        QVERIFY(!workspace.takeSnapshot(m_world.snapshot(2)));
        QVERIFY(steps.isEmpty() && epochs.isEmpty());
        QVERIFY(!workspace.run() && !workspace.snapshot());
    }

    void theRunBeforeAnswersUntilTheNewOnePublishes() {
        Workspace workspace;
        workspace.adopt(trained(RunStatus::finished));
        workspace.beginRun();
        QVERIFY(workspace.run()->id.empty());
        QCOMPARE(workspace.progress().epochsDone(), 0);
        QCOMPARE(workspace.answering()->epoch, 2);
        QVERIFY(workspace.takeSnapshot(snapshotOf("new", 0)));
        QCOMPARE(workspace.answering()->run, std::string("new"));
    }

    void theBestEpochOfAFinishedRunAnswers() {
        Workspace workspace;
        workspace.adopt(trained(RunStatus::finished, 1));
        QVERIFY(workspace.lacksBestEpoch());
        QSignalSpy snapshots(&workspace, &Workspace::snapshotChanged);
        QVERIFY(workspace.answerWithBest(m_world.snapshot(1)));
        QCOMPARE(workspace.answering()->epoch, 1);
        QCOMPARE(workspace.snapshot()->epoch, 2); // the map stays with the newest
        QVERIFY(snapshots.isEmpty());
        QVERIFY(!workspace.lacksBestEpoch());
    }

    void aBestEpochThatComesTooLateIsNotTaken() {
        Workspace workspace;
        workspace.adopt(trained(RunStatus::finished, 1));
        QVERIFY(!workspace.answerWithBest(snapshotOf("another", 1)));
        workspace.adopt(trained(RunStatus::stopped, 1)); // gone on with elsewhere: the newest answers
        QVERIFY(!workspace.lacksBestEpoch());
        QVERIFY(!workspace.answerWithBest(m_world.snapshot(1)));
        QCOMPARE(workspace.answering()->epoch, 2);
        workspace.adopt(trained(RunStatus::finished, 1));
        workspace.beginRun(); // while it was read
        QVERIFY(!workspace.answerWithBest(m_world.snapshot(1)));
        QVERIFY(workspace.takeSnapshot(snapshotOf("new", 0)));
        QVERIFY(!workspace.answerWithBest(m_world.snapshot(1)));
        QCOMPARE(workspace.answering()->run, std::string("new"));
        workspace.adopt(trained(RunStatus::finished, 1));
        workspace.adopt(elsewhere()); // another project
        QVERIFY(!workspace.answerWithBest(m_world.snapshot(1)));
        QVERIFY(!workspace.answering());
    }

    void onlyAStoppedRunOfTheSameOptionsIsGoneOnWith() {
        Workspace workspace;
        workspace.adopt(trained(RunStatus::finished));
        QVERIFY(!workspace.canResume());
        workspace.adopt(trained(RunStatus::running)); // of a process that is gone
        QVERIFY(workspace.canResume());
        RunOptions options = workspace.options();
        options.loss.margin = 0.44;
        workspace.editOptions(options, QStringLiteral("loss.margin"));
        QVERIFY(workspace.canResume()); // live
        options.network.hiddenUnits += 1;
        workspace.editOptions(options, QStringLiteral("network.hiddenUnits"));
        QVERIFY(!workspace.canResume());
        workspace.undoStack()->undo();
        QVERIFY(workspace.canResume());
        workspace.continueRun();
        QCOMPARE(workspace.run()->id, std::string("fake"));
        QCOMPARE(workspace.progress().epochsDone(), 2);
        workspace.endRun(outcome(TrainingOutcome::End::stopped, 3, 2));
        QCOMPARE(workspace.run()->epochs, 3);
        QVERIFY(workspace.canResume());
        workspace.continueRun();
        workspace.endRun(outcome(TrainingOutcome::End::failed, 3, 2));
        QVERIFY(!workspace.canResume());
        OpenedProject unreadable = trained(RunStatus::stopped);
        unreadable.run->optionsJson = R"({"loss.margin": "much"})";
        workspace.adopt(unreadable);
        QVERIFY(workspace.run() && !workspace.canResume());
    }

    void optionsCanBeTakenBackAndFurtherChangesOfOneJoin() {
        Workspace workspace;
        const RunOptions before = workspace.options();
        QSignalSpy changed(&workspace, &Workspace::optionsChanged);
        RunOptions options = before;
        for (const double margin : {0.3, 0.31, 0.32}) {
            options.loss.margin = margin;
            workspace.editOptions(options, QStringLiteral("loss.margin"));
        }
        options.loss.topK = 7;
        workspace.editOptions(options, QStringLiteral("loss.topK"));
        workspace.editOptions(options, QStringLiteral("loss.topK")); // nothing changed: nothing to take back
        QCOMPARE(workspace.undoStack()->count(), 2);
        QCOMPARE(changed.size(), 4);
        workspace.undoStack()->undo();
        QCOMPARE(workspace.options().loss.topK, before.loss.topK);
        QCOMPARE(workspace.options().loss.margin, 0.32);
        workspace.undoStack()->undo();
        QCOMPARE(toJson(workspace.options()), toJson(before));
        workspace.undoStack()->redo();
        QCOMPARE(workspace.options().loss.margin, 0.32);
    }

    void presetsDoNotJoinAndLeaveTheSplitOfOpenData() {
        Workspace workspace;
        workspace.usePreset("tpami");
        QCOMPARE(workspace.options().split.method, preset("tpami").split.method);
        workspace.usePreset("cvpr2016");
        QCOMPARE(workspace.undoStack()->count(), 2);
        workspace.adopt(m_world.opened());
        RunOptions options = workspace.options();
        options.split.method = SplitMethod::random;
        workspace.editOptions(options, QStringLiteral("split.method"));
        workspace.usePreset("tpami");
        QCOMPARE(workspace.options().preset, std::string("tpami"));
        QCOMPARE(workspace.options().split.method, SplitMethod::random);
        QVERIFY_EXCEPTION_THROWN(workspace.usePreset("nothing"), Error);
    }

    void selectionsCanBeTakenBackALassoToo() {
        Workspace workspace;
        workspace.adopt(m_world.opened());
        const ItemRef picture{View::image, 3};
        const std::vector<ItemRef> lasso{{View::image, 1}, {View::sentence, 2}, {View::image, 5}};
        workspace.select(picture);
        workspace.select(picture); // nothing changed
        workspace.selectMany(lasso);
        QCOMPARE(workspace.selected(), lasso.back());
        QCOMPARE(workspace.undoStack()->count(), 2);
        workspace.undoStack()->undo();
        QCOMPARE(workspace.selection(), std::vector{picture});
        workspace.undoStack()->redo();
        QCOMPARE(workspace.selection(), lasso);
        workspace.select({});
        QVERIFY(!workspace.selected().isValid());
        workspace.undoStack()->undo();
        QCOMPARE(workspace.selection(), lasso);
        workspace.selectMany({picture, {View::image, 999}}); // one that does not exist
        QCOMPARE(workspace.selection(), std::vector{picture});
    }

    void theSelectionStaysWithTheProjectAndGoesWithOtherData() {
        Workspace workspace;
        workspace.adopt(m_world.opened());
        workspace.select({View::image, 3});
        workspace.adopt(m_world.opened()); // other features of the same project
        QCOMPARE(workspace.selected(), (ItemRef{View::image, 3}));
        QVERIFY(!workspace.undoStack()->canUndo());
        QSignalSpy changed(&workspace, &Workspace::selectionChanged);
        workspace.adopt(elsewhere());
        QVERIFY(!workspace.selected().isValid());
        QCOMPARE(changed.size(), 1);
        workspace.restoreSelection({View::sentence, 4});
        QCOMPARE(workspace.selected(), (ItemRef{View::sentence, 4}));
        QVERIFY(!workspace.undoStack()->canUndo());
        workspace.restoreSelection({View::sentence, 400});
        QVERIFY(!workspace.selected().isValid());
    }

    void progressKnowsTheTimeLeftAfterAnEpoch() {
        RunProgress progress;
        StepMetrics step;
        step.step = 3;
        step.epoch = 1;
        progress.add(step);
        QCOMPARE(progress.epoch(), 1);
        QCOMPARE(progress.epochsDone(), 0);
        QVERIFY(progress.secondsLeft(10) < 0);
        EpochMetrics epoch;
        epoch.epoch = 1;
        epoch.step = 20;
        epoch.seconds = 4;
        progress.add(epoch);
        QCOMPARE(progress.epochs(), 1.0);
        QCOMPARE(progress.secondsLeft(10), 36.0);
        step.step = 30;
        step.epoch = 2;
        progress.add(step);
        QCOMPARE(progress.epochs(), 1.5);
        QCOMPARE(progress.epochsDone(), 1);
        QCOMPARE(progress.secondsLeft(10), 34.0);
        QCOMPARE(progress.secondsLeft(1), 0.0);
    }
};

} // namespace crossview::ui::test

QTEST_GUILESS_MAIN(crossview::ui::test::WorkspaceTest)
#include "test_workspace.moc"
