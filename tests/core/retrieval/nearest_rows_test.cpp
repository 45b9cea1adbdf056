#include "retrieval/nearest_rows.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace crossview {
namespace {

using test::randomUnitRows;

/// All items by exact distance, ties by index; NaN last.
std::vector<std::pair<double, std::int32_t>> bruteForce(std::span<const float> query, MatrixView items) {
    std::vector<std::pair<double, std::int32_t>> all;
    for (std::size_t r = 0; r < items.rows(); ++r) {
        double sum = 0;
        for (std::size_t c = 0; c < items.cols(); ++c)
            sum += std::pow(double(query[c]) - double(items(r, c)), 2);
        all.emplace_back(std::isnan(sum) ? std::numeric_limits<double>::infinity() : std::sqrt(sum),
                         static_cast<std::int32_t>(r));
    }
    std::sort(all.begin(), all.end());
    return all;
}

void expectSameAnswers(std::span<const float> query, MatrixView items, std::size_t k) {
    const auto expected = bruteForce(query, items);
    const std::vector<Hit> hits = nearest(query, items, k);
    ASSERT_EQ(hits.size(), std::min(k, items.rows()));
    for (std::size_t i = 0; i < hits.size(); ++i) {
        EXPECT_EQ(hits[i].item, expected[i].second) << "at place " << i;
        EXPECT_NEAR(hits[i].distance, expected[i].first, 1e-6);
    }
}

TEST(Nearest, NeverAnswersWithWhatIsLeftOut) {
    const Matrix items(4, 1, {0, 1, 2, 3});
    const std::vector<float> query{0.9F};
    const std::vector<std::int32_t> leftOut{0, 1};
    const std::vector<Hit> hits = nearest(query, items, 4, leftOut);
    ASSERT_EQ(hits.size(), 2U);
    EXPECT_EQ(hits[0].item, 2);
    EXPECT_EQ(hits[1].item, 3);
    EXPECT_EQ(nearest(query, items, 1, leftOut).front().item, 2);
    EXPECT_EQ(rankOf(query, items, 3), 3U);
    EXPECT_EQ(rankOf(query, items, 3, leftOut), 1U);
    EXPECT_EQ(rankOf(query, items, 1, leftOut), 3U) << "behind all that take part";
}

TEST(Search, FindsTheSameAnswersAsBruteForceInFloat64) {
    for (const std::size_t dimensions : {1U, 2U, 7U, 8U, 33U, 512U}) {
        const Matrix items = randomUnitRows(700, dimensions, 3);
        const Matrix queries = randomUnitRows(10, dimensions, 4);
        for (std::size_t q = 0; q < queries.rows(); ++q)
            expectSameAnswers(queries.row(q), items, 12);
    }
}

TEST(Search, TellsApartWhatFloat32Cannot) {
    // 400 items that differ from each other in the sixth digit only: float sums alone would mix their order.
    const Matrix centre = randomUnitRows(1, 512, 5);
    const Matrix query = randomUnitRows(1, 512, 6);
    Matrix items(400, 512);
    std::mt19937 generator(7);
    std::uniform_real_distribution<float> tiny(-2e-6F, 2e-6F);
    for (std::size_t r = 0; r < items.rows(); ++r)
        for (std::size_t c = 0; c < items.cols(); ++c)
            items(r, c) = centre(0, c) + tiny(generator);
    expectSameAnswers(query.row(0), items, 20);
    const auto expected = bruteForce(query.row(0), items);
    for (std::size_t place = 0; place < 400; place += 37)
        EXPECT_EQ(rankOf(query.row(0), items, static_cast<std::size_t>(expected[place].second)), place);
}

TEST(Search, OrdersEqualDistancesByIndex) {
    Matrix items(6, 3);
    for (std::size_t r = 0; r < items.rows(); ++r)
        items(r, r % 2) = 1; // two groups of equal rows
    const std::vector<float> query = {1, 0, 0};
    const std::vector<Hit> hits = nearest(query, items, 6);
    const std::vector<std::int32_t> expected = {0, 2, 4, 1, 3, 5};
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(hits[i].item, expected[i]);
        EXPECT_EQ(rankOf(query, items, static_cast<std::size_t>(expected[i])), i);
    }
    EXPECT_EQ(hits[0].distance, 0.0F);
    EXPECT_FLOAT_EQ(hits[5].distance, std::sqrt(2.0F));
}

TEST(Search, RanksEveryItemAsBruteForceDoes) {
    const Matrix items = randomUnitRows(300, 19, 8);
    const Matrix query = randomUnitRows(1, 19, 9);
    const auto expected = bruteForce(query.row(0), items);
    for (std::size_t place = 0; place < expected.size(); ++place)
        EXPECT_EQ(rankOf(query.row(0), items, static_cast<std::size_t>(expected[place].second)), place);
}

TEST(Search, GivesNoMoreAnswersThanThereAreItems) {
    const Matrix items = randomUnitRows(3, 4, 10);
    EXPECT_EQ(nearest(items.row(0), items, 100).size(), 3U);
    EXPECT_TRUE(nearest(items.row(0), items, 0).empty());
    EXPECT_TRUE(nearest(items.row(0), Matrix(), 5).empty());
}

TEST(Search, NeverAnswersWithARowOfNaN) {
    Matrix items = randomUnitRows(5, 4, 11);
    items(1, 2) = std::numeric_limits<float>::quiet_NaN();
    const std::vector<Hit> hits = nearest(items.row(0), items, 5);
    EXPECT_EQ(hits.size(), 4U);
    EXPECT_TRUE(std::none_of(hits.begin(), hits.end(), [](const Hit& hit) { return hit.item == 1; }));
    EXPECT_EQ(rankOf(items.row(0), items, 1), 4U);
}

TEST(Search, RefusesAQueryOfAnotherWidth) {
    const Matrix items = randomUnitRows(5, 4, 12);
    const std::vector<float> query(3, 0.5F);
    EXPECT_THROW(nearest(query, items, 2), Error);
    EXPECT_THROW(rankOf(query, items, 2), Error);
    EXPECT_THROW(rankOf(items.row(0), items, 5), Error);
}

} // namespace
} // namespace crossview
