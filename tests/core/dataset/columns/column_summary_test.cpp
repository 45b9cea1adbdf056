#include "dataset/columns/column_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace crossview;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

ItemColumn numbers(std::vector<double> values) {
    ItemColumn column;
    column.kind = ItemColumn::Kind::number;
    column.numbers = std::move(values);
    return column;
}

constexpr double kNone = ItemColumn::kNoNumber;

} // namespace

TEST(ColumnSummary, CountsTheMostFrequentTexts) {
    ItemColumn column;
    column.texts = {"a", "b", "c", "never"};
    column.textOf = {0, 1, 2, 2, -1, 1};
    const auto counts = mostFrequent(column, 2);
    ASSERT_EQ(counts.size(), 2u);
    EXPECT_EQ(counts[0].text, 1);
    EXPECT_EQ(counts[0].items, 2u);
    EXPECT_EQ(counts[1].text, 2);
    EXPECT_EQ(mostFrequent(column, 9).size(), 3u);
}

TEST(ColumnSummary, StepsAreRoundAndHoldEveryNumber) {
    const NumberSteps steps = stepsOf(numbers({0.31, 9.97, kNone}), 20);
    EXPECT_DOUBLE_EQ(steps.first, 0);
    EXPECT_DOUBLE_EQ(steps.width, 0.5);
    EXPECT_EQ(steps.count, 20u);
    EXPECT_EQ(steps.stepOf(0.31), 0u);
    EXPECT_EQ(steps.stepOf(9.97), 19u);
    EXPECT_EQ(stepsOf(numbers({1, 2, 4}), 20).count, 4u) << "whole numbers: one step each";
    EXPECT_EQ(stepsOf(numbers({7, 7}), 20).count, 1u);
    EXPECT_EQ(stepsOf(numbers({kNone}), 20).count, 0u);
}

TEST(ColumnSummary, StepsOfAnyNumbersAreFew) {
    const double tiny = std::numeric_limits<double>::denorm_min();
    const double large = std::numeric_limits<double>::max();
    for (const auto& values : std::vector<std::vector<double>>{{0, tiny},
                                                               {-large, large},
                                                               {1e17, std::nextafter(1e17, 2e17)},
                                                               {-1e-300, 3e-300},
                                                               {1, 1 + 1e-15}}) {
        const NumberSteps steps = stepsOf(numbers(values), 20);
        EXPECT_GE(steps.count, 1u) << values[1];
        EXPECT_LE(steps.count, 45u) << values[1];
        EXPECT_GT(steps.width, 0) << values[1];
        for (const double value : values)
            EXPECT_LT(steps.stepOf(value), steps.count);
    }
}

TEST(ColumnSummary, ClassesAreAboutEquallyFullWithRoundBounds) {
    std::vector<double> values;
    for (int i = 0; i < 600; ++i)
        values.push_back(std::pow(1.013, i) + 0.123); // 1 to 2,300
    const std::vector<double> bounds = classBounds(numbers(values), 6);
    EXPECT_THAT(bounds, ElementsAre(5, 20, 50, 200, 500));
    EXPECT_THAT(classBounds(numbers({3, 1, kNone, 2, 1}), 6), ElementsAre(1, 2)) << "few values: one each";
    EXPECT_THAT(classBounds(numbers({5, 5}), 6), IsEmpty());
    EXPECT_THAT(classBounds(numbers({}), 6), IsEmpty());
    values.assign(1000, 0);
    for (int i = 0; i < 100; ++i)
        values.push_back(0.1 * i);
    for (const double bound : classBounds(numbers(values), 6))
        EXPECT_LT(bound, 9.9);
}
