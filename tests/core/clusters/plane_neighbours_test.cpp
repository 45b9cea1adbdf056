#include "clusters/plane_neighbours.h"

#include "common/error.h"
#include "common/seeded_random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace crossview {
namespace {

Matrix randomPlaces(std::size_t count, std::uint64_t seed) {
    SeededRandom random(seed);
    Matrix places(count, 2);
    for (float& value : places.values())
        value = static_cast<float>(random.uniform());
    return places;
}

/// Sorted squared distances of every place to all others.
std::vector<float> sortedDistances(MatrixView places, std::size_t from) {
    std::vector<float> distances;
    for (std::size_t j = 0; j < places.rows(); ++j) {
        const float dx = places(j, 0) - places(from, 0);
        const float dy = places(j, 1) - places(from, 1);
        if (j != from)
            distances.push_back(dx * dx + dy * dy);
    }
    std::ranges::sort(distances);
    return distances;
}

void expectNearest(const Matrix& places, std::size_t wanted) {
    const NeighbourGraph graph = planeNeighbours(places, wanted);
    ASSERT_EQ(graph.points, places.rows());
    ASSERT_EQ(graph.neighbours, std::min(wanted, places.rows() - 1));
    for (std::size_t i = 0; i < places.rows(); ++i) {
        const std::vector<float> expected = sortedDistances(places, i);
        const auto others = graph.othersOf(i);
        const auto distances = graph.squaredDistancesOf(i);
        EXPECT_EQ(std::set<std::uint32_t>(others.begin(), others.end()).size(), graph.neighbours);
        for (std::size_t k = 0; k < graph.neighbours; ++k) {
            EXPECT_EQ(distances[k], expected[k]) << "neighbour " << k << " of " << i;
            const float dx = places(others[k], 0) - places(i, 0);
            const float dy = places(others[k], 1) - places(i, 1);
            EXPECT_EQ(distances[k], dx * dx + dy * dy);
            EXPECT_NE(others[k], i);
        }
    }
}

TEST(PlaneNeighbours, AreThoseOfSortingAllDistances) {
    expectNearest(randomPlaces(1500, 1), 15);
    expectNearest(randomPlaces(3, 2), 15);
    expectNearest(randomPlaces(2, 3), 1);
}

TEST(PlaneNeighbours, OfPilesAndLinesAreFoundToo) {
    Matrix places = randomPlaces(1200, 4);
    for (std::size_t r = 0; r < 500; ++r) // a pile, and a line
        places(r, 0) = places(r, 1) = 0.25F;
    for (std::size_t r = 500; r < 900; ++r)
        places(r, 0) = 1;
    expectNearest(places, 15);
    expectNearest(Matrix(400, 2), 7);
}

TEST(PlaneNeighbours, OfNoneOrOneAreNone) {
    EXPECT_EQ(planeNeighbours(Matrix(0, 2), 5).neighbours, 0U);
    EXPECT_TRUE(planeNeighbours(Matrix(1, 2), 5).other.empty());
}

TEST(PlaneNeighbours, EndWhenTheyAreStopped) {
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW(planeNeighbours(randomPlaces(3000, 1), 15, stopped.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
