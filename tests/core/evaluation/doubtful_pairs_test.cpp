#include "evaluation/doubtful_pairs.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview {
namespace {

constexpr std::size_t kImages = 80;

/// Every image with two sentences that lie near it.
Relation twoEach() {
    std::vector<Relation::Pair> pairs;
    for (std::size_t s = 0; s < 2 * kImages; ++s)
        pairs.emplace_back(static_cast<std::int32_t>(s / 2), static_cast<std::int32_t>(s));
    return {kImages, 2 * kImages, pairs};
}

Matrix sentencesNear(const Matrix& images) {
    const Matrix noise = test::randomUnitRows(2 * kImages, images.cols(), 9);
    Matrix sentences(2 * kImages, images.cols());
    for (std::size_t s = 0; s < sentences.rows(); ++s)
        for (std::size_t c = 0; c < sentences.cols(); ++c)
            sentences(s, c) = images(s / 2, c) + 0.1F * noise(s, c);
    return sentences;
}

/// Share of items that do not match and are nearer than the match, one more above and below, in float64.
double place(std::span<const float> query, const Matrix& items, std::size_t match,
             std::span<const std::int32_t> matches) {
    const auto squared = [&](std::size_t item) {
        double sum = 0;
        for (std::size_t c = 0; c < query.size(); ++c)
            sum += std::pow(double(query[c]) - double(items(item, c)), 2);
        return sum;
    };
    double nearer = 1, others = 1;
    for (std::size_t item = 0; item < items.rows(); ++item) {
        if (std::ranges::count(matches, static_cast<std::int32_t>(item)) > 0)
            continue;
        others += 1;
        nearer += squared(item) < squared(match) ? 1 : 0;
    }
    return nearer / others;
}

TEST(DoubtfulPairs, AnExchangedCaptionIsTheFirst) {
    const Matrix images = test::randomUnitRows(kImages, 12, 1);
    Matrix sentences = sentencesNear(images);
    // Sentence 20 of image 10 says what image 40 shows.
    std::ranges::copy(sentences.row(80), sentences.row(20).begin());
    const Relation relation = twoEach();
    const std::vector<DoubtfulPair> found = doubtfulPairs(images, sentences, relation, 5);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].image, 10);
    EXPECT_EQ(found[0].sentence, 20);
    const double there = place(images.row(10), sentences, 20, relation.sentencesOf(10));
    const double back = place(sentences.row(20), images, 10, relation.imagesOf(20));
    EXPECT_NEAR(found[0].place, std::sqrt(there * back), 1e-6);
    EXPECT_NEAR(found[0].doubt, std::log2(found[0].place / found[0].similar), 1e-6);
    EXPECT_TRUE(std::ranges::is_sorted(found, std::ranges::greater(), &DoubtfulPair::doubt));
    EXPECT_LE(found.size(), 5U);
}

TEST(DoubtfulPairs, WhereAllIsRightOrAllIsWrongThereAreNone) {
    const Matrix images = test::randomUnitRows(kImages, 12, 1);
    EXPECT_TRUE(doubtfulPairs(images, sentencesNear(images), twoEach(), 5).empty());
    // Chance everywhere: a pair that stands badly is as good as those around it, but for a few by chance.
    const Matrix strangers = test::randomUnitRows(2 * kImages, 12, 2);
    EXPECT_LT(doubtfulPairs(images, strangers, twoEach(), 1000).size(), kImages / 8);
}

TEST(DoubtfulPairs, WhatTakesNoPartIsNeverDoubtful) {
    const Matrix images = test::randomUnitRows(kImages, 12, 1);
    Matrix sentences = sentencesNear(images);
    std::ranges::copy(sentences.row(80), sentences.row(20).begin());
    const std::vector<std::int32_t> leftOut{10};
    EXPECT_TRUE(doubtfulPairs(images, sentences, twoEach(), 5, leftOut).empty());
    sentences(20, 0) = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(doubtfulPairs(images, sentences, twoEach(), 5).empty());
    EXPECT_TRUE(doubtfulPairs(Matrix(0, 12), Matrix(0, 12), Relation(0, 0, {}), 5).empty());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(doubtfulPairs(images, sentences, twoEach(), 5, {}, stop.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
