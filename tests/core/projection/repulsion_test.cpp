#include "projection/repulsion.h"

#include "projection/attraction.h"
#include "projection/neighbour_graph.h"
#include "projection/tsne_layout.h"
#include "projection/warm_start.h"
#include "tsne_reference.h"

#include <gtest/gtest.h>
#include <numeric>

namespace crossview {
namespace {

/// |actual - expected| / |expected| over all values.
double relativeError(std::span<const float> actual, const MatrixD& expected) {
    double difference = 0;
    double length = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        difference += std::pow(double(actual[i]) - expected.values()[i], 2);
        length += std::pow(expected.values()[i], 2);
    }
    return std::sqrt(difference / length);
}

/// The gradient as the layout takes it.
std::vector<float> gradient(const Affinities& affinities, const Matrix& positions, float exaggeration) {
    std::vector<float> pull(positions.size());
    std::vector<float> push(positions.size());
    Workers workers;
    attraction(affinities, positions.values(), pull, workers);
    const double z = Repulsion().evaluate(positions.values(), push, workers);
    for (std::size_t i = 0; i < pull.size(); ++i)
        pull[i] = exaggeration * pull[i] - push[i] / static_cast<float>(z);
    return pull;
}

class TsneGradient : public testing::Test {
protected:
    static constexpr std::size_t kPoints = 5000;

    TsneGradient() {
        const Matrix rows = test::clusters(kPoints, 20, 40, 0.4, 1);
        const NeighbourGraph graph = neighbourGraph(rows, 90, nullptr, {}, {});
        affinities = perplexityAffinities(graph, 30, {}, {});
        Matrix start(kPoints, 2);
        for (std::size_t i = 0; i < kPoints; ++i)
            for (std::size_t a = 0; a < 2; ++a)
                start(i, a) = 0.01F * rows(i, a);
        layout.emplace(affinities, start);
    }

    /// The sums over all pairs in float64 against the grid's. Late in a run the gradient is a small rest of
    /// two large sums and so less right than they are.
    void expectRightGradient(float exaggeration, double tolerance) {
        const Matrix now = layout->positions();
        const test::ExactRepulsion exact = test::exactRepulsion(now);
        EXPECT_LT(relativeError(gradient(affinities, now, exaggeration),
                                test::exactGradient(affinities, now, exact, double(exaggeration))),
                  tolerance);
        std::vector<float> push(now.size());
        const double z = Repulsion().evaluate(now.values(), push, workers);
        EXPECT_LT(relativeError(push, exact.forces), 1e-3);
        EXPECT_NEAR(z / exact.z, 1, 1e-4);
        EXPECT_NEAR(layout->divergence(workers), test::exactDivergence(affinities, now, exact.z), 1e-3);
    }

    void run(int iterations, const TsneLayout::Step& step) {
        for (int i = 0; i < iterations; ++i) {
            layout->step(step, workers);
            if (i % 50 == 0)
                layout->sort(workers);
        }
    }

    Workers workers;
    Affinities affinities;
    std::optional<TsneLayout> layout;
};

TEST_F(TsneGradient, IsRightToAThousandthEarlyInTheMiddleAndLateInARun) {
    const double n = kPoints;
    run(10, {.exaggeration = 12, .learningRate = n / 12, .momentum = 0.5});
    expectRightGradient(12, 1e-3);
    run(190, {.exaggeration = 12, .learningRate = n / 12, .momentum = 0.5});
    const double before = layout->divergence(workers);
    run(50, {.exaggeration = 1, .learningRate = n, .momentum = 0.8});
    expectRightGradient(1, 1e-3);
    run(300, {.exaggeration = 1, .learningRate = n, .momentum = 0.8});
    expectRightGradient(1, 0.1);
    EXPECT_LT(layout->divergence(workers), before - 0.5);
}

TEST(Repulsion, OfOnePointAndOfPointsOnOnePlaceIsNone) {
    Workers workers;
    std::vector<float> forces(2, 1.0F);
    EXPECT_NEAR(Repulsion().evaluate(std::vector<float>{3, -2}, forces, workers), 0, 1e-3);
    EXPECT_NEAR(forces[0], 0, 1e-3);
    const std::vector<float> same(20, 1.5F);
    std::vector<float> many(20, 1.0F);
    EXPECT_NEAR(Repulsion().evaluate(same, many, workers), 90, 0.05);
    for (const float value : many)
        EXPECT_NEAR(value, 0, 0.01);
    EXPECT_EQ(Repulsion().evaluate({}, {}, workers), 0);
}

TEST(Repulsion, StaysWithinMemoryWherePointsAreFarApart) {
    const std::vector<float> positions{0, 0, 1e6F, 0, 1e6F, -2e6F};
    Workers workers;
    std::vector<float> forces(6);
    const double z = Repulsion().evaluate(positions, forces, workers);
    EXPECT_TRUE(std::isfinite(z));
    for (const float value : forces)
        EXPECT_TRUE(std::isfinite(value));
}

TEST(TsneLayout, SortingChangesNothingThatCanBeSeen) {
    const Matrix rows = test::clusters(700, 6, 5, 0.4, 2);
    const Affinities affinities = perplexityAffinities(neighbourGraph(rows, 30, nullptr, {}, {}), 10, {}, {});
    Matrix start(700, 2);
    for (std::size_t i = 0; i < 700; ++i)
        for (std::size_t a = 0; a < 2; ++a)
            start(i, a) = 3 * rows(i, a);
    Workers workers;
    TsneLayout sorted(affinities, start);
    sorted.sort(workers);
    EXPECT_EQ(sorted.positions().values(), start.values());
    TsneLayout unsorted(affinities, start);
    for (TsneLayout* layout : {&sorted, &unsorted})
        for (int i = 0; i < 3; ++i)
            layout->step({.exaggeration = 1, .learningRate = 700, .momentum = 0.5}, workers);
    const Matrix expected = unsorted.positions();
    const Matrix actual = sorted.positions();
    for (std::size_t i = 0; i < expected.size(); ++i)
        ASSERT_NEAR(actual.values()[i], expected.values()[i], 1e-2);
}

TEST(WarmStart, FindsTheScaleOfLeastDivergence) {
    const Matrix rows = test::clusters(600, 6, 5, 0.3, 3);
    const Affinities affinities = perplexityAffinities(neighbourGraph(rows, 30, nullptr, {}, {}), 10, {}, {});
    Matrix start(600, 2);
    for (std::size_t i = 0; i < 600; ++i)
        for (std::size_t a = 0; a < 2; ++a)
            start(i, a) = rows(i, a);
    const auto scaled = [&](double scale) {
        Matrix result = start;
        for (float& value : result.values())
            value = static_cast<float>(double(value) * scale);
        return result;
    };
    Workers workers;
    const double best = fittingScale(affinities, start, workers);
    const auto divergence = [&](double scale) {
        const Matrix now = scaled(scale);
        return test::exactDivergence(affinities, now, test::exactRepulsion(now).z);
    };
    const double least = divergence(best);
    for (const double factor : {0.1, 0.5, 0.8, 1.25, 2.0, 10.0})
        EXPECT_GT(divergence(best * factor), least) << factor;
    EXPECT_EQ(fittingScale(affinities, Matrix(600, 2), workers), 1);
}

TEST(WarmStart, SetsAPointAmongItsKinAndLeavesTheOthers) {
    const Matrix rows = test::clusters(600, 6, 2, 0.1, 3);
    const Affinities affinities = perplexityAffinities(neighbourGraph(rows, 30, nullptr, {}, {}), 10, {}, {});
    // Two clusters, far apart on the map as well; one point of the first lies in the second.
    Matrix positions(600, 2);
    std::size_t strayed = 600;
    for (std::size_t i = 0; i < 600; ++i) {
        const bool first = (rows(i, 0) > 0) == (rows(0, 0) > 0);
        positions(i, 0) = (first ? 0.0F : 100.0F) + rows(i, 1);
        positions(i, 1) = rows(i, 2);
        if (first)
            strayed = i;
    }
    positions(strayed, 0) += 100;
    Matrix placed = positions;
    Workers workers;
    placeStrayPoints(affinities, placed.values(), workers);
    EXPECT_LT(placed(strayed, 0), 5);
    placed(strayed, 0) = positions(strayed, 0);
    placed(strayed, 1) = positions(strayed, 1);
    EXPECT_EQ(placed.values(), positions.values());
}

} // namespace
} // namespace crossview
