#include "project/run_history.h"

#include "project/train_in_project.h"

#include "core/training/synthetic_input.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

/// What a training said of its epochs, and what the project remembers of them.
struct TwoAccounts {
    std::vector<EpochMetrics> told;
    RunHistory read;
    RunRecord record;
    TrainingOutcome outcome;
};

TwoAccounts trained(const TrainingInput& input) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Synthetic.crossview";
    Project::create(path, *input.dataset);
    TwoAccounts accounts;
    TrainingCommands commands;
    TrainingListener listener;
    listener.onEpoch = [&](const EpochMetrics& metrics) { accounts.told.push_back(metrics); };
    const RunOptions options = smallRun(4);
    accounts.outcome = trainInProject({path, input, options, {}}, options, {}, commands, listener, {});
    const Project project = Project::open(path);
    accounts.read = readHistory(project, accounts.outcome.run);
    accounts.record = *project.run(accounts.outcome.run);
    return accounts;
}

std::vector<bool> bestFlags(const std::vector<EpochMetrics>& epochs) {
    std::vector<bool> flags;
    for (const EpochMetrics& epoch : epochs)
        flags.push_back(epoch.best);
    return flags;
}

int lastBest(const std::vector<EpochMetrics>& epochs) {
    int best = 0;
    for (const EpochMetrics& epoch : epochs)
        if (epoch.best)
            best = epoch.epoch;
    return best;
}

TEST(RunHistory, KeepsNoNumberOverNothing) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Synthetic.crossview";
    Project::create(path, *syntheticInput().dataset);
    Project project = Project::open(path);
    const RunRecord run = project.createRun("{}", "{}");
    EXPECT_FALSE(wasValidated(project, run));
    EpochMetrics epoch;
    epoch.epoch = epoch.step = 1;
    writeEpoch(project, run.id, epoch);
    EXPECT_FALSE(wasValidated(project, run));
    const auto stored = project.epochMetrics(run.id);
    ASSERT_EQ(stored.size(), 1U);
    for (const auto& [name, value] : stored.front().second)
        EXPECT_EQ(name.find(".r"), std::string::npos) << name << " was measured over nothing";
    const RunHistory history = readHistory(project, run.id);
    EXPECT_FALSE(history.epochs.front().validation.isMeasured());
    epoch.epoch = 2;
    epoch.validation.imageToSentence.queries = epoch.validation.sentenceToImage.queries = 3;
    writeEpoch(project, run.id, epoch); // a recall of 0 that is one
    EXPECT_TRUE(wasValidated(project, run));
}

TEST(RunHistory, ComesBackAsItWasWritten) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Synthetic.crossview";
    Project::create(path, *syntheticInput().dataset);
    Project project = Project::open(path);
    const std::string run = project.createRun("{}", "{}").id;
    const StepMetrics step{1, 2, {0.1, 0.2, 0.3, 0.4}, 0.55, {0.5, 0.6, 0.7, 0.8}, 1e-3, 0.02, 0.06};
    writeSteps(project, run, {&step, 1});
    EpochMetrics epoch;
    epoch.epoch = 2;
    epoch.step = 1;
    epoch.meanTotal = 0.6;
    epoch.seconds = 1.5;
    epoch.validation.imageToSentence = {.r1 = 1, .r5 = 2, .r10 = 3, .medianRank = 9, .queries = 50};
    epoch.validation.sentenceToImage = {.r1 = 4, .r5 = 5, .r10 = 6, .medianRank = 8, .queries = 50};
    writeEpoch(project, run, epoch);

    const RunHistory history = readHistory(project, run);
    ASSERT_EQ(history.steps.size(), 1U);
    EXPECT_EQ(history.steps[0].step, 1);
    EXPECT_EQ(history.steps[0].epoch, 2);
    EXPECT_EQ(history.steps[0].terms, step.terms);
    EXPECT_EQ(history.steps[0].violated, step.violated);
    EXPECT_EQ(history.steps[0].total, 0.55);
    EXPECT_EQ(history.steps[0].learningRate, 1e-3);
    EXPECT_EQ(history.steps[0].seconds, 0.02);
    EXPECT_EQ(history.steps[0].temperature, 0.06);
    ASSERT_EQ(history.epochs.size(), 1U);
    EXPECT_EQ(history.epochs[0].epoch, 2);
    EXPECT_EQ(history.epochs[0].step, 1);
    EXPECT_EQ(history.epochs[0].meanTotal, 0.6);
    EXPECT_EQ(history.epochs[0].seconds, 1.5);
    EXPECT_EQ(history.epochs[0].validation.sum(), 21);
    EXPECT_EQ(history.epochs[0].validation.sentenceToImage.medianRank, 8);
    EXPECT_EQ(history.epochs[0].validation.imageToSentence.queries, 50U);
    EXPECT_TRUE(history.epochs[0].best);
}

TEST(RunHistory, StepsThatAreGoneAreNoticed) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Synthetic.crossview";
    Project project = Project::create(path, *syntheticInput().dataset);
    const std::string run = project.createRun("{}", "{}").id;
    project.storeStepMetrics(run, {{1, {{"epoch", 1}}}, {2, {{"epoch", 1}}}});
    project.storeEpochMetrics(run, 1, {{"step", 2}});
    EXPECT_EQ(readHistory(project, run).steps.size(), 2U);
    project.storeEpochMetrics(run, 1, {{"step", 3}});
    try {
        readHistory(project, run);
        ADD_FAILURE() << "a lost step was not noticed";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("steps of the run " + run + " are missing"));
    }
}

TEST(RunHistory, CountsThatCannotBeAreNone) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Synthetic.crossview";
    Project project = Project::create(path, *syntheticInput().dataset);
    const std::string run = project.createRun("{}", "{}").id;
    project.storeStepMetrics(run, {{1, {{"epoch", 1e300}}}});
    project.storeEpochMetrics(run, 1, {{"step", -3}, {"queries", std::nan("")}});
    const RunHistory history = readHistory(project, run);
    EXPECT_EQ(history.steps.at(0).epoch, 0);
    EXPECT_EQ(history.epochs.at(0).step, 0);
    EXPECT_EQ(history.epochs.at(0).validation.imageToSentence.queries, 0U);
}

TEST(RunHistory, SaysTheSameOfTheBestEpochAsTheTraining) {
    const TwoAccounts accounts = trained(syntheticInput());
    ASSERT_EQ(accounts.read.epochs.size(), 4U);
    EXPECT_EQ(bestFlags(accounts.read.epochs), bestFlags(accounts.told));
    EXPECT_EQ(lastBest(accounts.read.epochs), accounts.outcome.bestEpoch);
    EXPECT_EQ(lastBest(accounts.read.epochs), accounts.record.bestEpoch);
}

TEST(RunHistory, WithoutValidationTheNewestEpochIsTheBestEverywhere) {
    TrainingInput input = syntheticInput();
    auto splits = std::make_shared<SplitAssignment>(*input.splits);
    for (Split& split : splits->images)
        if (split == Split::validation)
            split = Split::unused;
    input.splits = splits;
    const TwoAccounts accounts = trained(input);
    EXPECT_EQ(bestFlags(accounts.told), std::vector<bool>(4, true));
    EXPECT_EQ(bestFlags(accounts.read.epochs), std::vector<bool>(4, true));
    EXPECT_EQ(accounts.record.bestEpoch, 4);
}

TEST(RunRecord, ItsStatusIsOneTextOnDisk) {
    RunRecord run;
    for (const RunStatus status :
         {RunStatus::running, RunStatus::paused, RunStatus::stopped, RunStatus::finished}) {
        run.status = status;
        RunRecord back;
        setStatus(back, statusText(run));
        EXPECT_EQ(back.status, status);
        EXPECT_EQ(back.failure, "");
    }
    setStatus(run, "failed: it grew tired");
    EXPECT_EQ(run.status, RunStatus::failed);
    EXPECT_EQ(run.failure, "it grew tired");
    EXPECT_EQ(statusText(run), "failed: it grew tired");
    EXPECT_FALSE(run.isUnfinished());
    setStatus(run, "something of a later version");
    EXPECT_EQ(run.status, RunStatus::stopped);
    EXPECT_TRUE(run.isUnfinished());
}

TEST(RunRecord, OnlyAnUnfinishedRunOfTheSameOptionsCanBeResumed) {
    RunRecord run;
    run.status = RunStatus::stopped;
    run.epochs = 2;
    const RunOptions begun = preset("picture-book");
    EXPECT_TRUE(canBeResumed(run, begun, begun));
    RunOptions wanted = begun;
    wanted.loss.margin = 0.44; // live
    EXPECT_TRUE(canBeResumed(run, begun, wanted));
    wanted.seed = begun.seed + 1;
    EXPECT_FALSE(canBeResumed(run, begun, wanted));
    run.epochs = 0; // nothing to go on from
    EXPECT_FALSE(canBeResumed(run, begun, begun));
    run.epochs = 2;
    for (const RunStatus ended : {RunStatus::finished, RunStatus::failed}) {
        run.status = ended;
        EXPECT_FALSE(canBeResumed(run, begun, begun));
    }
}

} // namespace
} // namespace crossview::test
