#include "common/error.h"
#include "common/seeded_random.h"
#include "training/collapse_alarm.h"
#include "training/optimiser.h"
#include "training/schedule.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/api/include/torch/optim/adamw.h>
#include <torch/csrc/api/include/torch/optim/sgd.h>

namespace crossview::test {
namespace {

struct Twins {
    std::vector<NamedTensor> ours;
    std::vector<at::Tensor> theirs;
};

Twins makeTwins(at::ScalarType type) {
    Twins twins;
    for (const bool decays : {true, false}) {
        const at::Tensor values = at::randn({37, 53}, type);
        twins.ours.push_back({decays ? "weight" : "bias", values.clone().set_requires_grad(true), decays});
        twins.theirs.push_back(values.clone().set_requires_grad(true));
    }
    return twins;
}

void giveGradients(Twins& twins) {
    for (std::size_t i = 0; i < 2; ++i) {
        const at::Tensor gradient = at::randn_like(twins.theirs[i]);
        twins.ours[i].tensor.mutable_grad() = gradient.clone();
        twins.theirs[i].mutable_grad() = gradient.clone();
    }
}

class AgainstTorch : public testing::TestWithParam<at::ScalarType> {};

TEST_P(AgainstTorch, AdamEqualsAdamWWithoutDecayOnBiases) {
    at::manual_seed(1);
    Twins twins = makeTwins(GetParam());
    Optimiser ours(twins.ours, {.kind = OptimiserKind::adam, .weightDecay = 0.03});
    torch::optim::AdamW decayed({twins.theirs[0]}, torch::optim::AdamWOptions(1).weight_decay(0.03));
    torch::optim::AdamW plain({twins.theirs[1]}, torch::optim::AdamWOptions(1).weight_decay(0));
    for (int step = 0; step < 30; ++step) {
        const double rate = 0.01 * (step + 1);
        for (auto* optimiser : {&decayed, &plain})
            static_cast<torch::optim::AdamWOptions&>(optimiser->param_groups()[0].options()).lr(rate);
        giveGradients(twins);
        ours.step(rate);
        decayed.step();
        plain.step();
        for (std::size_t i = 0; i < 2; ++i)
            EXPECT_LT((twins.ours[i].tensor - twins.theirs[i]).abs().max().item<double>(), 1e-4) << step;
    }
    EXPECT_FALSE(twins.ours[0].tensor.grad().defined()) << "gradients are cleared";
}

TEST_P(AgainstTorch, SgdEqualsTorchsWithMomentumAndCoupledDecay) {
    at::manual_seed(2);
    Twins twins = makeTwins(GetParam());
    Optimiser ours(twins.ours, {.kind = OptimiserKind::sgd, .momentum = 0.9, .weightDecay = 0.02});
    torch::optim::SGD decayed({twins.theirs[0]},
                              torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(0.02));
    torch::optim::SGD plain({twins.theirs[1]}, torch::optim::SGDOptions(0.1).momentum(0.9));
    for (int step = 0; step < 30; ++step) {
        giveGradients(twins);
        ours.step(0.1);
        decayed.step();
        plain.step();
        for (std::size_t i = 0; i < 2; ++i)
            EXPECT_LT((twins.ours[i].tensor - twins.theirs[i]).abs().max().item<double>(), 1e-4) << step;
    }
}

INSTANTIATE_TEST_SUITE_P(Types, AgainstTorch, testing::Values(at::kFloat, at::kDouble),
                         [](const auto& instance) { return std::string(c10::toString(instance.param)); });

TEST(Optimiser, GoesOnFromItsStoredMomentsBitForBit) {
    at::manual_seed(3);
    Twins twins = makeTwins(at::kFloat);
    Optimiser first(twins.ours, {.kind = OptimiserKind::adam});
    giveGradients(twins);
    first.step(0.1);
    Checkpoint checkpoint;
    first.store(checkpoint);
    std::vector<NamedTensor> copies;
    for (const NamedTensor& tensor : twins.ours)
        copies.push_back(
            {tensor.name, tensor.tensor.detach().clone().set_requires_grad(true), tensor.decays});
    Optimiser second(copies, {.kind = OptimiserKind::adam});
    second.restore(checkpoint, first.steps());
    const at::Tensor gradient = at::randn_like(copies[0].tensor);
    copies[0].tensor.mutable_grad() = gradient.clone();
    twins.ours[0].tensor.mutable_grad() = gradient.clone();
    first.step(0.1);
    second.step(0.1);
    EXPECT_TRUE(at::equal(copies[0].tensor, twins.ours[0].tensor));
    Optimiser other({{"elsewhere", copies[0].tensor, true}}, {});
    EXPECT_THROW(other.restore(checkpoint, 1), Error);
}

TEST(Schedule, FollowsItsKind) {
    OptimiserOptions options{.schedule = Schedule::constant, .decay = 0.1, .decayEpochs = 2, .epochs = 10};
    EXPECT_EQ(scheduleFactor(options, 99, 10), 1);
    options.schedule = Schedule::step;
    EXPECT_EQ(scheduleFactor(options, 19, 10), 1);
    EXPECT_NEAR(scheduleFactor(options, 20, 10), 0.1, 1e-12);
    EXPECT_NEAR(scheduleFactor(options, 45, 10), 0.01, 1e-12);
    options.schedule = Schedule::exponential;
    EXPECT_NEAR(scheduleFactor(options, 35, 10), 0.001, 1e-12);
    options.schedule = Schedule::oneCycle;
    EXPECT_NEAR(scheduleFactor(options, 0, 10), 0.04, 0.01);
    EXPECT_NEAR(scheduleFactor(options, 30, 10), 1, 0.01);
    EXPECT_NEAR(scheduleFactor(options, 99, 10), 0, 0.01);
    for (long long step = 1; step < 100; ++step)
        EXPECT_EQ(scheduleFactor(options, step, 10) > scheduleFactor(options, step - 1, 10), step <= 30)
            << step;
}

TEST(CollapseAlarm, RingsOnlyWhenLossAndEmbeddingsStayCollapsed) {
    const auto ringsAt = [](double total, double spread, int steps) {
        CollapseAlarm alarm;
        for (int step = 1; step <= steps; ++step)
            if (alarm.feed(total, 0.32, spread))
                return step;
        return 0;
    };
    EXPECT_EQ(ringsAt(0.321, 1e-4, 300), CollapseAlarm::kWarmUp + CollapseAlarm::kPatience);
    EXPECT_EQ(ringsAt(0.321, 0.5, 300), 0) << "different embeddings";
    EXPECT_EQ(ringsAt(0.2, 1e-4, 300), 0) << "a loss that falls";
    CollapseAlarm alarm;
    for (int step = 0; step < 400; ++step)
        EXPECT_FALSE(alarm.feed(step % 40 == 0 ? 0.2 : 0.32, 0.32, 1e-4)) << "interrupted";
}

TEST(AnnealedTopK, FallsFromAllToTopKByTheSameFactorEachEpoch) {
    // 800, 400, 200, 100 over three epochs: halves.
    const int expected[] = {800, 400, 200, 100, 100};
    for (int epoch = 1; epoch <= 5; ++epoch)
        EXPECT_EQ(annealedTopK(100, 3, epoch, 800), expected[epoch - 1]) << epoch;
    EXPECT_EQ(annealedTopK(1, 1, 1, 500), 500) << "VSE++ with a first epoch of all";
    EXPECT_EQ(annealedTopK(1, 1, 2, 500), 1);
    EXPECT_EQ(annealedTopK(100, 0, 1, 800), 100) << "off";
    EXPECT_EQ(annealedTopK(0, 3, 2, 800), 0) << "all stay all";
    EXPECT_EQ(annealedTopK(900, 3, 2, 800), 900) << "more than there are";
}

} // namespace
} // namespace crossview::test
