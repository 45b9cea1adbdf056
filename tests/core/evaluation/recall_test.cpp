#include "evaluation/recall.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace crossview {
namespace {

constexpr std::array kAllRules = {TieRule::index, TieRule::optimistic, TieRule::pessimistic, TieRule::mean};
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using test::randomUnitRows;

/// Five sentences per image.
Relation fiveEach(std::size_t images) {
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < images; ++i)
        for (std::size_t s = 0; s < 5; ++s)
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(5 * i + s));
    return Relation(images, 5 * images, std::move(pairs));
}

MatrixD exactDistances(const Matrix& a, const Matrix& b) {
    MatrixD distances(a.rows(), b.rows());
    for (std::size_t i = 0; i < a.rows(); ++i)
        for (std::size_t j = 0; j < b.rows(); ++j) {
            double sum = 0;
            for (std::size_t c = 0; c < a.cols(); ++c)
                sum += std::pow(double(a(i, c)) - double(b(j, c)), 2);
            distances(i, j) = std::sqrt(sum);
        }
    return distances;
}

/// Share (percent) of queries with a match among the first k of a full sort by (distance, index).
double sortedRecall(const MatrixD& distances, const std::vector<std::vector<std::int32_t>>& matches,
                    std::size_t k) {
    double hits = 0;
    for (std::size_t q = 0; q < distances.rows(); ++q) {
        std::vector<std::pair<double, std::int32_t>> order;
        for (std::size_t i = 0; i < distances.cols(); ++i)
            order.emplace_back(distances(q, i), static_cast<std::int32_t>(i));
        std::sort(order.begin(), order.end());
        hits +=
            std::any_of(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), [&](const auto& item) {
                return std::find(matches[q].begin(), matches[q].end(), item.second) != matches[q].end();
            });
    }
    return 100 * hits / double(distances.rows());
}

TEST(Recall, OfEmbeddingsIsThatOfAFullSortInFloat64) {
    const std::size_t n = 60;
    const Relation relation = fiveEach(n);
    const Matrix images = randomUnitRows(n, 16, 1);
    Matrix sentences = randomUnitRows(5 * n, 16, 2);
    for (std::size_t s = 0; s < sentences.rows(); s += 3) // some that do lie near their image
        for (std::size_t c = 0; c < 16; ++c)
            sentences(s, c) = 0.3F * sentences(s, c) + 0.7F * images(s / 5, c);
    const MatrixD distances = exactDistances(images, sentences);
    MatrixD back(distances.cols(), distances.rows());
    std::vector<std::vector<std::int32_t>> imageMatches(n);
    std::vector<std::vector<std::int32_t>> sentenceMatches(5 * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t s = 0; s < 5 * n; ++s) {
            back(s, i) = distances(i, s);
            if (s / 5 == i) {
                imageMatches[i].push_back(static_cast<std::int32_t>(s));
                sentenceMatches[s].push_back(static_cast<std::int32_t>(i));
            }
        }
    const RecallBothWays recall = evaluateRecall(images, sentences, relation, TieRule::index);
    EXPECT_NEAR(recall.imageToSentence.r1, sortedRecall(distances, imageMatches, 1), 1e-9);
    EXPECT_NEAR(recall.imageToSentence.r5, sortedRecall(distances, imageMatches, 5), 1e-9);
    EXPECT_NEAR(recall.imageToSentence.r10, sortedRecall(distances, imageMatches, 10), 1e-9);
    EXPECT_NEAR(recall.sentenceToImage.r1, sortedRecall(back, sentenceMatches, 1), 1e-9);
    EXPECT_NEAR(recall.sentenceToImage.r5, sortedRecall(back, sentenceMatches, 5), 1e-9);
    EXPECT_NEAR(recall.sentenceToImage.r10, sortedRecall(back, sentenceMatches, 10), 1e-9);
    EXPECT_EQ(recall.imageToSentence.queries, n);
    EXPECT_EQ(recall.sentenceToImage.queries, 5 * n);
    EXPECT_GT(recall.imageToSentence.r10, 50); // the case is not trivial either way
    EXPECT_LT(recall.sentenceToImage.r1, 90);
}

TEST(Recall, GivesTheSameRanksInManyBlocksAsInOneMatrix) {
    // 3 images, two million sentences would be one block per image: here 40 images x 120,000 sentences is
    // two.
    const std::size_t images = 40;
    const std::size_t sentences = 120000;
    const Matrix imageRows = randomUnitRows(images, 4, 3);
    const Matrix sentenceRows = randomUnitRows(sentences, 4, 4);
    std::vector<Relation::Pair> pairs;
    std::vector<std::vector<std::int32_t>> matches(images);
    for (std::size_t i = 0; i < images; ++i) {
        pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i * 2999));
        matches[i] = {static_cast<std::int32_t>(i * 2999)};
    }
    const Recall recall =
        evaluateRecall(imageRows, sentenceRows, Relation(images, sentences, pairs), TieRule::mean)
            .imageToSentence;
    const Recall expected =
        recallFromRanks(ranksOfBestMatch(exactDistances(imageRows, sentenceRows), matches, TieRule::mean));
    EXPECT_EQ(recall.queries, images);
    EXPECT_NEAR(recall.meanRank, expected.meanRank, 1e-6);
    EXPECT_EQ(recall.medianRank, expected.medianRank);
}

TEST(Recall, TreatsEqualRowsAsTiesWhereverTheyStand) {
    // Products of float32 may round differently by position; a duplicate must tie with its twin all the same.
    const Matrix base = randomUnitRows(37, 512, 5);
    Matrix sentences(74, 512);
    std::vector<Relation::Pair> pairs;
    for (std::size_t s = 0; s < 74; ++s)
        std::copy(base.row(s % 37).begin(), base.row(s % 37).end(), sentences.row(s).begin());
    for (std::int32_t i = 0; i < 37; ++i)
        pairs.emplace_back(i, 37 + i); // the match stands behind its twin
    const Matrix images = randomUnitRows(37, 512, 6);
    const Relation relation(37, 74, pairs);
    const double optimistic =
        evaluateRecall(images, sentences, relation, TieRule::optimistic).imageToSentence.meanRank;
    EXPECT_NEAR(evaluateRecall(images, sentences, relation, TieRule::mean).imageToSentence.meanRank,
                optimistic + 0.5, 1e-9);
    EXPECT_NEAR(evaluateRecall(images, sentences, relation, TieRule::pessimistic).imageToSentence.meanRank,
                optimistic + 1, 1e-9);
    EXPECT_NEAR(evaluateRecall(images, sentences, relation, TieRule::index).imageToSentence.meanRank,
                optimistic + 1, 1e-9);
}

TEST(Recall, OfACollapsedNetworkIsNotPerfect) {
    const std::size_t n = 50;
    Matrix images(n, 8);
    Matrix sentences(5 * n, 8);
    for (float& value : images.values())
        value = 1 / std::sqrt(8.0F);
    for (float& value : sentences.values())
        value = 1 / std::sqrt(8.0F);
    const Relation relation = fiveEach(n);
    const RecallBothWays mean = evaluateRecall(images, sentences, relation);
    EXPECT_EQ(mean.tieRule, TieRule::mean);
    EXPECT_EQ(mean.imageToSentence.r10, 0);
    EXPECT_EQ(mean.sentenceToImage.r10, 0);
    EXPECT_EQ(evaluateRecall(images, sentences, relation, TieRule::pessimistic).sum(), 0);
    // By index, five sentences per image: image 0 comes first, images 1 and 2 within ten.
    EXPECT_NEAR(evaluateRecall(images, sentences, relation, TieRule::index).sentenceToImage.r1, 100.0 / n,
                1e-9);
}

TEST(Recall, OfRandomEmbeddingsIsAtTheChanceLevel) {
    // method.md 6E: 1,000 images, 5,000 sentences: 0.1 / 0.4992 / 0.9964 % and 0.1 / 0.5 / 1.0 %.
    const std::size_t n = 1000;
    const Relation relation = fiveEach(n);
    std::array<double, 6> mean{};
    const int repeats = 4;
    for (int i = 0; i < repeats; ++i) {
        const RecallBothWays recall =
            evaluateRecall(randomUnitRows(n, 24, 100U + static_cast<unsigned>(i)),
                           randomUnitRows(5 * n, 24, 200U + static_cast<unsigned>(i)), relation);
        const std::array<double, 6> values = {recall.imageToSentence.r1,  recall.imageToSentence.r5,
                                              recall.imageToSentence.r10, recall.sentenceToImage.r1,
                                              recall.sentenceToImage.r5,  recall.sentenceToImage.r10};
        for (std::size_t v = 0; v < 6; ++v)
            mean[v] += values[v] / repeats;
    }
    const std::array<double, 6> chance = {0.1000, 0.4992, 0.9964, 0.1, 0.5, 1.0};
    for (std::size_t v = 0; v < 6; ++v) {
        const double queries = 1000.0 * repeats; // sentences of one image are correlated: count images
        const double error = 100 * std::sqrt(chance[v] / 100 / queries);
        EXPECT_NEAR(mean[v], chance[v], 4 * error) << v;
    }
}

TEST(Recall, OfAPerfectModelIsHundredPercentAndMedianRankOne) {
    const Matrix images = randomUnitRows(200, 12, 7);
    std::vector<Relation::Pair> pairs;
    for (std::int32_t i = 0; i < 200; ++i)
        pairs.emplace_back(i, i);
    for (const TieRule rule : kAllRules) {
        const RecallBothWays recall = evaluateRecall(images, images, Relation(200, 200, pairs), rule);
        EXPECT_EQ(recall.sum(), 600);
        EXPECT_EQ(recall.imageToSentence.medianRank, 1);
        EXPECT_EQ(recall.sentenceToImage.meanReciprocalRank, 1);
        EXPECT_EQ(recall.imageToSentence.r1High, 100);
        EXPECT_NEAR(recall.imageToSentence.r1Low, 98.115, 1e-3); // n / (n + z^2)
    }
}

TEST(Recall, PutsNaNBehindEverything) {
    const MatrixD distances(3, 4, {kNaN, 0.5, 0.6, 0.7, 0.1, kNaN, 0.2, 0.3, kNaN, kNaN, kNaN, kNaN});
    const std::vector<std::vector<std::int32_t>> matches = {{0}, {2}, {1}};
    for (const TieRule rule : kAllRules)
        EXPECT_EQ(ranksOfBestMatch(distances, matches, rule), (std::vector<double>{3, 1, 3}));
    Matrix images = randomUnitRows(20, 6, 8);
    const Matrix sentences = images;
    std::vector<Relation::Pair> pairs;
    for (std::int32_t i = 0; i < 20; ++i)
        pairs.emplace_back(i, i);
    for (float& value : images.values())
        value = std::numeric_limits<float>::quiet_NaN();
    for (const TieRule rule : kAllRules)
        EXPECT_EQ(evaluateRecall(images, sentences, Relation(20, 20, pairs), rule).sum(), 0);
}

TEST(Recall, LeavesOutQueriesWithoutAMatch) {
    const MatrixD distances(3, 2, {0.1, 0.2, 0.3, 0.1, 0.5, 0.4});
    const auto ranks = ranksOfBestMatch(distances, {{0}, {}, {0}}, TieRule::mean);
    EXPECT_EQ(ranks, (std::vector<double>{0, -1, 1}));
    const Recall recall = recallFromRanks(ranks);
    EXPECT_EQ(recall.queries, 2U);
    EXPECT_EQ(recall.r1, 50);
    EXPECT_EQ(recall.meanRank, 1.5);
    EXPECT_EQ(recallFromRanks({-1, -1}).queries, 0U);
    EXPECT_EQ(recallFromRanks({}).r1, 0);
}

TEST(Recall, CountsDuplicateMatchesOnce) {
    const MatrixD distances(1, 4, {0.4, 0.1, 0.2, kNaN});
    EXPECT_EQ(ranksOfBestMatch(distances, {{0, 0}}, TieRule::mean), (std::vector<double>{2}));
    EXPECT_EQ(ranksOfBestMatch(distances, {{3, 3, 3}}, TieRule::mean), (std::vector<double>{3}));
}

TEST(Recall, MedianRankIsTheFloorOfTheMedianPlusOne) {
    EXPECT_EQ(recallFromRanks({0, 1, 2, 3}).medianRank, 2);  // floor(1.5) + 1
    EXPECT_EQ(recallFromRanks({0, 4, 100}).medianRank, 5);   // floor(4) + 1
    EXPECT_EQ(recallFromRanks({0.5, 0.5, 9}).medianRank, 1); // floor(0.5) + 1
}

TEST(Recall, IntervalIsWilsons) {
    // 403 of 1,000, by the roots of the quadratic that defines the interval.
    std::vector<double> ranks(1000, 7);
    std::fill_n(ranks.begin(), 403, 0);
    const Recall recall = recallFromRanks(ranks);
    const double z = 1.959963984540054;
    const double a = 2 * 403 + z * z;
    const double b = z * std::sqrt(z * z + 4 * 403 * (1 - 0.403));
    EXPECT_NEAR(recall.r1Low, 100 * (a - b) / (2 * (1000 + z * z)), 1e-9);
    EXPECT_NEAR(recall.r1High, 100 * (a + b) / (2 * (1000 + z * z)), 1e-9);
    EXPECT_EQ(recallFromRanks({3, 4, 5}).r1Low, 0);
    EXPECT_GT(recallFromRanks({3, 4, 5}).r1High, 50);
}

TEST(Recall, RefusesWhatDoesNotFit) {
    EXPECT_THROW(ranksOfBestMatch(MatrixD(2, 2), {{0}}, TieRule::mean), Error);
    EXPECT_THROW(ranksOfBestMatch(MatrixD(1, 2), {{2}}, TieRule::mean), Error);
    EXPECT_THROW(ranksOfBestMatch(MatrixD(1, 2), {{-1}}, TieRule::mean), Error);
    EXPECT_THROW(evaluateRecall(Matrix(2, 3), Matrix(2, 4), Relation(2, 2, {{0, 0}})), Error);
    EXPECT_THROW(evaluateRecall(Matrix(3, 3), Matrix(2, 3), Relation(2, 2, {{0, 0}})), Error);
    EXPECT_EQ(evaluateRecall(Matrix(), Matrix(), Relation()).sum(), 0);
}

} // namespace
} // namespace crossview
