#include "model/learned_logits.h"

#include <ATen/ATen.h>
#include <cmath>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

LossOptions optionsOf(Objective objective, bool learn) {
    LossOptions options;
    options.objective = objective;
    options.learnTemperature = learn;
    return options;
}

std::vector<std::string> namesOf(const LearnedLogits& logits) {
    std::vector<std::string> names;
    for (const NamedTensor& tensor : logits.parameters()) {
        names.push_back(tensor.name);
        EXPECT_FALSE(tensor.decays);
    }
    return names;
}

TEST(LearnedLogits, StartWhereTheOptionsSay) {
    for (const bool learn : {true, false}) {
        const LearnedLogits infoNce(optionsOf(Objective::infoNce, learn), at::kFloat);
        EXPECT_NEAR(infoNce.values().scale, 1 / 0.07, 1e-5);
        EXPECT_EQ(infoNce.values().bias, 0);
        const LearnedLogits sigLip(optionsOf(Objective::sigLip, learn), at::kFloat);
        EXPECT_EQ(sigLip.values().bias, -10);
    }
    LossOptions cold = optionsOf(Objective::infoNce, true);
    cold.temperature = 1e-6;
    EXPECT_NEAR(LearnedLogits(cold, at::kFloat).values().scale, 100, 1e-9);
}

TEST(LearnedLogits, LearnNothingThatTheObjectiveDoesNotHave) {
    EXPECT_TRUE(namesOf(LearnedLogits(optionsOf(Objective::ranking, true), at::kFloat)).empty());
    EXPECT_TRUE(namesOf(LearnedLogits(optionsOf(Objective::sigLip, false), at::kFloat)).empty());
    EXPECT_EQ(namesOf(LearnedLogits(optionsOf(Objective::infoNce, true), at::kFloat)),
              (std::vector<std::string>{"logits.logScale"}));
    EXPECT_EQ(namesOf(LearnedLogits(optionsOf(Objective::sigLip, true), at::kFloat)),
              (std::vector<std::string>{"logits.logScale", "logits.bias"}));
}

TEST(LearnedLogits, TakeTheirGradientsAndNeverPassTheLargestScale) {
    LearnedLogits logits(optionsOf(Objective::sigLip, true), at::kFloat);
    logits.setGradients({0.5, -2});
    const auto parameters = logits.parameters();
    EXPECT_FLOAT_EQ(parameters[0].tensor.grad().item<float>(), 0.5F);
    EXPECT_FLOAT_EQ(parameters[1].tensor.grad().item<float>(), -2.0F);
    parameters[0].tensor.detach().fill_(9);
    logits.keepInRange();
    EXPECT_NEAR(parameters[0].tensor.item<float>(), std::log(100.0), 1e-6);
    EXPECT_LE(logits.values().scale, 100);
    parameters[0].tensor.detach().fill_(1);
    logits.keepInRange();
    EXPECT_EQ(parameters[0].tensor.item<float>(), 1);
}

} // namespace
} // namespace crossview::test
