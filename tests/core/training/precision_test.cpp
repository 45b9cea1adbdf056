#include "model/two_branch_network.h"
#include "synthetic_input.h"
#include "training/learner.h"
#include "training/trainer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

const at::TensorOptions kFloats(at::kFloat);

NetworkOptions someNetwork() {
    return {.hiddenUnits = 96, .jointDimensions = 48, .batchNorm = BatchNorm::first, .dropout = 0.5};
}

/// Embeddings and the gradients of a fixed linear form of them.
std::vector<at::Tensor> forwardAndBackward(Precision precision) {
    Branch branch("image", 80, someNetwork(), 5, kFloats, precision);
    at::manual_seed(3);
    const at::Tensor features = at::randn({64, 80}, kFloats);
    const at::Tensor upstream = at::randn({64, 48}, kFloats);
    std::vector<at::Tensor> all{branch.forward(features, 7)};
    branch.backward(upstream);
    for (const NamedTensor& parameter : branch.parameters())
        all.push_back(parameter.tensor.grad());
    return all;
}

double relativeDifference(const at::Tensor& a, const at::Tensor& b) {
    return ((a - b).norm() / b.norm().clamp_min(1e-12)).item<double>();
}

/// A bfloat16 keeps 8 binary digits: rounding a number errs by up to 2^-9 = 0.2 % of it, at random by
/// 2^-9 / sqrt(3). Two roundings at each of two products forward and two backward add up, as independent
/// errors do, to about sqrt(8) x 0.11 % = 0.3 %; the ReLU lets a few hidden units near 0 switch, which costs
/// as much again. Three times that is allowed; an arithmetic slip (a transpose, a missing term) costs 100 %.
constexpr double kRoundingShare = 0.02;

TEST(Bfloat16, GradientsAreThoseOfFloat32UpToItsRounding) {
    const auto narrow = forwardAndBackward(Precision::bfloat16);
    const auto wide = forwardAndBackward(Precision::float32);
    ASSERT_EQ(narrow.size(), wide.size());
    for (std::size_t i = 0; i < wide.size(); ++i) {
        EXPECT_EQ(narrow[i].scalar_type(), at::kFloat) << i;
        // The bias before batch norm has no gradient but rounding: the norm takes the mean away.
        if (wide[i].norm().item<double>() < 1e-4)
            continue;
        EXPECT_LT(relativeDifference(narrow[i], wide[i]), kRoundingShare) << i;
    }
    EXPECT_GT(relativeDifference(narrow[0], wide[0]), 1e-5) << "the products were taken in bfloat16";
}

TEST(Bfloat16, EvaluatesInFloat32) {
    const Branch narrow("image", 80, someNetwork(), 5, kFloats, Precision::bfloat16);
    const Branch wide("image", 80, someNetwork(), 5, kFloats, Precision::float32);
    const at::Tensor features = at::randn({10, 80}, kFloats);
    EXPECT_TRUE(at::equal(narrow.evaluate(features), wide.evaluate(features)));
}

/// Trains and returns the checkpoint's bytes of the weights.
std::vector<float> trainedWeights(const TrainingInput& input, const RunOptions& options,
                                  const std::filesystem::path& folder, const TrainingListener& listener = {},
                                  const std::stop_token& stop = {}) {
    TrainingCommands commands;
    const TrainingOutcome outcome = train(input, options, folder, commands, listener, stop);
    EXPECT_NE(outcome.end, TrainingOutcome::End::failed) << outcome.message;
    return loadCheckpoint(folder / "checkpoint.bin").array("sentence.output.weight", 16, 32).values();
}

TEST(Bfloat16, SameSeedGivesTheSameWeightsAlsoWhenStoppedAndResumed) {
    const TrainingInput input = syntheticInput();
    const TemporaryFolder folder;
    RunOptions options = smallRun(4);
    options.precision = Precision::bfloat16;
    const auto first = trainedWeights(input, options, folder.path() / "first");
    EXPECT_EQ(trainedWeights(input, options, folder.path() / "second"), first);
    std::stop_source stop;
    TrainingListener listener;
    listener.onStep = [&](const StepMetrics& metrics) {
        if (metrics.step == 7)
            stop.request_stop();
    };
    const auto half = trainedWeights(input, options, folder.path() / "third", listener, stop.get_token());
    EXPECT_NE(half, first);
    EXPECT_EQ(trainedWeights(input, options, folder.path() / "third"), first);
    options.precision = Precision::float32;
    EXPECT_NE(trainedWeights(input, options, folder.path() / "wide"), first);
    // The precision belongs to the run.
    EXPECT_THROW(trainedWeights(input, options, folder.path() / "first"), Error);
}

/// Recall differs from seed to seed; bfloat16 may not fall behind float32 by more than two standard errors of
/// the difference of the means (method.md 6: paired by seed).
TEST(Bfloat16, ReachesTheRecallOfFloat32) {
    constexpr int kSeeds = 5;
    const TrainingInput input = syntheticInput({.images = 400});
    const TemporaryFolder folder;
    const auto recall = [&](Precision precision, std::uint64_t seed) {
        RunOptions options = smallRun(8);
        options.precision = precision;
        options.seed = seed;
        double sum = 0;
        TrainingListener listener;
        listener.onEpoch = [&](const EpochMetrics& metrics) { sum = metrics.validation.sum(); };
        trainedWeights(input, options,
                       folder.path() / (std::to_string(seed) + (precision == Precision::float32 ? "f" : "b")),
                       listener);
        return sum;
    };
    std::vector<double> differences;
    double mean = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const double wide = recall(Precision::float32, seed);
        EXPECT_GT(wide, 300) << "of 600; chance is 75";
        differences.push_back(recall(Precision::bfloat16, seed) - wide);
        mean += differences.back() / kSeeds;
    }
    double squares = 0;
    for (const double difference : differences)
        squares += (difference - mean) * (difference - mean);
    const double standardError = std::sqrt(squares / (kSeeds - 1) / kSeeds);
    EXPECT_GT(mean, -2 * standardError - 5) << "five points: one query of forty at two of the six recalls";
}

} // namespace
} // namespace crossview::test
