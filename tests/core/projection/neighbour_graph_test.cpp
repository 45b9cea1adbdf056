#include "projection/neighbour_graph.h"

#include "common/error.h"
#include "projection/affinities.h"
#include "tsne_reference.h"

#include <gtest/gtest.h>
#include <numeric>
#include <set>

namespace crossview {
namespace {

std::vector<std::size_t> everyNth(std::size_t count, std::size_t step) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < count; i += step)
        result.push_back(i);
    return result;
}

/// Share of the true 15 nearest of every `step`-th row that are among the graph's 15 nearest.
double recall(const NeighbourGraph& graph, MatrixView rows, std::size_t step) {
    const auto of = everyNth(rows.rows(), step);
    const auto expected = test::sortedNeighbours(rows, 15, of);
    std::size_t found = 0;
    for (std::size_t c = 0; c < of.size(); ++c)
        for (const std::uint32_t j : expected[c])
            found += std::ranges::count(graph.othersOf(of[c]).first(15), j) > 0 ? 1U : 0U;
    return static_cast<double>(found) / static_cast<double>(15 * of.size());
}

/// Each row has different neighbours, none itself, nearest first, at the distances that they have.
void expectSound(const NeighbourGraph& graph, MatrixView rows) {
    ASSERT_EQ(graph.points, rows.rows());
    ASSERT_EQ(graph.other.size(), graph.points * graph.neighbours);
    for (std::size_t i = 0; i < graph.points; ++i) {
        const auto others = graph.othersOf(i);
        ASSERT_EQ(std::set(others.begin(), others.end()).size(), graph.neighbours);
        ASSERT_EQ(std::ranges::count(others, i), 0);
        ASSERT_TRUE(std::ranges::is_sorted(graph.squaredDistancesOf(i)));
        for (const std::size_t n : {std::size_t{0}, graph.neighbours - 1}) {
            double sum = 0;
            for (std::size_t c = 0; c < rows.cols(); ++c)
                sum += std::pow(double(rows(i, c)) - double(rows(others[n], c)), 2);
            ASSERT_NEAR(graph.squaredDistancesOf(i)[n], sum, 1e-3 * sum + 1e-12);
        }
    }
}

TEST(NeighbourGraph, HoldsTheNearestOfAllRows) {
    for (const std::size_t rows : {std::size_t{40}, std::size_t{513}, std::size_t{3100}}) {
        const Matrix points = test::clusters(rows, 12, 9, 0.5, rows);
        const NeighbourGraph graph = neighbourGraph(points, 20, nullptr, {}, {});
        expectSound(graph, points);
        const auto of = everyNth(rows, 7);
        const auto expected = test::sortedNeighbours(points, 20, of);
        for (std::size_t c = 0; c < of.size(); ++c) {
            const auto actual = graph.othersOf(of[c]);
            // Float rounding may swap two at practically one distance.
            std::size_t same = 0;
            for (const std::uint32_t j : expected[c])
                same += std::ranges::count(actual, j) > 0 ? 1U : 0U;
            ASSERT_GE(same, 19U) << rows << " " << of[c];
        }
        EXPECT_GT(recall(graph, points, 7), 0.999);
    }
}

TEST(NeighbourGraph, OfFewerRowsThanNeighboursHoldsAllOthers) {
    const Matrix rows = test::clusters(6, 3, 2, 0.5, 1);
    const NeighbourGraph graph = neighbourGraph(rows, 90, nullptr, {}, {});
    EXPECT_EQ(graph.neighbours, 5U);
    expectSound(graph, rows);
    EXPECT_EQ(neighbourGraph(Matrix(1, 3), 90, nullptr, {}, {}).neighbours, 0U);
    EXPECT_EQ(neighbourGraph(Matrix(), 90, nullptr, {}, {}).points, 0U);
}

TEST(NeighbourGraph, PutsEqualRowsAtDistanceZeroByTheirIndex) {
    Matrix rows(50, 300);
    for (std::size_t r = 0; r < 50; ++r)
        for (std::size_t c = 0; c < 300; ++c)
            rows(r, c) = 1.37F + 0.01F * static_cast<float>(c) + (r < 40 ? 0.0F : 1.0F);
    const NeighbourGraph graph = neighbourGraph(rows, 20, nullptr, {}, {});
    for (const float distance : graph.squaredDistancesOf(3))
        EXPECT_EQ(distance, 0.0F);
    EXPECT_EQ(std::ranges::count_if(graph.squaredDistancesOf(45), [](float d) { return d == 0.0F; }), 9);
    expectSound(graph, rows);
}

TEST(NeighbourGraph, ByCellsFindsNearlyAllOfTheNearest) {
    const Matrix rows = test::clusters(20000, 24, 300, 0.45, 2);
    const NeighbourGraph graph = neighboursByCells(rows, 30, {}, {});
    expectSound(graph, rows);
    EXPECT_GE(recall(graph, rows, 101), 0.97);
}

TEST(NeighbourGraph, ByCellsTakesRowsOfWhichMostAreEqual) {
    Matrix rows = test::clusters(5000, 4, 3, 0.2, 3);
    for (std::size_t r = 0; r < 4500; ++r)
        for (std::size_t c = 0; c < 4; ++c)
            rows(r, c) = 1;
    expectSound(neighboursByCells(rows, 30, {}, {}), rows);
}

TEST(NeighbourGraph, IsRepairedAfterRowsMoved) {
    Matrix rows = test::clusters(6000, 16, 60, 0.4, 4);
    const NeighbourGraph before = neighbourGraph(rows, 30, nullptr, {}, {});
    const Matrix shift = test::clusters(6000, 16, 1, 0.15, 5);
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows.values()[i] += shift.values()[i];
    EXPECT_LT(recall(before, rows, 31), 0.9);
    const NeighbourGraph repaired = neighbourGraph(rows, 30, &before, {}, {});
    expectSound(repaired, rows);
    EXPECT_GE(recall(repaired, rows, 31), 0.97);
    // Of rows that have nothing to do with it the old graph is no help, and is not taken for one.
    const Matrix others = test::clusters(6000, 16, 60, 0.4, 6);
    const NeighbourGraph replaced = neighbourGraph(others, 30, &before, {}, {});
    EXPECT_GE(recall(replaced, others, 31), 0.97);
}

TEST(NeighbourGraph, IsTheSameAtEveryCallAndStopsWhenAsked) {
    const Matrix rows = test::clusters(3500, 8, 40, 0.3, 7);
    const NeighbourGraph graph = neighbourGraph(rows, 15, nullptr, {}, {});
    EXPECT_EQ(neighbourGraph(rows, 15, nullptr, {}, {}).other, graph.other);
    EXPECT_EQ(neighboursByCells(rows, 15, {}, {}).other, neighboursByCells(rows, 15, {}, {}).other);
    std::stop_source source;
    std::size_t reports = 0;
    const auto stopping = [&](const Progress& progress) {
        EXPECT_EQ(progress.stage, "Finding neighbours");
        EXPECT_LE(progress.done, progress.total);
        ++reports;
        source.request_stop();
    };
    EXPECT_THROW(exactNeighbours(rows, 15, source.get_token(), stopping), Cancelled);
    EXPECT_THROW(neighboursByCells(rows, 15, source.get_token(), {}), Cancelled);
    EXPECT_THROW(repairedNeighbours(rows, graph, source.get_token(), {}), Cancelled);
    EXPECT_EQ(reports, 1U);
}

/// exp of the entropy of the affinities that a point's row would have alone cannot be seen from the symmetric
/// ones; of points on a regular ring all rows are alike, and there it can.
TEST(Affinities, HaveThePerplexityThatWasAskedFor) {
    constexpr std::size_t kPoints = 200;
    Matrix ring(kPoints, 2);
    for (std::size_t i = 0; i < kPoints; ++i) {
        const double angle = 2 * 3.14159265358979 * static_cast<double>(i) / kPoints;
        ring(i, 0) = static_cast<float>(std::cos(angle));
        ring(i, 1) = static_cast<float>(std::sin(angle));
    }
    const NeighbourGraph graph = neighbourGraph(ring, 60, nullptr, {}, {});
    for (const double perplexity : {5.0, 12.0, 20.0}) {
        const Affinities affinities = perplexityAffinities(graph, perplexity, {}, {});
        double entropy = 0;
        for (std::size_t e = affinities.begin[50]; e < affinities.begin[51]; ++e) {
            const double p = kPoints * double(affinities.weight[e]);
            entropy -= p > 0 ? p * std::log(p) : 0;
        }
        EXPECT_NEAR(std::exp(entropy), perplexity, 0.02 * perplexity);
    }
}

void expectSymmetric(const Affinities& affinities) {
    double sum = 0;
    for (std::size_t i = 0; i < affinities.points(); ++i)
        for (std::size_t e = affinities.begin[i]; e < affinities.begin[i + 1]; ++e) {
            const std::size_t j = affinities.other[e];
            ASSERT_NE(j, i);
            const auto begin = affinities.other.begin() + static_cast<std::ptrdiff_t>(affinities.begin[j]);
            const auto end = affinities.other.begin() + static_cast<std::ptrdiff_t>(affinities.begin[j + 1]);
            const auto found = std::lower_bound(begin, end, i);
            ASSERT_TRUE(found != end && *found == i);
            ASSERT_EQ(affinities.weight[static_cast<std::size_t>(found - affinities.other.begin())],
                      affinities.weight[e]);
            sum += double(affinities.weight[e]);
        }
    EXPECT_NEAR(sum, 1, 1e-5);
}

TEST(Affinities, AreSymmetricAndSumToOne) {
    const Matrix rows = test::clusters(800, 8, 10, 0.4, 8);
    const NeighbourGraph graph = neighbourGraph(rows, 45, nullptr, {}, {});
    expectSymmetric(perplexityAffinities(graph, 15, {}, {}));
    expectSymmetric(uniformAffinities(graph, 15, {}, {}));
    expectSymmetric(uniformAffinities(graph, 900, {}, {}));
}

TEST(Affinities, OfEqualRowsAndOfTooFewAreFinite) {
    Matrix equal(30, 4);
    for (float& value : equal.values())
        value = 2;
    equal(29, 0) = 9;
    expectSymmetric(perplexityAffinities(neighbourGraph(equal, 20, nullptr, {}, {}), 30, {}, {}));
    const Matrix two = test::clusters(2, 4, 1, 0.4, 9);
    expectSymmetric(perplexityAffinities(neighbourGraph(two, 20, nullptr, {}, {}), 30, {}, {}));
    EXPECT_EQ(perplexityAffinities(neighbourGraph(Matrix(1, 4), 20, nullptr, {}, {}), 30, {}, {}).points(),
              1U);
}

} // namespace
} // namespace crossview
