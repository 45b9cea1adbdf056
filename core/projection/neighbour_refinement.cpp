#include "projection/neighbour_refinement.h"

#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "common/threads.h"
#include "projection/distance_tiles.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace crossview {
namespace {

constexpr std::size_t kBlock = 64;      // rows of a task
constexpr std::size_t kReported = 1024; // rows between two reports
constexpr std::size_t kTileRows = 256;  // chosen rows in a product
constexpr std::size_t kTileColumns = 2048;

/// Reverse neighbours: who has a point among its nearest `wide`; of more than `wide` the nearest ones.
std::vector<std::vector<std::uint32_t>> reversed(const NeighbourGraph& graph, std::size_t wide) {
    std::vector<std::vector<std::uint32_t>> result(graph.points);
    for (std::size_t rank = 0; rank < wide; ++rank)
        for (std::size_t i = 0; i < graph.points; ++i) {
            std::vector<std::uint32_t>& list = result[graph.othersOf(i)[rank]];
            if (list.size() < wide)
                list.push_back(static_cast<std::uint32_t>(i));
        }
    return result;
}

} // namespace

NeighbourGraph refined(MatrixView rows, std::span<const float> lengths, const NeighbourGraph& graph,
                       std::size_t wide, Passes& passes) {
    const std::size_t n = graph.points;
    const std::size_t near = std::min(wide, graph.neighbours);
    const auto back = reversed(graph, near);
    NeighbourGraph result{n, graph.neighbours, std::vector<std::uint32_t>(graph.other.size()),
                          std::vector<float>(graph.other.size())};
    for (std::size_t group = 0; group < n; group += kReported) {
        const std::size_t groupEnd = std::min(n, group + kReported);
        parallelFor((groupEnd - group + kBlock - 1) / kBlock, passes.stop(), [&](std::size_t block) {
            const std::size_t first = group + block * kBlock;
            const std::size_t last = std::min(groupEnd, first + kBlock);
            NearestKeeper keeper(last - first, graph.neighbours);
            std::vector<std::uint32_t> candidates;
            for (std::size_t i = first; i < last; ++i) {
                candidates.assign(graph.othersOf(i).begin(), graph.othersOf(i).end());
                const auto add = [&](std::uint32_t j) {
                    candidates.push_back(j);
                    const auto others = graph.othersOf(j).first(near);
                    candidates.insert(candidates.end(), others.begin(), others.end());
                    candidates.insert(candidates.end(), back[j].begin(), back[j].end());
                };
                std::ranges::for_each(graph.othersOf(i).first(near), add);
                std::ranges::for_each(back[i], add);
                std::sort(candidates.begin(), candidates.end());
                candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
                for (const std::uint32_t j : candidates)
                    if (j != i)
                        keeper.offer(i - first, lengths[i] + lengths[j] - 2 * dot(rows.row(i), rows.row(j)),
                                     j);
                writeNeighbours(rows, lengths, keeper, {i - first, i, i}, result);
            }
        });
        passes.advance(groupEnd - group);
    }
    return result;
}

NeighbourGraph exactRows(MatrixView rows, std::span<const float> lengths,
                         std::span<const std::uint32_t> chosen, std::size_t neighbours, Passes& passes) {
    NeighbourGraph graph{chosen.size(), neighbours, std::vector<std::uint32_t>(chosen.size() * neighbours),
                         std::vector<float>(chosen.size() * neighbours)};
    std::vector<float> products(kTileRows * kTileColumns);
    for (std::size_t begin = 0; begin < chosen.size(); begin += kTileRows) {
        const auto some = chosen.subspan(begin, std::min(kTileRows, chosen.size() - begin));
        Matrix block(some.size(), rows.cols());
        std::vector<float> blockLengths(some.size());
        for (std::size_t r = 0; r < some.size(); ++r) {
            std::ranges::copy(rows.row(some[r]), block.row(r).begin());
            blockLengths[r] = lengths[some[r]];
        }
        NearestKeeper keeper(some.size(), neighbours);
        for (std::size_t first = 0; first < rows.rows(); first += kTileColumns) {
            const std::size_t last = std::min(rows.rows(), first + kTileColumns);
            multiplyTransposed(block, {rows.data() + first * rows.cols(), last - first, rows.cols()},
                               products.data());
            const DistanceTile tile{products.data(), blockLengths, lengths.subspan(first, last - first)};
            parallelFor((some.size() + kBlock - 1) / kBlock, passes.stop(), [&](std::size_t part) {
                offerToRows(tile, part * kBlock, std::min(some.size(), (part + 1) * kBlock), {0, {}},
                            {0, some}, {first, {}}, keeper);
            });
        }
        for (std::size_t r = 0; r < some.size(); ++r)
            writeNeighbours(rows, lengths, keeper, {r, some[r], begin + r}, graph);
        passes.advance(some.size());
    }
    return graph;
}

CheckedGraph refinedUntilRight(MatrixView rows, std::span<const float> lengths, NeighbourGraph graph,
                               std::size_t wide, const Rounds& rounds, Passes& passes) {
    constexpr std::size_t kNearest = 15;
    const std::size_t n = rows.rows();
    std::vector<std::uint32_t> chosen(n);
    std::iota(chosen.begin(), chosen.end(), 0U);
    SeededRandom random(mixSeed({n, graph.neighbours}));
    random.shuffle(chosen);
    chosen.resize(std::min(kCheckedRows, n));
    std::ranges::sort(chosen);
    const NeighbourGraph exact = exactRows(rows, lengths, chosen, graph.neighbours, passes);
    const std::size_t near = std::min(kNearest, graph.neighbours);
    CheckedGraph result{std::move(graph), 0};
    for (std::size_t round = 0;; ++round) {
        std::size_t found = 0;
        for (std::size_t c = 0; c < chosen.size(); ++c)
            for (const std::uint32_t j : exact.othersOf(c).first(near))
                found += std::ranges::count(result.graph.othersOf(chosen[c]).first(near), j) > 0 ? 1U : 0U;
        result.recall = static_cast<double>(found) / static_cast<double>(near * chosen.size());
        if (round >= rounds.least && (round == rounds.most || result.recall >= kNeighbourRecall))
            break;
        result.graph = refined(rows, lengths, result.graph, wide, passes);
    }
    // Not sooner: these rows stand for those of which nobody knows how right they are.
    for (std::size_t c = 0; c < chosen.size(); ++c) {
        const auto at = static_cast<std::ptrdiff_t>(chosen[c] * result.graph.neighbours);
        std::ranges::copy(exact.othersOf(c), result.graph.other.begin() + at);
        std::ranges::copy(exact.squaredDistancesOf(c), result.graph.squaredDistance.begin() + at);
    }
    return result;
}

NeighbourGraph repairedNeighbours(MatrixView rows, const NeighbourGraph& previous,
                                  const std::stop_token& stop, const ProgressSink& progress) {
    constexpr std::size_t kWide = 10;
    constexpr Rounds kRounds{1, 2}; // one at least: the old distances are of no use
    Passes passes("Finding neighbours", kCheckedRows + kRounds.most * rows.rows(), stop, progress);
    CheckedGraph repaired = refinedUntilRight(rows, squaredLengths(rows), previous, kWide, kRounds, passes);
    if (repaired.recall < kNeighbourRecall)
        return neighbourGraph(rows, previous.neighbours, nullptr, stop, progress);
    passes.finish();
    return std::move(repaired.graph);
}

} // namespace crossview
