#include "evaluation/item_measures.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview {
namespace {

/// Two sentences an image, every ninth image has none.
Relation pairsOf(std::size_t images) {
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < images; ++i)
        for (std::size_t k = 0; k < 2 && i % 9 != 0; ++k)
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(2 * i + k));
    return {images, 2 * images, pairs};
}

/// Answers to a query, nearest first, by sorting in float64.
std::vector<std::int32_t> sorted(std::span<const float> query, const Matrix& answers,
                                 const std::vector<std::int32_t>& leftOut) {
    std::vector<std::pair<double, std::int32_t>> all;
    for (std::size_t a = 0; a < answers.rows(); ++a) {
        double sum = 0;
        for (std::size_t c = 0; c < query.size(); ++c)
            sum += std::pow(double(query[c]) - double(answers(a, c)), 2);
        if (!std::isnan(sum) && std::ranges::count(leftOut, static_cast<std::int32_t>(a)) == 0)
            all.emplace_back(sum, static_cast<std::int32_t>(a));
    }
    std::ranges::sort(all);
    std::vector<std::int32_t> order;
    for (const auto& [distance, a] : all)
        order.push_back(a);
    return order;
}

TEST(ItemMeasures, AreThoseOfSortingAllAnswers) {
    constexpr std::size_t kImages = 150;
    Matrix images = test::randomUnitRows(kImages, 12, 1);
    Matrix sentences = test::randomUnitRows(2 * kImages, 12, 2);
    images(4, 3) = sentences(11, 0) = std::numeric_limits<float>::quiet_NaN();
    const std::vector<std::int32_t> leftOut{7, 30};
    const Relation relation = pairsOf(kImages);
    const CrossViewMeasures found = crossViewMeasures(images, sentences, relation, leftOut);
    const auto check = [&](const Matrix& queries, const Matrix& answers, const ItemMeasures& asked,
                           const ItemMeasures& answering, bool imagesAsk) {
        std::vector<std::int32_t> occurrence(answers.rows());
        for (std::size_t q = 0; q < queries.rows(); ++q) {
            const bool takesPart =
                !std::isnan(queries(q, 3) + queries(q, 0)) &&
                !(imagesAsk && std::ranges::count(leftOut, static_cast<std::int32_t>(q)) > 0);
            if (!takesPart) {
                EXPECT_EQ(asked.rank[q], 0);
                continue;
            }
            const auto order =
                sorted(queries.row(q), answers, imagesAsk ? std::vector<std::int32_t>{} : leftOut);
            for (std::size_t k = 0; k < kOccurrenceNeighbours; ++k)
                ++occurrence[static_cast<std::size_t>(order[k])];
            const auto matches = imagesAsk ? relation.sentencesOf(q) : relation.imagesOf(q);
            const auto best = std::ranges::find_if(
                order, [&](std::int32_t a) { return std::ranges::count(matches, a) > 0; });
            EXPECT_EQ(asked.rank[q], best == order.end() ? 0 : best - order.begin() + 1) << q;
        }
        EXPECT_EQ(answering.occurrence, occurrence);
    };
    check(images, sentences, found.images, found.sentences, true);
    check(sentences, images, found.sentences, found.images, false);
    EXPECT_EQ(found.images.rank[0], 0); // no true match
    EXPECT_EQ(found.images.occurrence[7], 0);
}

TEST(ItemMeasures, OfNothingAreNoneAndTheyEndWhenStopped) {
    const CrossViewMeasures none = crossViewMeasures(Matrix(0, 4), Matrix(0, 4), Relation(0, 0, {}));
    EXPECT_TRUE(none.images.rank.empty() && none.sentences.occurrence.empty());
    const Matrix images = test::randomUnitRows(20, 4, 1);
    const CrossViewMeasures alone = crossViewMeasures(images, Matrix(0, 4), Relation(20, 0, {}));
    EXPECT_EQ(alone.images.rank, std::vector<std::int32_t>(20, 0));
    EXPECT_EQ(alone.images.occurrence, std::vector<std::int32_t>(20, 0));
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW(crossViewMeasures(images, images, Relation(20, 20, {}), {}, stopped.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
