#pragma once

#include "common/matrix.h"
#include "projection/nearest_keeper.h"
#include "projection/neighbour_graph.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossview {

/// Squared length of every row [n], summed in lanes.
std::vector<float> squaredLengths(MatrixView rows);

/// Sum of the squared differences of two rows.
float squaredDistance(std::span<const float> a, std::span<const float> b);

/// Squared distances between some rows and some columns as |a|² + |b|² - 2ab, from their products.
struct DistanceTile {
    const float* products = nullptr; ///< [rowLengths, columnLengths]
    std::span<const float> rowLengths, columnLengths;
};

/// Which rows of all the rows or columns of a tile are: first, first + 1, … or those that are listed.
struct TileIndices {
    std::size_t first = 0;
    std::span<const std::uint32_t> listed;

    std::uint32_t operator[](std::size_t i) const {
        return listed.empty() ? static_cast<std::uint32_t>(first + i) : listed[i];
    }
};

/// Offers the tile's columns, which are `offered`, to its rows [begin, end), which are `own` among all rows
/// and `kept` in `keeper`. None is offered to itself.
void offerToRows(const DistanceTile& tile, std::size_t begin, std::size_t end, const TileIndices& kept,
                 const TileIndices& own, const TileIndices& offered, NearestKeeper& keeper);

/// Offers the tile's rows, of which r is row firstRow + r of all, to its columns [begin, end), of which c is
/// row firstColumn + c of `keeper`. No row may stand among the columns.
void offerToColumns(const DistanceTile& tile, std::size_t begin, std::size_t end, std::size_t firstRow,
                    std::size_t firstColumn, NearestKeeper& keeper);

/// A row whose neighbours are complete: its place in the keeper, among the rows, and in the graph.
struct CompleteRow {
    std::size_t kept, point, target;
};

/// Writes what is kept of a row into the graph. Distances in which |a|² + |b|² - 2ab cancels are taken from
/// the differences, so that equal rows are at distance 0.
void writeNeighbours(MatrixView rows, std::span<const float> lengths, NearestKeeper& keeper,
                     const CompleteRow& row, NeighbourGraph& graph);

} // namespace crossview
