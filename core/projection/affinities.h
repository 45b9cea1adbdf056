#pragma once

#include "common/progress.h"
#include "projection/neighbour_graph.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace crossview {

/// Symmetric affinities p_ij between neighbours, as sparse rows; their sum over all pairs is 1, p_ii is 0.
struct Affinities {
    std::vector<std::size_t> begin;   ///< [points + 1] where the entries of a row start
    std::vector<std::uint32_t> other; ///< j, rising within a row
    std::vector<float> weight;        ///< p_ij

    std::size_t points() const { return begin.empty() ? 0 : begin.size() - 1; }
};

/// Gaussian affinities whose width differs by point, so that the distribution of each point's neighbours has
/// the given perplexity (van der Maaten and Hinton, 2008), of p_ij = (p_j|i + p_i|j) / 2n. The perplexity is
/// at least 1 and, for the tails to matter little, at most a third of the graph's neighbours; one that the
/// distances cannot reach is approached.
Affinities perplexityAffinities(const NeighbourGraph& graph, double perplexity, const std::stop_token& stop,
                                const ProgressSink& progress);

/// The same affinity to each of a point's nearest `neighbours` (at most the graph's), made symmetric: six
/// times fewer entries than a perplexity of 30 with fifteen neighbours, and hardly another map (Kobak and
/// Berens, 2019).
Affinities uniformAffinities(const NeighbourGraph& graph, std::size_t neighbours, const std::stop_token& stop,
                             const ProgressSink& progress);

} // namespace crossview
