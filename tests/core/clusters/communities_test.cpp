#include "clusters/communities.h"

#include "common/error.h"
#include "common/seeded_random.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <map>
#include <set>

namespace crossview {
namespace {

using Partition = std::vector<std::uint32_t>;

/// A graph with `groups` groups of `size`: every node points at `inside` of its own and `outside` of any.
NeighbourGraph planted(std::size_t groups, std::size_t size, std::size_t inside, std::size_t outside,
                       std::uint64_t seed) {
    SeededRandom random(seed);
    NeighbourGraph graph;
    graph.points = groups * size;
    graph.neighbours = inside + outside;
    for (std::size_t i = 0; i < graph.points; ++i) {
        std::set<std::uint32_t> others;
        while (others.size() < inside)
            if (const std::size_t j = i / size * size + random.below(size); j != i)
                others.insert(static_cast<std::uint32_t>(j));
        while (others.size() < inside + outside)
            if (const std::size_t j = random.below(graph.points); j != i)
                others.insert(static_cast<std::uint32_t>(j));
        graph.other.insert(graph.other.end(), others.begin(), others.end());
    }
    graph.squaredDistance.resize(graph.other.size());
    return graph;
}

/// Newman's sum over all pairs of nodes.
double modularityOfPairs(const WeightedGraph& graph, const Partition& membership, double resolution) {
    const std::size_t n = graph.nodes();
    std::vector<std::vector<double>> weight(n, std::vector<double>(n));
    std::vector<double> degree(n);
    double total = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (const WeightedGraph::Edge& edge : graph.edgesOf(i)) {
            weight[i][edge.other] += double(edge.weight);
            degree[i] += double(edge.weight);
            total += double(edge.weight);
        }
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (membership[i] == membership[j])
                sum += weight[i][j] - resolution * degree[i] * degree[j] / total;
    return sum / total;
}

TEST(Communities, GraphHoldsEveryPairOnceWithBothEnds) {
    const NeighbourGraph neighbours = planted(3, 20, 4, 1, 1);
    const WeightedGraph graph = graphOf(neighbours);
    std::map<std::pair<std::size_t, std::size_t>, float> expected;
    for (std::size_t i = 0; i < neighbours.points; ++i)
        for (const std::uint32_t j : neighbours.othersOf(i)) {
            expected[{i, j}] += 1;
            expected[{j, i}] += 1;
        }
    std::map<std::pair<std::size_t, std::size_t>, float> found;
    for (std::size_t i = 0; i < graph.nodes(); ++i)
        for (const WeightedGraph::Edge& edge : graph.edgesOf(i))
            EXPECT_TRUE(found.try_emplace({i, edge.other}, edge.weight).second);
    EXPECT_EQ(found, expected);
}

TEST(Communities, ModularityIsTheSumOverAllPairsAlsoOfACondensedGraph) {
    const WeightedGraph graph = graphOf(planted(4, 15, 4, 2, 2));
    Partition membership;
    for (std::size_t i = 0; i < graph.nodes(); ++i)
        membership.push_back(static_cast<std::uint32_t>(i * 7 % 6));
    for (const double resolution : {0.5, 1.0, 3.0}) {
        const double expected = modularityOfPairs(graph, membership, resolution);
        EXPECT_NEAR(modularity(graph, membership, resolution), expected, 1e-12);
        const WeightedGraph level = condensed(graph, membership, 6);
        EXPECT_NEAR(modularity(level, Partition{0, 1, 2, 3, 4, 5}, resolution), expected, 1e-6);
    }
}

TEST(Communities, ArePlantedGroups) {
    const Partition found = communities(graphOf(planted(8, 40, 8, 2, 3)), 1, 1);
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_EQ(found[i], i / 40); // numbers rise with the first node
}

TEST(Communities, NoMergeOfTwoGains) {
    const WeightedGraph graph = graphOf(planted(5, 16, 4, 3, 4));
    for (const double resolution : {0.7, 1.0, 2.0}) {
        const Partition found = communities(graph, resolution, 5);
        const double best = modularity(graph, found, resolution);
        const std::uint32_t count = *std::ranges::max_element(found) + 1;
        for (std::uint32_t a = 0; a < count; ++a)
            for (std::uint32_t b = 0; b < a; ++b) {
                Partition merged = found;
                std::ranges::replace(merged, a, b);
                EXPECT_LE(modularity(graph, merged, resolution), best + 1e-9);
            }
        EXPECT_GT(best, modularity(graph, Partition(graph.nodes(), 0), resolution));
    }
}

TEST(Communities, HangTogether) {
    // Two cliques that are given as one: nothing joins them.
    NeighbourGraph apart = planted(1, 12, 6, 0, 1);
    const NeighbourGraph second = apart;
    apart.points = 24;
    for (const std::uint32_t other : second.other)
        apart.other.push_back(other + 12);
    apart.squaredDistance.resize(apart.other.size());
    const Partition found = communities(graphOf(apart), 1e-6, 1, Partition(24, 0));
    for (std::size_t i = 0; i < 24; ++i)
        EXPECT_EQ(found[i], i / 12);
}

TEST(Communities, StayWhereTheyBeganAndAreTheSameForASeed) {
    const WeightedGraph graph = graphOf(planted(20, 30, 5, 5, 6));
    const Partition first = communities(graph, 1, 1);
    EXPECT_EQ(communities(graph, 1, 1), first);
    EXPECT_EQ(communities(graph, 1, 2, first), first); // nothing gains: whatever the seed
}

TEST(Communities, OfNothingAndWithoutEdges) {
    EXPECT_TRUE(communities(WeightedGraph{}, 1, 1).empty());
    WeightedGraph bare;
    bare.start = {0, 0, 0};
    EXPECT_EQ(communities(bare, 1, 1), (Partition{0, 1}));
    EXPECT_EQ(modularity(bare, Partition{0, 1}, 1), 0);
}

TEST(Communities, EndWhenTheyAreStopped) {
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW(communities(graphOf(planted(3, 20, 4, 1, 1)), 1, 1, {}, stopped.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
