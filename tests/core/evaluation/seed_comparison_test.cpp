#include "evaluation/seed_comparison.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace crossview {
namespace {

constexpr std::size_t kImages = 200;

/// One query per image and direction; `shift` moves some ranks, as another seed would.
Measurement ranksOf(std::size_t method, std::size_t seed) {
    Measurement measurement{"documents", TieRule::mean, TestPool::all, kImages, {}};
    PoolRanks& pool = measurement.pools.emplace_back();
    pool.images = kImages;
    for (std::size_t i = 0; i < kImages; ++i) {
        for (DirectionRanks* direction : {&pool.imageToSentence, &pool.sentenceToImage})
            direction->images.push_back(static_cast<std::int32_t>(i));
        pool.imageToSentence.ranks.push_back(double((i * 7 + seed * i % 5) % (14 - 5 * method)));
        pool.sentenceToImage.ranks.push_back(double((i * 11 + seed * (i % 3)) % (17 - 2 * method)));
    }
    return measurement;
}

std::vector<Measurement> seedsOf(std::size_t method, std::size_t count) {
    std::vector<Measurement> all;
    for (std::size_t seed = 0; seed < count; ++seed)
        all.push_back(ranksOf(method, seed));
    return all;
}

TEST(CompareMeans, OfOneEachIsTheComparisonOfTwo) {
    const Measurement a = ranksOf(0, 0);
    const Measurement b = ranksOf(1, 0);
    const Comparison one = compare(a, b);
    const Comparison means = compareMeans({&a, 1}, {&b, 1});
    EXPECT_EQ(means.difference, one.difference);
    EXPECT_EQ(means.intervals.low, one.intervals.low);
    EXPECT_EQ(means.p, one.p);
    // The same seed twice adds nothing.
    const std::vector<Measurement> twiceA{a, a};
    const std::vector<Measurement> twiceB{b, b};
    const Comparison twice = compareMeans(twiceA, twiceB);
    for (std::size_t i = 0; i < kMeasures; ++i) {
        EXPECT_NEAR(twice.difference[i], one.difference[i], 1e-9);
        EXPECT_NEAR(twice.intervals.low[i], one.intervals.low[i], 1e-9);
        EXPECT_NEAR(twice.intervals.high[i], one.intervals.high[i], 1e-9);
    }
}

TEST(CompareMeans, DrawsTheSameImagesForEverySeedOfBoth) {
    const auto before = seedsOf(0, 3);
    const auto after = seedsOf(1, 3);
    const Comparison comparison = compareMeans(before, after, {20000, 1});
    // Another bootstrap, written out: R@1 from image to sentence is a mean over images.
    std::vector<double> gains(kImages, 0);
    for (std::size_t i = 0; i < kImages; ++i)
        for (std::size_t seed = 0; seed < 3; ++seed)
            gains[i] += 100.0 / 3 *
                        ((after[seed].pools[0].imageToSentence.ranks[i] < 1 ? 1 : 0) -
                         (before[seed].pools[0].imageToSentence.ranks[i] < 1 ? 1 : 0));
    std::mt19937_64 random(5);
    std::uniform_int_distribution<std::size_t> image(0, kImages - 1);
    std::vector<double> draws(20000, 0);
    for (double& draw : draws)
        for (std::size_t i = 0; i < kImages; ++i)
            draw += gains[image(random)] / kImages;
    std::ranges::sort(draws);
    double mean = 0;
    for (const double gain : gains)
        mean += gain / kImages;
    EXPECT_NEAR(comparison.difference[0], mean, 1e-9);
    // Quantiles stand on a grid of a third of a query in 200; 20,000 draws hold them to about as much.
    EXPECT_NEAR(comparison.intervals.low[0], draws[500], 0.35);
    EXPECT_NEAR(comparison.intervals.high[0], draws[19500], 0.35);
}

TEST(CompareMeans, RefusesOtherQueriesAndNothing) {
    const auto seeds = seedsOf(0, 2);
    EXPECT_THROW(compareMeans(seeds, {}), Error);
    EXPECT_THROW(compareMeans({}, seeds), Error);
    std::vector<Measurement> others = seedsOf(1, 2);
    others[1].protocol = "sentences";
    EXPECT_THROW(compareMeans(seeds, others), Error);
}

/// Of 100 images, so that each is one percent, `hits` are found first; the order differs from seed to seed.
Measurement withHits(std::size_t hits, std::size_t shift) {
    Measurement measurement{"documents", TieRule::mean, TestPool::all, 100, {}};
    PoolRanks& pool = measurement.pools.emplace_back();
    pool.images = 100;
    for (std::size_t i = 0; i < 100; ++i)
        for (DirectionRanks* direction : {&pool.imageToSentence, &pool.sentenceToImage}) {
            direction->images.push_back(static_cast<std::int32_t>(i));
            direction->ranks.push_back((i + shift) % 100 < hits ? 0 : 50);
        }
    return measurement;
}

TEST(CompareSeeds, TellsTheNoiseOfSeedsFromThatOfQueries) {
    // 42, 44 and 46 after 40 each: mean 4, deviation 2, half 4.3027 * 2 / sqrt(3) by hand.
    const std::vector<Measurement> before{withHits(40, 0), withHits(40, 0), withHits(40, 0)};
    const std::vector<Measurement> after{withHits(42, 0), withHits(44, 0), withHits(46, 0)};
    const SeedComparison comparison = compareSeeds(before, after);
    EXPECT_NEAR(comparison.queries.difference[0], 4, 1e-9);
    EXPECT_NEAR(comparison.seedHalfWidth[0], 4.3027 * 2 / std::sqrt(3.0), 1e-3);
    EXPECT_EQ(comparison.seeds, 3U);
    EXPECT_TRUE(comparison.queries.isBeyondNoise(0)) << "other queries would not undo it";
    EXPECT_FALSE(comparison.isBeyondNoise(0)) << "another seed might";
    const std::vector<Measurement> steady{withHits(44, 0), withHits(44, 0), withHits(45, 0)};
    EXPECT_TRUE(compareSeeds(before, steady).isBeyondNoise(0));
    // Each seed gains 4 and loses 3 elsewhere: another test set might say anything.
    const std::vector<Measurement> shifted{withHits(41, 60), withHits(41, 60), withHits(41, 60)};
    const SeedComparison turned = compareSeeds(before, shifted);
    EXPECT_NEAR(turned.queries.difference[0], 1, 1e-9);
    EXPECT_EQ(turned.seedHalfWidth[0], 0);
    EXPECT_FALSE(turned.isBeyondNoise(0));
    EXPECT_THROW(compareSeeds(before, {}), Error);
    EXPECT_THROW(compareSeeds(before, {after.data(), 2}), Error);
}

TEST(MeanOfSeeds, HasTheIntervalOfItsMean) {
    const std::vector<Measurement> seeds{withHits(42, 0), withHits(44, 0), withHits(46, 0)};
    const SeedMean mean = meanOfSeeds(seeds);
    EXPECT_NEAR(mean.mean[0], 44, 1e-9);
    EXPECT_NEAR(mean.mean[6], 6 * 44, 1e-9);
    EXPECT_NEAR(mean.halfWidth[0], 4.3027 * 2 / std::sqrt(3.0), 1e-3);
    EXPECT_EQ(meanOfSeeds({seeds.data(), 1}).halfWidth[0], 0);
}

} // namespace
} // namespace crossview
