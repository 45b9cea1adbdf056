#include "projection/neighbour_graph.h"

#include "common/linear_algebra.h"
#include "common/threads.h"
#include "projection/distance_tiles.h"
#include "projection/passes.h"

#include <algorithm>

namespace crossview {
namespace {

constexpr std::size_t kTileRows = 512;
constexpr std::size_t kTileElements = 512 * 2048 * std::size_t{512}; // multiplications in a tile: about 10 ms
constexpr std::size_t kTasks = 8;                                    // into which a side of a tile is cut

/// Columns of a tile, so that a stop is noticed in time at every width of the rows.
std::size_t tileColumns(std::size_t dimensions) {
    return std::clamp<std::size_t>(kTileElements / kTileRows / std::max<std::size_t>(1, dimensions), 128,
                                   2048);
}

} // namespace

NeighbourGraph exactNeighbours(MatrixView rows, std::size_t neighbours, const std::stop_token& stop,
                               const ProgressSink& progress) {
    const std::size_t n = rows.rows();
    NeighbourGraph graph{n, std::min(neighbours, n == 0 ? 0 : n - 1), {}, {}};
    graph.other.resize(n * graph.neighbours);
    graph.squaredDistance.resize(n * graph.neighbours);
    Passes passes("Finding neighbours", n, stop, progress);
    if (graph.neighbours == 0) {
        passes.finish();
        return graph;
    }
    const std::vector<float> lengths = squaredLengths(rows);
    const std::span<const float> allLengths = lengths;
    NearestKeeper keeper(n, graph.neighbours);
    const std::size_t columns = tileColumns(rows.cols());
    std::vector<float> products(kTileRows * std::max(kTileRows, columns));
    const auto slice = [&](std::size_t begin, std::size_t end) {
        return MatrixView(rows.data() + begin * rows.cols(), end - begin, rows.cols());
    };
    // Above the diagonal only: every product serves the row and the column. A task has rows or columns of its
    // own, so that no two offer to the same one.
    for (std::size_t begin = 0; begin < n; begin += kTileRows) {
        const std::size_t end = std::min(n, begin + kTileRows);
        const auto cut = [](std::size_t count, std::size_t task) { return count * task / kTasks; };
        multiplyTransposed(slice(begin, end), slice(begin, end), products.data());
        const DistanceTile diagonal{products.data(), allLengths.subspan(begin, end - begin),
                                    allLengths.subspan(begin, end - begin)};
        parallelFor(kTasks, stop, [&](std::size_t task) {
            offerToRows(diagonal, cut(end - begin, task), cut(end - begin, task + 1), {begin, {}},
                        {begin, {}}, {begin, {}}, keeper);
        });
        for (std::size_t first = end; first < n; first += columns) {
            const std::size_t last = std::min(n, first + columns);
            multiplyTransposed(slice(begin, end), slice(first, last), products.data());
            const DistanceTile tile{products.data(), allLengths.subspan(begin, end - begin),
                                    allLengths.subspan(first, last - first)};
            parallelFor(2 * kTasks, stop, [&](std::size_t task) {
                if (task < kTasks)
                    offerToRows(tile, cut(end - begin, task), cut(end - begin, task + 1), {begin, {}},
                                {begin, {}}, {first, {}}, keeper);
                else
                    offerToColumns(tile, cut(last - first, task - kTasks),
                                   cut(last - first, task - kTasks + 1), begin, first, keeper);
            });
        }
        passes.advance(end - begin);
    }
    parallelFor((n + kTileRows - 1) / kTileRows, stop, [&](std::size_t block) {
        for (std::size_t r = block * kTileRows; r < std::min(n, (block + 1) * kTileRows); ++r)
            writeNeighbours(rows, lengths, keeper, {r, r, r}, graph);
    });
    return graph;
}

NeighbourGraph neighbourGraph(MatrixView rows, std::size_t neighbours, const NeighbourGraph* previous,
                              const std::stop_token& stop, const ProgressSink& progress) {
    const std::size_t count = std::min(neighbours, rows.rows() == 0 ? 0 : rows.rows() - 1);
    if (previous && previous->points == rows.rows() && previous->neighbours == count && count > 0)
        return repairedNeighbours(rows, *previous, stop, progress);
    if (rows.rows() <= kExactNeighbourRows)
        return exactNeighbours(rows, neighbours, stop, progress);
    return neighboursByCells(rows, neighbours, stop, progress);
}

} // namespace crossview
