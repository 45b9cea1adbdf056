#include "evaluation/chance.h"
#include "evaluation/seed_mean.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace crossview::test {
namespace {

RecallBothWays withR1(double forward, double backward) {
    RecallBothWays recall;
    recall.protocol = "documents";
    recall.tieRule = TieRule::pessimistic;
    recall.imageToSentence = {.r1 = forward,
                              .r5 = 50,
                              .r10 = 60,
                              .medianRank = 4,
                              .meanRank = 9,
                              .meanReciprocalRank = 0.5,
                              .queries = 500,
                              .r1Low = forward - 4,
                              .r1High = forward + 4};
    recall.sentenceToImage = recall.imageToSentence;
    recall.sentenceToImage.r1 = backward;
    return recall;
}

TEST(SeedMean, ItsIntervalIsThatOfTheMean) {
    // Mean 36, sample deviation 1, n 3: Student's t with two degrees of freedom, 4.3027 / sqrt(3).
    const std::array runs{withR1(35, 30), withR1(36, 30), withR1(37, 30)};
    const RecallBothWays mean = meanOverSeeds(runs);
    EXPECT_NEAR(mean.imageToSentence.r1, 36, 1e-12);
    EXPECT_NEAR(mean.imageToSentence.r1Low, 36 - 2.4842, 1e-3);
    EXPECT_NEAR(mean.imageToSentence.r1High, 36 + 2.4842, 1e-3);
    EXPECT_NEAR(mean.sentenceToImage.r1Low, 30, 1e-12) << "equal runs: nothing is uncertain over seeds";
    EXPECT_EQ(mean.imageToSentence.queries, 500U);
    EXPECT_EQ(mean.imageToSentence.medianRank, 4);
    EXPECT_EQ(mean.protocol, "documents");
    EXPECT_EQ(mean.tieRule, TieRule::pessimistic);
}

TEST(SeedMean, OneRunKeepsItsOwnInterval) {
    const std::array runs{withR1(35, 30)};
    const RecallBothWays mean = meanOverSeeds(runs);
    EXPECT_EQ(mean.imageToSentence.r1Low, 31);
    EXPECT_EQ(mean.imageToSentence.r1High, 39);
    EXPECT_EQ(meanOverSeeds({}).imageToSentence.queries, 0U);
}

TEST(SeedMean, IntervalsStayWithinTheScale) {
    const std::array runs{withR1(0, 100), withR1(3, 90)};
    const RecallBothWays mean = meanOverSeeds(runs);
    EXPECT_EQ(mean.imageToSentence.r1Low, 0);
    EXPECT_EQ(mean.sentenceToImage.r1High, 100);
}

TEST(SeedMean, StudentsQuantilesAreThoseOfTheTables) {
    // Values ±1 in turn: mean 0, and the half width is t * deviation / sqrt(n). Quantiles from the usual
    // table (97.5 %, degrees of freedom 1, 10, 11, 30, 120).
    for (const auto& [degrees, quantile] :
         {std::pair{1, 12.706}, {10, 2.228}, {11, 2.201}, {30, 2.042}, {119, 1.980}}) {
        std::vector<double> values;
        for (int i = 0; i <= degrees; ++i)
            values.push_back(i % 2 == 0 ? 1.0 : -1.0);
        const auto n = static_cast<double>(values.size());
        double mean = 0, squares = 0;
        for (const double value : values)
            mean += value / n;
        for (const double value : values)
            squares += (value - mean) * (value - mean);
        const double expected = quantile * std::sqrt(squares / (n - 1) / n);
        EXPECT_NEAR(halfWidthOfMean(values), expected, expected * 5e-4) << degrees;
    }
    EXPECT_EQ(halfWidthOfMean(std::array{3.0}), 0);
}

TEST(Chance, IsOneMatchAmongTheItems) {
    EXPECT_DOUBLE_EQ(chanceRecall(500).r1, 0.2);
    EXPECT_DOUBLE_EQ(chanceRecall(500).r10, 2);
    EXPECT_DOUBLE_EQ(chanceRecall(4).r5, 100);
    EXPECT_DOUBLE_EQ(chanceRecall(0).r10, 0);
}

} // namespace
} // namespace crossview::test
