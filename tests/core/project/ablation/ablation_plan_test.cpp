#include "project/ablation/ablation_plan.h"

#include "common/error.h"
#include "support/message_of.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(AblationAxis, IsReadFromText) {
    const AblationAxis axis = axisFromText("loss.margin=0.10,0.2");
    EXPECT_EQ(axis.name, "loss.margin");
    ASSERT_EQ(axis.levels.size(), 2U);
    EXPECT_EQ(axis.levels[0].name, "0.1") << "as the option holds it";
    EXPECT_EQ(axis.levels[1].name, "0.2");
}

TEST(AblationAxis, RefusesWhatItCannotVary) {
    EXPECT_THAT(messageOf([] { axisFromText("loss.margin"); }), HasSubstr("loss.margin=0.1,0.2"));
    EXPECT_THAT(messageOf([] { axisFromText("loss.margin="); }), HasSubstr("is no axis"));
    EXPECT_THAT(messageOf([] { axisFromText("=1"); }), HasSubstr("is no axis"));
    EXPECT_THAT(messageOf([] { axisFromText("loss.magrin=1"); }), HasSubstr("no option \"loss.magrin\""));
    EXPECT_THAT(messageOf([] { axisFromText("network.dropout=0.1,2"); }), HasSubstr("0.95"));
    EXPECT_THAT(messageOf([] { axisFromText("loss.topK=10,"); }), HasSubstr("loss.topK"));
    EXPECT_THAT(messageOf([] { axisFromText("loss.margin=0.1,0.10"); }), HasSubstr("0.1 twice"));
    EXPECT_THAT(messageOf([] { axisFromText("seed=1,2"); }), HasSubstr("--seeds"));
}

TEST(TableOne, CrossesNetworkAndLossAndEndsWithTheFullMethod) {
    const RunOptions full = preset("picture-book");
    const AblationPlan plan = planAblation(full, tableOneAxes(full));
    std::vector<std::string> names;
    for (const Variant& variant : plan.variants)
        names.push_back(variant.title);
    EXPECT_THAT(names, ElementsAre("linear, one-directional", "linear, bi-directional",
                                   "linear, + within-view", "non-linear, one-directional",
                                   "non-linear, bi-directional", "non-linear, + within-view"));
    EXPECT_EQ(plan.full, 5U);
    EXPECT_EQ(toJson(plan.variants[5].options), toJson(full)) << "nothing is taken away";
    const auto lossOf = [&](std::size_t row) { return plan.variants[row].options.loss; };
    for (const std::size_t row : {0U, 3U}) {
        EXPECT_EQ(lossOf(row).lambda1, 0);
        EXPECT_EQ(lossOf(row).lambda2 + lossOf(row).lambda3, 0);
    }
    for (const std::size_t row : {1U, 4U}) {
        EXPECT_EQ(lossOf(row).lambda1, full.loss.lambda1);
        EXPECT_EQ(lossOf(row).lambda2 + lossOf(row).lambda3, 0);
    }
    for (std::size_t row = 0; row < 6; ++row) {
        EXPECT_EQ(plan.variants[row].options.network.nonLinear, row >= 3);
        EXPECT_EQ(plan.variants[row].options.loss.margin, full.loss.margin);
    }
}

TEST(TableOne, NeedsSomethingToTakeAway) {
    RunOptions options = preset("picture-book");
    options.loss.lambda1 = 0;
    EXPECT_THAT(messageOf([&] { tableOneAxes(options); }), HasSubstr("loss.lambda1"));
    EXPECT_THAT(messageOf([] { tableOneAxes(preset("vse++")); }), HasSubstr("loss.lambda3 0.2"));
}

TEST(AblationPlan, CrossesAxesAndComparesWithTheRowNearestToTheBase) {
    const RunOptions base = preset("tpami"); // margin 0.05, K 10
    const AblationPlan plan =
        planAblation(base, {axisFromText("loss.margin=0.05,0.2"), axisFromText("loss.topK=1,10,50")});
    ASSERT_EQ(plan.variants.size(), 6U);
    EXPECT_THAT(plan.axes, ElementsAre("loss.margin", "loss.topK"));
    EXPECT_THAT(plan.variants[1].names, ElementsAre("0.05", "10"));
    EXPECT_EQ(plan.variants[1].title, "loss.margin 0.05, loss.topK 10");
    EXPECT_EQ(plan.variants[5].options.loss.topK, 50);
    EXPECT_EQ(plan.variants[5].options.loss.margin, 0.2);
    EXPECT_EQ(plan.full, 1U);
    // Without the base's own value one of the rows that are as near stands for it.
    EXPECT_EQ(planAblation(base, {axisFromText("loss.margin=0.3,0.2")}).full, 1U);
}

TEST(AblationPlan, RefusesNothingTooMuchAndOneOptionTwice) {
    const RunOptions base = preset("tpami");
    EXPECT_THAT(messageOf([&] { planAblation(base, {}); }), HasSubstr("nothing to vary"));
    std::vector<AblationAxis> twice = tableOneAxes(base);
    twice.push_back(axisFromText("loss.lambda3=0,1"));
    EXPECT_THAT(messageOf([&] { planAblation(base, twice); }), HasSubstr("loss.lambda3 is varied by two"));
    std::string many = "batch.images=";
    for (int i = 0; i < 40; ++i)
        many += (i > 0 ? "," : "") + std::to_string(100 + i);
    const auto tooMany = [&] {
        planAblation(base, {axisFromText(many), axisFromText("loss.topK" + many.substr(12))});
    };
    EXPECT_THAT(messageOf(tooMany), HasSubstr("1000 rows"));
}

} // namespace
} // namespace crossview::test
