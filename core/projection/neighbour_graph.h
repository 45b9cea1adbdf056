#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// The k nearest others of every row by Euclidean distance, nearest first and equal ones by rising index; a
/// row is not its own neighbour. Between rows of unit length the order is that of the cosine.
struct NeighbourGraph {
    std::size_t points = 0;
    std::size_t neighbours = 0;         ///< k, at most points - 1
    std::vector<std::uint32_t> other;   ///< [points, k]
    std::vector<float> squaredDistance; ///< [points, k]

    std::span<const std::uint32_t> othersOf(std::size_t point) const {
        return {other.data() + point * neighbours, neighbours};
    }
    std::span<const float> squaredDistancesOf(std::size_t point) const {
        return {squaredDistance.data() + point * neighbours, neighbours};
    }
};

/// Up to so many rows the graph is exact.
inline constexpr std::size_t kExactNeighbourRows = 50000;

/// The graph of rows [n, d], all finite, with min(neighbours, n - 1) neighbours each. A `previous` graph of
/// as many rows and neighbours, the one of the epoch before, is repaired and not built anew; else up to
/// kExactNeighbourRows rows it is exact, and above that searched by cells. The same bits for any number of
/// threads as long as the matrix products are. Throws Cancelled.
NeighbourGraph neighbourGraph(MatrixView rows, std::size_t neighbours, const NeighbourGraph* previous,
                              const std::stop_token& stop, const ProgressSink& progress);

/// All pairs as blocks of matrix products: 2 n² d / 2 operations.
NeighbourGraph exactNeighbours(MatrixView rows, std::size_t neighbours, const std::stop_token& stop,
                               const ProgressSink& progress);

/// Each row against those in the cells nearest to it (a coarse k-means), then refined by neighbours of
/// neighbours until recall@15 is 0.97 on a sample of rows that are compared with all, or for four rounds:
/// rows without any structure have no cells to be found by.
NeighbourGraph neighboursByCells(MatrixView rows, std::size_t neighbours, const std::stop_token& stop,
                                 const ProgressSink& progress);

/// `previous` brought up to the rows as they are now: old neighbours and neighbours of neighbours by their
/// new distances, and a sample of rows against all, which also tells whether another round is needed. Where
/// the rounds do not reach recall@15 0.97 on the sample the graph is built anew.
NeighbourGraph repairedNeighbours(MatrixView rows, const NeighbourGraph& previous,
                                  const std::stop_token& stop, const ProgressSink& progress);

} // namespace crossview
