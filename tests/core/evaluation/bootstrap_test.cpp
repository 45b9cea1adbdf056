// Intervals against a bootstrap of NumPy: rng.integers(0, n, n) and numpy.percentile over 40,000 draws.
#include "evaluation/bootstrap.h"

#include "common/error.h"

#include <cmath>
#include <gtest/gtest.h>

namespace crossview {
namespace {

constexpr std::size_t kImages = 400;

/// 400 images with three sentences each, ranks by formula; as the NumPy script had them.
Measurement formulaRanks() {
    Measurement measurement{"sentences", TieRule::mean, TestPool::all, kImages, {}};
    PoolRanks& pool = measurement.pools.emplace_back();
    pool.images = kImages;
    for (std::size_t i = 0; i < kImages; ++i) {
        pool.imageToSentence.ranks.push_back(double((i * i * 7 + 3 * i) % 40 / 3));
        pool.imageToSentence.images.push_back(static_cast<std::int32_t>(i));
        for (std::size_t s = 0; s < 3; ++s) {
            pool.sentenceToImage.ranks.push_back(double(i * 13 % 25 / 2 + s * (i % 3)));
            pool.sentenceToImage.images.push_back(static_cast<std::int32_t>(i));
        }
    }
    return measurement;
}

/// Another system: right on every seventh image, one rank worse on the sentences of every fifth.
Measurement changedRanks() {
    Measurement measurement = formulaRanks();
    PoolRanks& pool = measurement.pools.front();
    for (std::size_t i = 0; i < kImages; ++i) {
        if (i % 7 == 0)
            pool.imageToSentence.ranks[i] = 0;
        for (std::size_t s = 0; s < 3; ++s)
            pool.sentenceToImage.ranks[3 * i + s] += i % 5 == 0 ? 1 : 0;
    }
    return measurement;
}

void expectMeasures(const Measures& actual, const Measures& expected, double tolerance) {
    for (std::size_t i = 0; i < kMeasures; ++i)
        EXPECT_NEAR(actual[i], expected[i], i == 6 ? 2 * tolerance : tolerance) << "measure " << i;
}

const BootstrapOptions kManyDraws{20000, 1};
constexpr double kOneStep = 0.26; // quantiles stand on a grid of one query in 400

TEST(Bootstrap, MeasuresAreTheRecalls) {
    const Measurement measurement = formulaRanks();
    const RecallBothWays recall = recallOf(measurement);
    expectMeasures(measuresOf(measurement),
                   {recall.imageToSentence.r1, recall.imageToSentence.r5, recall.imageToSentence.r10,
                    recall.sentenceToImage.r1, recall.sentenceToImage.r5, recall.sentenceToImage.r10,
                    recall.sum()},
                   1e-9);
    EXPECT_NEAR(recall.sum(), 248.58333333333334, 1e-9);
}

TEST(Bootstrap, AgreesWithNumPy) {
    const Intervals intervals = bootstrapIntervals(formulaRanks(), kManyDraws);
    expectMeasures(intervals.low, {11.5, 45.0, 70.75, 2.83333333, 27.91666667, 67.91666667, 235.83333333},
                   kOneStep);
    expectMeasures(intervals.high, {18.5, 55.0, 79.25, 6.33333333, 36.33333333, 75.91666667, 261.25},
                   kOneStep);
}

TEST(Bootstrap, ComparesInPairsAsNumPyDoes) {
    const Comparison comparison = compare(formulaRanks(), changedRanks(), kManyDraws);
    expectMeasures(comparison.difference,
                   {11.75, 6.25, 3.5, -2.33333333, -1.33333333, -1.41666667, 16.41666667}, 1e-6);
    expectMeasures(comparison.intervals.low, {8.75, 4.0, 1.75, -3.75, -2.0, -2.08333333, 10.08333333},
                   kOneStep);
    expectMeasures(comparison.intervals.high, {15.0, 8.75, 5.5, -1.16666667, -0.75, -0.83333333, 23.25},
                   kOneStep);
    for (const double p : comparison.p) {
        EXPECT_GT(p, 0);
        EXPECT_LT(p, 0.001);
    }
}

TEST(Bootstrap, OfOneSystemWithItselfFindsNothing) {
    const Comparison comparison = compare(formulaRanks(), formulaRanks());
    expectMeasures(comparison.difference, {}, 0);
    expectMeasures(comparison.intervals.low, {}, 0);
    for (const double p : comparison.p)
        EXPECT_EQ(p, 1);
}

TEST(Bootstrap, IsTheSameForASeed) {
    const Intervals once = bootstrapIntervals(formulaRanks(), {500, 7});
    EXPECT_EQ(once.low, bootstrapIntervals(formulaRanks(), {500, 7}).low);
    EXPECT_NE(once.low, bootstrapIntervals(formulaRanks(), {500, 8}).low);
}

TEST(Bootstrap, DrawsEveryFoldByItselfAndTakesTheMean) {
    Measurement folds = formulaRanks();
    folds.pools.push_back(changedRanks().pools.front());
    const Measures first = measuresOf(formulaRanks());
    const Measures second = measuresOf(changedRanks());
    Measures mean{};
    for (std::size_t i = 0; i < kMeasures; ++i)
        mean[i] = (first[i] + second[i]) / 2;
    expectMeasures(measuresOf(folds), mean, 1e-9);
    const Intervals both = bootstrapIntervals(folds, kManyDraws);
    const Intervals one = bootstrapIntervals(formulaRanks(), kManyDraws);
    EXPECT_NEAR((both.high[0] - both.low[0]) / (one.high[0] - one.low[0]), std::sqrt(0.5), 0.15)
        << "two independent folds narrow the interval";
}

TEST(Bootstrap, CountsOnlyWhatWasAsked) {
    Measurement measurement = formulaRanks();
    PoolRanks& pool = measurement.pools.front();
    pool.images += 100; // images without a query are not drawn
    pool.imageToSentence.ranks.push_back(-1);
    pool.imageToSentence.images.push_back(400);
    pool.sentenceToImage.ranks.push_back(-1);
    pool.sentenceToImage.images.push_back(-1);
    EXPECT_EQ(bootstrapIntervals(measurement).low, bootstrapIntervals(formulaRanks()).low);
    const Intervals empty =
        bootstrapIntervals(Measurement{"documents", TieRule::mean, TestPool::all, 0, {{}}});
    expectMeasures(empty.high, {}, 0);
}

TEST(Bootstrap, RefusesToCompareDifferentQueries) {
    const Measurement one = formulaRanks();
    Measurement other = formulaRanks();
    other.protocol = "documents";
    EXPECT_THROW(compare(one, other), Error);
    other = formulaRanks();
    other.tieRule = TieRule::index;
    EXPECT_THROW(compare(one, other), Error);
    other = formulaRanks();
    other.pools.front().sentenceToImage.images.back() = 3;
    EXPECT_THROW(compare(one, other), Error);
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(bootstrapIntervals(one, {}, source.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
