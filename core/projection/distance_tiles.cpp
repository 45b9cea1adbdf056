#include "projection/distance_tiles.h"

#include <algorithm>
#include <array>

namespace crossview {
namespace {

constexpr std::size_t kLanes = 16; // compared at a time: a test of one mask instead of sixteen branches

/// Adds up eight partial sums, which the compiler keeps in vector registers.
template <typename Term>
float laneSum(std::size_t count, const Term& term) {
    constexpr std::size_t kSums = 8;
    std::array<float, kSums> sums{};
    std::size_t c = 0;
    for (; c + kSums <= count; c += kSums)
        for (std::size_t lane = 0; lane < kSums; ++lane)
            sums[lane] += term(c + lane);
    for (; c < count; ++c)
        sums[0] += term(c);
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

} // namespace

std::vector<float> squaredLengths(MatrixView rows) {
    std::vector<float> lengths(rows.rows());
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        const float* row = rows.row(r).data();
        lengths[r] = laneSum(rows.cols(), [row](std::size_t c) { return row[c] * row[c]; });
    }
    return lengths;
}

float squaredDistance(std::span<const float> a, std::span<const float> b) {
    return laneSum(a.size(), [x = a.data(), y = b.data()](std::size_t c) {
        const float difference = x[c] - y[c];
        return difference * difference;
    });
}

void offerToRows(const DistanceTile& tile, std::size_t begin, std::size_t end, const TileIndices& kept,
                 const TileIndices& own, const TileIndices& offered, NearestKeeper& keeper) {
    const std::size_t columns = tile.columnLengths.size();
    const float* lengths = tile.columnLengths.data();
    for (std::size_t r = begin; r < end; ++r) {
        const float* products = tile.products + r * columns;
        const float length = tile.rowLengths[r];
        const std::uint32_t self = own[r];
        const std::size_t place = kept[r];
        const std::span<const float> thresholds = keeper.thresholds();
        const auto offer = [&](std::size_t c) {
            const float distance = (length + lengths[c]) - 2 * products[c];
            if (distance <= thresholds[place] && offered[c] != self)
                keeper.offer(place, distance, offered[c]);
        };
        std::size_t c = 0;
        for (; c + kLanes <= columns; c += kLanes) {
            const float threshold = thresholds[place];
            int hits = 0;
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                hits += (length + lengths[c + lane]) - 2 * products[c + lane] <= threshold ? 1 : 0;
            if (hits > 0)
                for (std::size_t lane = 0; lane < kLanes; ++lane)
                    offer(c + lane);
        }
        for (; c < columns; ++c)
            offer(c);
    }
}

void offerToColumns(const DistanceTile& tile, std::size_t begin, std::size_t end, std::size_t firstRow,
                    std::size_t firstColumn, NearestKeeper& keeper) {
    const std::size_t columns = tile.columnLengths.size();
    const float* lengths = tile.columnLengths.data();
    const float* thresholds = keeper.thresholds().data() + firstColumn;
    for (std::size_t r = 0; r < tile.rowLengths.size(); ++r) {
        const float* products = tile.products + r * columns;
        const float length = tile.rowLengths[r];
        const auto offer = [&](std::size_t c) {
            const float distance = (length + lengths[c]) - 2 * products[c];
            if (distance <= thresholds[c])
                keeper.offer(firstColumn + c, distance, static_cast<std::uint32_t>(firstRow + r));
        };
        std::size_t c = begin;
        for (; c + kLanes <= end; c += kLanes) {
            int hits = 0;
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                hits += (length + lengths[c + lane]) - 2 * products[c + lane] <= thresholds[c + lane] ? 1 : 0;
            if (hits > 0)
                for (std::size_t lane = 0; lane < kLanes; ++lane)
                    offer(c + lane);
        }
        for (; c < end; ++c)
            offer(c);
    }
}

void writeNeighbours(MatrixView rows, std::span<const float> lengths, NearestKeeper& keeper,
                     const CompleteRow& row, NeighbourGraph& graph) {
    constexpr float kCancelled = 1e-3F; // of the lengths: beyond it 1e-4 of the distance is right
    const std::span<const std::uint64_t> sorted = keeper.sorted(row.kept);
    std::vector<std::uint64_t> keys(sorted.begin(), sorted.end());
    for (std::uint64_t& key : keys) {
        const std::uint32_t index = indexOfKey(key);
        if (!(distanceOfKey(key) < kCancelled * (lengths[row.point] + lengths[index])))
            continue;
        key = nearnessKey(squaredDistance(rows.row(row.point), rows.row(index)), index);
    }
    std::sort(keys.begin(), keys.end());
    for (std::size_t n = 0; n < keys.size(); ++n) {
        graph.other[row.target * graph.neighbours + n] = indexOfKey(keys[n]);
        graph.squaredDistance[row.target * graph.neighbours + n] = distanceOfKey(keys[n]);
    }
}

} // namespace crossview
