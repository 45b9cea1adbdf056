#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "common/threads.h"
#include "projection/distance_tiles.h"
#include "projection/neighbour_graph.h"
#include "projection/neighbour_refinement.h"
#include "projection/passes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace crossview {
namespace {

constexpr std::size_t kRowsPerCell = 256; // on average
constexpr std::size_t kProbedCells = 12;  // with whose rows a row is compared
constexpr std::size_t kSampledRows = 32;  // for each cell, from which its centre is found
constexpr std::size_t kLloydRounds = 3;
constexpr std::size_t kTileRows = 512;
constexpr std::size_t kTileColumns = 1024;
constexpr std::size_t kTasks = 8;
constexpr std::size_t kRounds = 4; // of refinement, at most
constexpr std::size_t kWide = 12;  // neighbours whose neighbours are looked at afterwards

/// Indices of the `count` nearest centres [c, d] of each row [n, d]: [n, count], nearest first.
std::vector<std::uint32_t> nearestCentres(MatrixView rows, MatrixView centres, std::size_t count,
                                          const std::stop_token& stop) {
    std::vector<std::uint32_t> result(rows.rows() * count);
    const std::vector<float> centreLengths = squaredLengths(centres);
    std::vector<float> products(kTileRows * centres.rows());
    for (std::size_t begin = 0; begin < rows.rows(); begin += kTileRows) {
        const std::size_t some = std::min(kTileRows, rows.rows() - begin);
        multiplyTransposed({rows.data() + begin * rows.cols(), some, rows.cols()}, centres, products.data());
        parallelFor(kTasks, stop, [&](std::size_t task) {
            std::vector<std::pair<float, std::uint32_t>> order(centres.rows());
            for (std::size_t r = some * task / kTasks; r < some * (task + 1) / kTasks; ++r) {
                for (std::size_t c = 0; c < centres.rows(); ++c)
                    order[c] = {centreLengths[c] - 2 * products[r * centres.rows() + c],
                                static_cast<std::uint32_t>(c)};
                std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                                  order.end());
                for (std::size_t k = 0; k < count; ++k)
                    result[(begin + r) * count + k] = order[k].second;
            }
        });
    }
    return result;
}

/// Centres [cells, d] by a few rounds of k-means on a sample.
Matrix cellCentres(MatrixView rows, std::size_t cells, const std::stop_token& stop) {
    std::vector<std::uint32_t> chosen(rows.rows());
    std::iota(chosen.begin(), chosen.end(), 0U);
    SeededRandom random(mixSeed({rows.rows(), cells}));
    random.shuffle(chosen);
    chosen.resize(std::min(rows.rows(), cells * kSampledRows));
    Matrix sample(chosen.size(), rows.cols());
    for (std::size_t r = 0; r < chosen.size(); ++r)
        std::ranges::copy(rows.row(chosen[r]), sample.row(r).begin());
    Matrix centres(cells, rows.cols());
    std::copy_n(sample.values().begin(), centres.size(), centres.values().begin());
    for (std::size_t round = 0; round < kLloydRounds; ++round) {
        const std::vector<std::uint32_t> cell = nearestCentres(sample, centres, 1, stop);
        MatrixD sums(cells, rows.cols());
        std::vector<std::size_t> counts(cells, 0);
        for (std::size_t r = 0; r < sample.rows(); ++r) {
            ++counts[cell[r]];
            for (std::size_t c = 0; c < rows.cols(); ++c)
                sums(cell[r], c) += double(sample(r, c));
        }
        for (std::size_t k = 0; k < cells; ++k)
            for (std::size_t c = 0; c < rows.cols() && counts[k] > 0; ++c)
                centres(k, c) = static_cast<float>(sums(k, c) / static_cast<double>(counts[k]));
    }
    return centres;
}

/// Rows by cell.
struct Cells {
    std::vector<std::size_t> begin;
    std::vector<std::uint32_t> rows;

    std::span<const std::uint32_t> of(std::size_t cell) const {
        return std::span(rows).subspan(begin[cell], begin[cell + 1] - begin[cell]);
    }
};

/// Each row into the first `count` of its kProbedCells cells.
Cells sorted(const std::vector<std::uint32_t>& probed, std::size_t cells, std::size_t count) {
    const std::size_t n = probed.size() / kProbedCells;
    Cells result{std::vector<std::size_t>(cells + 1, 0), std::vector<std::uint32_t>(n * count)};
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t k = 0; k < count; ++k)
            ++result.begin[probed[r * kProbedCells + k] + 1];
    std::partial_sum(result.begin.begin(), result.begin.end(), result.begin.begin());
    std::vector<std::size_t> next(result.begin.begin(), result.begin.end() - 1);
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t k = 0; k < count; ++k)
            result.rows[next[probed[r * kProbedCells + k]]++] = static_cast<std::uint32_t>(r);
    return result;
}

/// Some rows with their squared lengths, copied together for a product.
struct Gathered {
    Matrix rows;
    std::vector<float> lengths;

    Gathered(MatrixView all, std::span<const float> allLengths, std::span<const std::uint32_t> chosen)
        : rows(chosen.size(), all.cols()), lengths(chosen.size()) {
        for (std::size_t r = 0; r < chosen.size(); ++r) {
            std::ranges::copy(all.row(chosen[r]), rows.row(r).begin());
            lengths[r] = allLengths[chosen[r]];
        }
    }
};

} // namespace

NeighbourGraph neighboursByCells(MatrixView rows, std::size_t neighbours, const std::stop_token& stop,
                                 const ProgressSink& progress) {
    const std::size_t n = rows.rows();
    const std::size_t count = std::min(neighbours, n == 0 ? 0 : n - 1);
    const std::size_t cells = std::max<std::size_t>(1, n / kRowsPerCell);
    if (count == 0 || cells <= kProbedCells)
        return exactNeighbours(rows, neighbours, stop, progress);
    Passes passes("Finding neighbours", (2 + kRounds) * n + kCheckedRows, stop, progress);
    const std::vector<float> lengths = squaredLengths(rows);
    const Matrix centres = cellCentres(rows, cells, stop);
    // Every row looks into the cells nearest to itself; the first of them is where it is found.
    const std::vector<std::uint32_t> probed = nearestCentres(rows, centres, kProbedCells, stop);
    passes.advance(n);
    const Cells members = sorted(probed, cells, 1);
    const Cells visitors = sorted(probed, cells, kProbedCells);
    NearestKeeper keeper(n, count);
    std::vector<float> products(kTileRows * kTileColumns);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const auto all = members.of(cell);
        for (std::size_t first = 0; first < all.size(); first += kTileColumns) {
            const auto some = all.subspan(first, std::min(kTileColumns, all.size() - first));
            const Gathered offered(rows, lengths, some);
            for (std::size_t begin = 0; begin < visitors.of(cell).size(); begin += kTileRows) {
                const auto own =
                    visitors.of(cell).subspan(begin, std::min(kTileRows, visitors.of(cell).size() - begin));
                const Gathered queries(rows, lengths, own);
                multiplyTransposed(queries.rows, offered.rows, products.data());
                const DistanceTile tile{products.data(), queries.lengths, offered.lengths};
                parallelFor(kTasks, stop, [&](std::size_t task) {
                    offerToRows(tile, own.size() * task / kTasks, own.size() * (task + 1) / kTasks, {0, own},
                                {0, own}, {0, some}, keeper);
                });
            }
        }
        passes.advance(all.size());
    }
    NeighbourGraph graph{n, count, std::vector<std::uint32_t>(n * count), std::vector<float>(n * count)};
    parallelFor((n + kTileRows - 1) / kTileRows, stop, [&](std::size_t block) {
        for (std::size_t r = block * kTileRows; r < std::min(n, (block + 1) * kTileRows); ++r) {
            // Where the cells hold too few, any others stand in until the refinement finds better ones.
            for (std::size_t next = 1; keeper.filled(r) < count; ++next) {
                const auto other = static_cast<std::uint32_t>((r + next) % n);
                if (!keeper.holds(r, other))
                    keeper.offer(r, squaredDistance(rows.row(r), rows.row(other)), other);
            }
            writeNeighbours(rows, lengths, keeper, {r, r, r}, graph);
        }
    });
    CheckedGraph refined = refinedUntilRight(rows, lengths, std::move(graph), kWide, {0, kRounds}, passes);
    passes.finish();
    return std::move(refined.graph);
}

} // namespace crossview
