#include "evaluation/match_ranks.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <array>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using test::randomUnitRows;

constexpr std::array kAllRules = {TieRule::index, TieRule::optimistic, TieRule::pessimistic, TieRule::mean};

/// Every third query has one match, every third two, the others none.
std::vector<std::vector<std::int32_t>> someMatches(std::size_t queries, std::size_t items) {
    std::vector<std::vector<std::int32_t>> matches(queries);
    for (std::size_t q = 0; q < queries; ++q) {
        if (q % 3 > 0)
            matches[q].push_back(static_cast<std::int32_t>((7 * q) % (items / 2)));
        if (q % 3 > 1)
            matches[q].push_back(static_cast<std::int32_t>(items / 2 + q % (items / 2)));
    }
    return matches;
}

TEST(RanksByScore, AreThoseOfAFullMatrixOfScores) {
    const std::size_t n = 70;
    const std::size_t m = 40000; // 16 MiB hold 52 rows: two blocks
    const Matrix queries = randomUnitRows(n, 5, 1);
    const Matrix items = randomUnitRows(m, 5, 2);
    const auto matches = someMatches(n, m);
    const Rescore rescore = [](std::span<double> row) {
        for (std::size_t item = 0; item < row.size(); ++item)
            row[item] -= 0.01 * double(item % 17);
    };
    MatrixD distances(n, m);
    for (std::size_t q = 0; q < n; ++q)
        for (std::size_t item = 0; item < m; ++item) {
            for (std::size_t c = 0; c < 5; ++c)
                distances(q, item) -= double(queries(q, c)) * double(items(item, c));
            distances(q, item) += 0.01 * double(item % 17);
        }
    for (const TieRule rule : kAllRules)
        EXPECT_EQ(ranksByScore(
                      queries, items,
                      [&](std::size_t query) { return std::span<const std::int32_t>(matches[query]); }, rule,
                      rescore),
                  ranksOfBestMatch(distances, matches, rule));
}

TEST(RanksByScore, WithoutRescoringAreThoseOfDistances) {
    const Matrix queries = randomUnitRows(50, 24, 3);
    const Matrix items = randomUnitRows(300, 24, 4);
    const auto matches = someMatches(50, 300);
    const auto matchesOf = [&](std::size_t query) { return std::span<const std::int32_t>(matches[query]); };
    EXPECT_EQ(ranksByScore(queries, items, matchesOf, TieRule::mean, {}),
              ranksOfBestMatch(queries, items, matchesOf, TieRule::mean));
}

TEST(RanksByScore, EqualItemsTieWhereverTheyStand) {
    const Matrix base = randomUnitRows(37, 512, 5);
    Matrix items(74, 512);
    std::vector<std::vector<std::int32_t>> matches(37);
    for (std::size_t item = 0; item < 74; ++item)
        std::ranges::copy(base.row(item % 37), items.row(item).begin());
    for (std::size_t q = 0; q < 37; ++q)
        matches[q] = {static_cast<std::int32_t>(q)};
    const auto matchesOf = [&](std::size_t query) { return std::span<const std::int32_t>(matches[query]); };
    EXPECT_EQ(ranksByScore(base, items, matchesOf, TieRule::mean, {}), std::vector<double>(37, 0.5));
    EXPECT_EQ(ranksByScore(base, items, matchesOf, TieRule::index, {}), std::vector<double>(37, 0));
    EXPECT_EQ(ranksByScore(base, items, matchesOf, TieRule::pessimistic, {}), std::vector<double>(37, 1));
}

TEST(RanksByScore, WhatRoundingTellsApartTies) {
    const Matrix equal(4, 3, std::vector<float>(12, 0.5F));
    const std::array<std::int32_t, 1> match{2};
    const auto matchesOf = [&](std::size_t) { return std::span<const std::int32_t>(match); };
    const Rescore noise = [](std::span<double> row) {
        for (std::size_t item = 0; item < row.size(); ++item)
            row[item] += 1e-14 * double(item);
    };
    EXPECT_EQ(ranksByScore(equal, equal, matchesOf, TieRule::mean, noise), std::vector<double>(4, 1.5));
    EXPECT_EQ(ranksByScore(equal, equal, matchesOf, TieRule::index, noise), std::vector<double>(4, 2));
}

TEST(RanksByScore, AnAllEqualMatrixDoesNotScore) {
    const Matrix equal(100, 3, std::vector<float>(300, 0.5F));
    const std::array<std::int32_t, 1> match{4};
    const auto matchesOf = [&](std::size_t) { return std::span<const std::int32_t>(match); };
    EXPECT_EQ(ranksByScore(equal, equal, matchesOf, TieRule::mean, {}), std::vector<double>(100, 49.5));
}

TEST(RanksByScore, StopWhenAsked) {
    std::stop_source source;
    source.request_stop();
    const Matrix rows = randomUnitRows(3, 4, 1);
    const std::array<std::int32_t, 1> match{0};
    EXPECT_THROW(ranksByScore(
                     rows, rows, [&](std::size_t) { return std::span<const std::int32_t>(match); },
                     TieRule::mean, {}, source.get_token()),
                 Cancelled);
    EXPECT_THROW(ranksByScore(rows, Matrix(2, 5),
                              [&](std::size_t) { return std::span<const std::int32_t>(match); },
                              TieRule::mean, {}),
                 Error);
}

} // namespace
} // namespace crossview
