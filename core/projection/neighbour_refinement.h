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

/// The exact neighbours of the rows `chosen`, as rows of a graph of as many points; advances by their number.
NeighbourGraph exactRows(MatrixView rows, std::span<const float> lengths,
                         std::span<const std::uint32_t> chosen, std::size_t neighbours, Passes& passes);

} // namespace crossview
