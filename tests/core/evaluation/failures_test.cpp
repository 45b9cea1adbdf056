#include "evaluation/failures.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace crossview {
namespace {

/// Squared distance of two rows in float64.
double squared(MatrixView a, std::size_t i, MatrixView b, std::size_t j) {
    double sum = 0;
    for (std::size_t c = 0; c < a.cols(); ++c)
        sum += std::pow(double{a(i, c)} - double{b(j, c)}, 2);
    return sum;
}

TEST(QueryRanking, BeginsWithTheTrulyWorst) {
    const Matrix queries = test::randomUnitRows(60, 8, 1);
    const Matrix items = test::randomUnitRows(90, 8, 2);
    std::vector<std::vector<std::int32_t>> matches(60);
    for (std::size_t q = 0; q < 60; ++q)
        if (q % 7 != 3) // some without a match
            matches[q] = {static_cast<std::int32_t>(q), static_cast<std::int32_t>(89 - q)};
    for (auto& own : matches)
        std::ranges::sort(own);
    const QueryRanking ranking(queries, items,
                               [&](std::size_t q) { return std::span(std::as_const(matches[q])); });

    std::vector<std::pair<std::size_t, std::size_t>> expected; // rank, query
    for (std::size_t q = 0; q < 60; ++q) {
        if (matches[q].empty())
            continue;
        double best = std::numeric_limits<double>::max();
        for (const std::int32_t match : matches[q])
            best = std::min(best, squared(queries, q, items, static_cast<std::size_t>(match)));
        std::size_t rank = 0;
        for (std::size_t i = 0; i < 90; ++i)
            rank += squared(queries, q, items, i) < best ? 1 : 0;
        expected.emplace_back(rank, q);
    }
    std::ranges::stable_sort(expected, [](const auto& a, const auto& b) { return a.first > b.first; });
    ASSERT_EQ(ranking.size(), expected.size());
    EXPECT_EQ(ranking.failures(), static_cast<std::size_t>(std::ranges::count_if(
                                      expected, [](const auto& each) { return each.first > 0; })));
    for (std::size_t place = 0; place < expected.size(); ++place) {
        const AnsweredQuery found = ranking.at(place, 4);
        EXPECT_EQ(found.rank, static_cast<double>(expected[place].first));
        EXPECT_EQ(found.query, expected[place].second);
        ASSERT_EQ(found.first.size(), 4U);
        EXPECT_TRUE(std::ranges::is_sorted(found.distances));
        EXPECT_TRUE(std::ranges::binary_search(matches[found.query], found.bestMatch));
        EXPECT_NEAR(
            found.matchDistance,
            std::sqrt(squared(queries, found.query, items, static_cast<std::size_t>(found.bestMatch))), 1e-6);
        EXPECT_EQ(found.first.front() == found.bestMatch, found.rank == 0);
    }
}

TEST(QueryRanking, OfNothingIsEmpty) {
    const Matrix items = test::randomUnitRows(3, 4, 2);
    const MatchesOf none = [](std::size_t) { return std::span<const std::int32_t>(); };
    EXPECT_EQ(QueryRanking(Matrix(0, 4), items, none).size(), 0U);
    const QueryRanking unmatched(items, items, none);
    EXPECT_EQ(unmatched.size(), 0U);
    EXPECT_EQ(unmatched.failures(), 0U);
    EXPECT_THROW(unmatched.at(0, 1), std::out_of_range);
}

} // namespace
} // namespace crossview
