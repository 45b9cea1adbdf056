#include "common/error.h"
#include "common/linear_algebra.h"
#include "files/atomic_file.h"
#include "synthetic_input.h"
#include "training/devices.h"
#include "training/snapshot_store.h"
#include "training/trainer.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace crossview::test {
namespace {

using End = TrainingOutcome::End;
using testing::HasSubstr;

/// Everything a training reported.
struct Record {
    std::vector<StepMetrics> steps;
    std::vector<EpochMetrics> epochs;
    std::vector<std::shared_ptr<const Snapshot>> snapshots;
    std::vector<TrainingState> states;

    TrainingListener listener() {
        return {
            [this](const StepMetrics& metrics) { steps.push_back(metrics); },
            [this](const EpochMetrics& metrics) { epochs.push_back(metrics); },
            [this](std::shared_ptr<const Snapshot> snapshot) { snapshots.push_back(std::move(snapshot)); },
            [this](TrainingState state) { states.push_back(state); }};
    }
};

TrainingOutcome trainQuietly(const TrainingInput& input, const RunOptions& options,
                             const std::filesystem::path& folder, Record& record) {
    TrainingCommands commands;
    return train(input, options, folder, commands, record.listener(), {});
}

TrainingInput withFeatures(TrainingInput input,
                           const std::function<void(Matrix& images, Matrix& sentences)>& edit) {
    auto features = std::make_shared<FeatureSet>(*input.features);
    const auto copyOf = [](MatrixView view) {
        return Matrix(view.rows(), view.cols(), std::vector<float>(view.data(), view.data() + view.size()));
    };
    Matrix images = copyOf(features->images);
    Matrix sentences = copyOf(features->sentences);
    edit(images, sentences);
    features->images = SharedMatrix(std::move(images));
    features->sentences = SharedMatrix(std::move(sentences));
    input.features = std::move(features);
    return input;
}

TEST(Trainer, LearnsToMatchAndReportsEveryStepAndEpoch) {
    const TrainingInput input = syntheticInput({.images = 400});
    const TemporaryFolder folder;
    Record record;
    const RunOptions options = smallRun(12);
    const TrainingOutcome outcome = trainQuietly(input, options, folder.path() / "run-1", record);
    EXPECT_EQ(outcome.end, End::finished) << outcome.message;
    EXPECT_EQ(outcome.epochs, 12);
    EXPECT_EQ(outcome.run, "run-1");
    ASSERT_EQ(record.epochs.size(), 12U);
    ASSERT_EQ(record.snapshots.size(), 13U) << "one before training";
    EXPECT_EQ(record.snapshots.front()->epoch, 0);
    EXPECT_EQ(record.snapshots.back()->epoch, 12);
    EXPECT_EQ(record.snapshots.back()->images.rows(), 400U);
    EXPECT_EQ(record.snapshots.back()->sentences.rows(), input.dataset->sentences().size());
    EXPECT_LT(record.epochs.back().meanTotal, 0.5 * record.epochs.front().meanTotal);
    const Recall& recall = record.epochs.back().validation.imageToSentence;
    EXPECT_EQ(recall.queries, 40U);
    EXPECT_GT(recall.r10, 80) << "chance is 25 %";
    EXPECT_EQ(record.epochs.back().validation.protocol, "documents");
    EXPECT_EQ(outcome.bestEpoch,
              std::find_if(record.epochs.rbegin(), record.epochs.rend(), [](const auto& e) {
                  return e.best;
              })->epoch);
    int expected = 0;
    for (const StepMetrics& step : record.steps) {
        EXPECT_EQ(step.step, ++expected);
        const LossOptions& loss = options.loss;
        EXPECT_NEAR(step.total,
                    step.terms[0] + loss.lambda1 * step.terms[1] + loss.lambda2 * step.terms[2] +
                        loss.lambda3 * step.terms[3],
                    1e-9);
    }
    EXPECT_GT(record.steps.front().terms[2], 0) << "T3 is live";
    EXPECT_GT(record.steps.front().terms[3], 0) << "T4 is live";
    EXPECT_EQ(record.epochs.back().step, expected);
    // What is on disk is the last and the best epoch.
    EXPECT_EQ(readSnapshot(folder.path() / "run-1/latest")->epoch, 12);
    const auto best = readSnapshot(folder.path() / "run-1/best");
    EXPECT_EQ(best->epoch, outcome.bestEpoch);
    const auto& published = record.snapshots[static_cast<std::size_t>(outcome.bestEpoch)];
    EXPECT_EQ(best->network->image.outputWeight.values(), published->network->image.outputWeight.values());
    EXPECT_NEAR(best->images.view()(3, 2), published->images.view()(3, 2), 1e-3) << "float16";
    EXPECT_EQ(readSnapshot(folder.path() / "run-1/nothing"), nullptr);
}

class ContrastiveTraining : public testing::TestWithParam<Objective> {};

TEST_P(ContrastiveTraining, LearnsToMatchWithALearnedTemperatureAndWithAFixedOne) {
    const TrainingInput input = syntheticInput({.images = 400});
    for (const bool learn : {true, false}) {
        const TemporaryFolder folder;
        Record record;
        RunOptions options = smallRun(12);
        options.loss.objective = GetParam();
        options.loss.learnTemperature = learn;
        options.loss.temperature = 0.1;
        const TrainingOutcome outcome = trainQuietly(input, options, folder.path() / "run", record);
        ASSERT_EQ(outcome.end, End::finished) << outcome.message;
        EXPECT_LT(record.epochs.back().meanTotal, 0.7 * record.epochs.front().meanTotal);
        EXPECT_GT(record.epochs.back().validation.imageToSentence.r10, 80) << "chance is 25 %";
        EXPECT_NEAR(record.steps.front().temperature, 0.1, 1e-6);
        EXPECT_EQ(std::abs(record.steps.back().temperature - 0.1) > 1e-4, learn);
        EXPECT_GE(record.steps.back().temperature, 0.01 - 1e-9);
        for (const StepMetrics& step : record.steps)
            EXPECT_NEAR(step.total,
                        step.terms[0] + options.loss.lambda1 * step.terms[1] +
                            options.loss.lambda2 * step.terms[2] + options.loss.lambda3 * step.terms[3],
                        1e-9);
        EXPECT_GT(record.steps.front().terms[2], 0) << "T3 is live";
        EXPECT_GT(record.steps.front().terms[3], 0) << "T4 is live";
        EXPECT_GT(record.steps.front().violated[0], record.steps.back().violated[0]);
    }
}

INSTANTIATE_TEST_SUITE_P(Objectives, ContrastiveTraining,
                         testing::Values(Objective::infoNce, Objective::sigLip), [](const auto& instance) {
                             return instance.param == Objective::infoNce ? "InfoNce" : "SigLip";
                         });

/// Mean distance of each prototype's image from its own sentence, over that from the others' sentences.
double ownDistance(const FrozenNetwork& network, const ClassPrototypes& prototypes) {
    const Matrix x = network.image.embedRows(prototypes.images);
    const Matrix y = network.sentence.embedRows(prototypes.sentences);
    double own = 0;
    double others = 0;
    for (std::size_t a = 0; a < x.rows(); ++a)
        for (std::size_t b = 0; b < y.rows(); ++b)
            (a == b ? own : others) += std::sqrt(std::max(0.0, 2 - 2.0 * dot(x.row(a), y.row(b))));
    const auto count = static_cast<double>(x.rows());
    return (own / count) / (others / (count * (count - 1)));
}

TEST(Trainer, LearnsWhatClassesLookLikeAndAreCalled) {
    TrainingInput input = syntheticInput();
    // Pairs that follow no rule that the pictures could teach.
    auto features = std::make_shared<FeatureSet>(*input.features);
    SeededRandom random(5);
    Matrix images = randomMatrix(12, features->images.cols(), random);
    Matrix sentences = randomMatrix(12, features->sentences.cols(), random);
    normaliseRows(sentences);
    features->prototypes = {SharedMatrix(std::move(images)), SharedMatrix(std::move(sentences))};
    input.features = features;
    const auto learned = [&](int classPairs) {
        RunOptions options = smallRun(40);
        options.network.dropout = 0;
        options.batch.classPairs = classPairs;
        const TemporaryFolder folder;
        TrainingCommands commands;
        train(input, options, folder.path() / "run", commands, {}, {});
        return ownDistance(*readSnapshot(folder.path() / "run" / "latest")->network, features->prototypes);
    };
    EXPECT_GT(learned(0), 0.9);
    EXPECT_LT(learned(6), 0.8);
}

TEST(Trainer, ADamagedSnapshotIsAnErrorThatNamesTheFile) {
    const TemporaryFolder folder;
    Record record;
    trainQuietly(syntheticInput(), smallRun(1), folder.path() / "run", record);
    writeFileAtomically(folder.path() / "run/latest/snapshot.json", "{");
    EXPECT_THROW(readSnapshot(folder.path() / "run/latest"), Error);
    std::filesystem::remove(folder.path() / "run/best/images.npy");
    EXPECT_THROW(readSnapshot(folder.path() / "run/best"), Error);
}

TEST(Trainer, RefusesInputThatDoesNotFit) {
    const TemporaryFolder folder;
    Record record;
    TrainingInput input = syntheticInput();
    auto splits = std::make_shared<SplitAssignment>(*input.splits);
    splits->images.pop_back();
    input.splits = splits;
    EXPECT_THROW(trainQuietly(input, smallRun(), folder.path(), record), Error);
    input = syntheticInput();
    auto features = std::make_shared<FeatureSet>(*input.features);
    features->images = SharedMatrix(Matrix(7, 24));
    input.features = features;
    EXPECT_THROW(trainQuietly(input, smallRun(), folder.path(), record), Error);
    EXPECT_THROW(trainQuietly({}, smallRun(), folder.path(), record), Error);
    RunOptions options = smallRun();
    options.device = "cuda:7";
    try {
        trainQuietly(syntheticInput(), options, folder.path(), record);
        FAIL() << "no such card";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("cuda:7"));
    }
}

TEST(Trainer, AValueThatIsNotFiniteFailsWithTheNameOfTheItem) {
    const TemporaryFolder folder;
    for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
        Record record;
        const TrainingOutcome picture = trainQuietly(
            withFeatures(syntheticInput(), [bad](Matrix& images, Matrix&) { images(5, 3) = bad; }),
            smallRun(), folder.path() / "a", record);
        EXPECT_EQ(picture.end, End::failed);
        EXPECT_THAT(picture.message, HasSubstr("picture5.png"));
        const TrainingOutcome sentence = trainQuietly(
            withFeatures(syntheticInput(), [bad](Matrix&, Matrix& sentences) { sentences(2, 0) = bad; }),
            smallRun(), folder.path() / "b", record);
        EXPECT_EQ(sentence.end, End::failed);
        EXPECT_THAT(sentence.message, HasSubstr("sentence 2"));
        EXPECT_TRUE(record.steps.empty());
    }
}

TEST(Trainer, ALossThatOverflowsEndsTheRunWithAdviceAndCanBeResumed) {
    const TemporaryFolder folder;
    const TrainingInput input = syntheticInput();
    Record record;
    TrainingCommands commands;
    RunOptions options = smallRun(4);
    options.optimiser.schedule = Schedule::constant;
    options.network.batchNorm = BatchNorm::none;
    TrainingListener listener = record.listener();
    listener.onEpoch = [&](const EpochMetrics& metrics) {
        record.epochs.push_back(metrics);
        LiveOptions live = liveOptions(options);
        live.learningRate = 1e38;
        commands.change(live);
    };
    const TrainingOutcome outcome = train(input, options, folder.path(), commands, listener, {});
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_EQ(outcome.epochs, 1);
    EXPECT_THAT(outcome.message, testing::AllOf(HasSubstr("finite"), HasSubstr("learning rate")));
    const TrainingOutcome resumed = trainQuietly(input, options, folder.path(), record);
    EXPECT_EQ(resumed.end, End::finished) << resumed.message;
    EXPECT_EQ(resumed.epochs, 4);
}

TEST(Trainer, ACollapseEndsTheRunWithAdvice) {
    const TemporaryFolder folder;
    // Every picture and every sentence looks the same: nothing can be told apart.
    const TrainingInput input = withFeatures(syntheticInput(), [](Matrix& images, Matrix& sentences) {
        std::fill(images.values().begin(), images.values().end(), 0.5F);
        std::fill(sentences.values().begin(), sentences.values().end(), 0.25F);
    });
    Record record;
    RunOptions options = smallRun(100);
    options.network.batchNorm = BatchNorm::none;
    options.network.dropout = 0;
    const TrainingOutcome outcome = trainQuietly(input, options, folder.path(), record);
    EXPECT_EQ(outcome.end, End::failed);
    EXPECT_THAT(outcome.message, testing::AllOf(HasSubstr("one point"), HasSubstr("try")));
    EXPECT_LT(outcome.epochs, 60);
}

TEST(Trainer, PausesStepsResumesAndStopsPromptly) {
    const TrainingInput input = syntheticInput({.images = 300});
    const TemporaryFolder folder;
    TrainingCommands commands;
    std::stop_source stop;
    std::mutex mutex;
    std::condition_variable changed;
    int steps = 0;
    std::vector<TrainingState> states;
    TrainingListener listener;
    listener.onStep = [&](const StepMetrics&) {
        const std::lock_guard lock(mutex);
        ++steps;
        changed.notify_all();
    };
    listener.onState = [&](TrainingState state) {
        const std::lock_guard lock(mutex);
        states.push_back(state);
        changed.notify_all();
    };
    commands.pause();
    TrainingOutcome outcome;
    std::jthread worker([&] {
        outcome = train(input, smallRun(10000), folder.path(), commands, listener, stop.get_token());
    });
    const auto waitFor = [&](const auto& condition) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(20), condition);
    };
    ASSERT_TRUE(waitFor([&] { return states == std::vector{TrainingState::paused}; }));
    EXPECT_EQ(steps, 0);
    commands.step();
    commands.step();
    ASSERT_TRUE(waitFor([&] { return steps == 2; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(steps, 2) << "paused again";
    EXPECT_EQ(states.size(), 1U);
    commands.resume();
    ASSERT_TRUE(waitFor([&] { return steps > 10; }));
    EXPECT_EQ(states.back(), TrainingState::running);
    commands.pause();
    ASSERT_TRUE(waitFor([&] { return states.back() == TrainingState::paused; }));
    const auto start = std::chrono::steady_clock::now();
    stop.request_stop();
    worker.join();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
    EXPECT_EQ(outcome.end, End::stopped);
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "checkpoint.bin"));
}

TEST(Trainer, TakesChangedValuesBetweenTwoBatches) {
    const TrainingInput input = syntheticInput();
    const TemporaryFolder folder;
    TrainingCommands commands;
    RunOptions options = smallRun(6);
    Record record;
    TrainingListener listener = record.listener();
    listener.onStep = [&](const StepMetrics& metrics) {
        record.steps.push_back(metrics);
        if (metrics.step != 8)
            return;
        LiveOptions live = liveOptions(options);
        live.lambda1 = 0;
        live.lambda2 = 0;
        live.lambda3 = 0;
        live.learningRate = 2 * options.optimiser.learningRate;
        commands.change(live);
    };
    train(input, options, folder.path() / "changed", commands, listener, {});
    Record plain;
    trainQuietly(input, options, folder.path() / "plain", plain);
    for (std::size_t s = 0; s < plain.steps.size(); ++s) {
        if (s < 8) {
            EXPECT_EQ(record.steps[s].total, plain.steps[s].total);
            EXPECT_EQ(record.steps[s].learningRate, plain.steps[s].learningRate);
        } else {
            EXPECT_EQ(record.steps[s].total, record.steps[s].terms[0]);
            EXPECT_NEAR(record.steps[s].learningRate, 2 * plain.steps[s].learningRate, 1e-12)
                << "the schedule goes on from the new base";
        }
    }
}

TEST(TrainingCommands, TheNewestChangeWinsAndIsTakenOnce) {
    TrainingCommands commands;
    commands.change({.margin = 0.1});
    commands.change({.margin = 0.2});
    const auto changed = commands.beforeBatch({}, {});
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->margin, 0.2);
    EXPECT_FALSE(commands.beforeBatch({}, {}));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(commands.beforeBatch(stop.get_token(), {}), Cancelled);
}

TEST(ComputeDevices, BeginWithTheProcessor) {
    ASSERT_FALSE(computeDevices().empty());
    EXPECT_EQ(computeDevices().front().id, "cpu");
    EXPECT_THAT(computeDevices().front().label, HasSubstr("core"));
}

} // namespace
} // namespace crossview::test
