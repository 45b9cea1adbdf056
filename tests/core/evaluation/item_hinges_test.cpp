#include "evaluation/item_hinges.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview {
namespace {

double rootWithEpsilon(double squared) {
    return std::sqrt(squared + 1e-4);
}

Relation twoSentencesEach(std::size_t images) {
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < images; ++i)
        for (std::size_t k = 0; k < 2 && i != 5; ++k) // image 5 has none
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(2 * i + k));
    return {images, 2 * images, pairs};
}

/// By the formula, in float64, one item at a time.
double expected(std::span<const float> anchor, const Matrix& answers, std::span<const std::int32_t> matches,
                const std::vector<std::int32_t>& leftOut, double margin, std::size_t hardest) {
    std::vector<double> positives, negatives;
    for (std::size_t a = 0; a < answers.rows(); ++a) {
        double squared = 0;
        for (std::size_t c = 0; c < anchor.size(); ++c)
            squared += std::pow(double(anchor[c]) - double(answers(a, c)), 2);
        if (std::isnan(squared) || std::ranges::count(leftOut, static_cast<std::int32_t>(a)) > 0)
            continue;
        const bool match = std::ranges::count(matches, static_cast<std::int32_t>(a)) > 0;
        (match ? positives : negatives).push_back(rootWithEpsilon(squared));
    }
    std::ranges::sort(negatives);
    if (hardest > 0 && negatives.size() > hardest)
        negatives.resize(hardest);
    double sum = 0;
    for (const double positive : positives)
        for (const double negative : negatives)
            sum += std::max(0.0, margin + positive - negative);
    return sum / double(positives.size() * negatives.size());
}

TEST(ItemHinges, AreThoseOfTheFormula) {
    constexpr std::size_t kImages = 60;
    Matrix images = test::randomUnitRows(kImages, 8, 1);
    Matrix sentences = test::randomUnitRows(2 * kImages, 8, 2);
    images(4, 3) = std::numeric_limits<float>::quiet_NaN();
    const std::vector<std::int32_t> leftOut{7};
    const Relation relation = twoSentencesEach(kImages);
    for (const std::size_t hardest : {std::size_t{1}, std::size_t{10}, std::size_t{0}, std::size_t{5000}}) {
        const ItemHinges found =
            crossViewHinges(images, sentences, relation, {0.3, hardest, &rootWithEpsilon}, leftOut);
        for (std::size_t i = 0; i < kImages; ++i) {
            if (i == 4 || i == 5 || i == 7)
                EXPECT_TRUE(std::isnan(found.images[i])) << i;
            else
                EXPECT_NEAR(found.images[i],
                            expected(images.row(i), sentences, relation.sentencesOf(i), {}, 0.3, hardest),
                            1e-4)
                    << i;
        }
        for (std::size_t s = 0; s < 2 * kImages; ++s) {
            const std::size_t image = s / 2;
            if (image == 4 || image == 5 || image == 7) // its match takes no part
                EXPECT_TRUE(std::isnan(found.sentences[s])) << s;
            else
                EXPECT_NEAR(found.sentences[s],
                            expected(sentences.row(s), images, relation.imagesOf(s), leftOut, 0.3, hardest),
                            1e-4)
                    << s;
        }
    }
}

TEST(ItemHinges, AreZeroWhereEveryPairIsNearerByTheMargin) {
    const Matrix images(3, 3, {1, 0, 0, 0, 1, 0, 0, 0, 1});
    const Relation relation(3, 3, {{0, 0}, {1, 1}, {2, 2}});
    const ItemHinges apart = crossViewHinges(images, images, relation, {0.5, 50, &rootWithEpsilon});
    EXPECT_EQ(apart.images, (std::vector<float>{0, 0, 0}));
    // All in one place: every hinge is the margin.
    const Matrix one(3, 3, {1, 0, 0, 1, 0, 0, 1, 0, 0});
    for (const float value : crossViewHinges(one, one, relation, {0.5, 50, &rootWithEpsilon}).sentences)
        EXPECT_NEAR(value, 0.5F, 1e-6F);
}

TEST(ItemHinges, StopWhenAskedTo) {
    std::stop_source source;
    source.request_stop();
    const Matrix rows = test::randomUnitRows(10, 4, 1);
    EXPECT_THROW(crossViewHinges(rows, rows, Relation(10, 10, {{0, 0}}), {0.1, 5, &rootWithEpsilon}, {},
                                 source.get_token()),
                 Cancelled);
}

} // namespace
} // namespace crossview
