#pragma once

#include "projection/neighbour_graph.h"
#include "projection/passes.h"

#include <cstdint>
#include <span>

namespace crossview {

/// One round of NN-descent without its randomness (after Dong, Moses and Li, 2011): a row's neighbours are
/// chosen among its old ones and the nearest `wide` neighbours of its nearest `wide` neighbours, forwards and
/// backwards, by the distances of the rows as they are. `graph` is read as a set of candidates: its distances
/// and order may be those of other rows. `lengths` are the squared lengths of the rows. Advances `passes` by
/// n.
NeighbourGraph refined(MatrixView rows, std::span<const float> lengths, const NeighbourGraph& graph,
                       std::size_t wide, Passes& passes);

/// A graph and how right it is.
struct CheckedGraph {
    NeighbourGraph graph;
    double recall = 0; ///< share of the true nearest 15 of a sample that were among the nearest 15
};

inline constexpr double kNeighbourRecall = 0.97; ///< that a graph which is not exact should have
inline constexpr std::size_t kCheckedRows = 512; ///< in the sample

/// How many rounds of refinement there may be.
struct Rounds {
    std::size_t least = 0, most = 0;
};

/// `graph` after as many rounds as it takes to reach kNeighbourRecall on a sample of rows that are compared
/// with all. Advances `passes` by the rows of rounds and sample, at most rounds.most * n + kCheckedRows.
CheckedGraph refinedUntilRight(MatrixView rows, std::span<const float> lengths, NeighbourGraph graph,
                               std::size_t wide, const Rounds& rounds, Passes& passes);

/// The exact neighbours of the rows `chosen`, as rows of a graph of as many points; advances by their number.
NeighbourGraph exactRows(MatrixView rows, std::span<const float> lengths,
                         std::span<const std::uint32_t> chosen, std::size_t neighbours, Passes& passes);

} // namespace crossview
