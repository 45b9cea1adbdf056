#pragma once

#include "projection/neighbour_graph.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// An undirected graph with weights: every edge stands with both its ends; a loop, once.
struct WeightedGraph {
    struct Edge {
        std::uint32_t other;
        float weight;
    };
    std::vector<std::size_t> start{0}; ///< [nodes + 1]
    std::vector<Edge> edges;           ///< of a node in rising order of their other ends

    std::size_t nodes() const { return start.size() - 1; }
    std::span<const Edge> edgesOf(std::size_t node) const {
        return {edges.data() + start[node], start[node + 1] - start[node]};
    }
};

/// Who is among whose neighbours: weight 1, and 2 where both are. Throws Cancelled.
WeightedGraph graphOf(const NeighbourGraph& neighbours, const std::stop_token& stop = {});

/// The graph of the communities of another: an edge weighs what all between the two weigh, a loop twice what
/// those inside weigh. membership: [nodes], numbers below `count`.
/// Throws Cancelled.
WeightedGraph condensed(const WeightedGraph& graph, std::span<const std::uint32_t> membership,
                        std::size_t count, const std::stop_token& stop = {});

/// Share of the weight that lies inside communities, less `resolution` times what would by chance (Newman and
/// Girvan, 2004; with resolution Reichardt and Bornholdt, 2006).
double modularity(const WeightedGraph& graph, std::span<const std::uint32_t> membership, double resolution);

/// A partition [nodes] by greedy modularity: nodes move to the community that gains most, then communities
/// as wholes, until none does (Louvain: Blondel and others, 2008); a community that has fallen apart is
/// taken as its parts. A higher resolution gives more and smaller ones. `begin` [nodes]: the partition to
/// start from; empty: each node by itself. Numbers rise with their first node. The same seed, the same
/// partition. Throws Cancelled.
std::vector<std::uint32_t> communities(const WeightedGraph& graph, double resolution, std::uint64_t seed,
                                       std::span<const std::uint32_t> begin = {},
                                       const std::stop_token& stop = {});

} // namespace crossview
