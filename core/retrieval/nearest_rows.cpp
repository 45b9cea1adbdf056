#include "retrieval/nearest_rows.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/threads.h"
#include "common/wide.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace crossview {

namespace {

/// Float32 distances are within this share of the exact ones for thousands of dimensions; what lies closer
/// together is measured again.
constexpr float kRelativeError = 1e-4F;

constexpr std::size_t kRowsAtOnce = 4096; // more than twice as many are shared among threads

/// Squared distances of consecutive rows, with 16 partial sums each: the compiler turns the inner loop into
/// vector instructions, and the error stays that of n/16 additions. Infinite where a value is NaN.
CROSSVIEW_WIDE void squaredDistances(const float* query, const float* rows, std::size_t count,
                                     std::size_t width, float* distances) {
    constexpr std::size_t kLanes = 16;
    for (std::size_t r = 0; r < count; ++r) {
        const float* const row = rows + r * width;
        std::array<float, kLanes> sums{};
        std::size_t c = 0;
        for (; c + kLanes <= width; c += kLanes)
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const float difference = query[c + lane] - row[c + lane];
                sums[lane] += difference * difference;
            }
        for (; c < width; ++c) {
            const float difference = query[c] - row[c];
            sums[c % kLanes] += difference * difference;
        }
        float sum = 0;
        for (const float part : sums)
            sum += part;
        distances[r] = std::isnan(sum) ? std::numeric_limits<float>::infinity() : sum;
    }
}

/// Rough squared distances to all items; NaN and what is left out becomes infinity, so that it comes last.
std::vector<float> roughDistances(std::span<const float> query, MatrixView items,
                                  std::span<const std::int32_t> leftOut) {
    requireSameWidth(query, items);
    std::vector<float> distances(items.rows());
    const auto measure = [&](std::size_t part) {
        const std::size_t first = part * kRowsAtOnce;
        const std::size_t count = std::min(kRowsAtOnce, items.rows() - first);
        squaredDistances(query.data(), items.data() + first * items.cols(), count, items.cols(),
                         distances.data() + first);
    };
    const std::size_t parts = (items.rows() + kRowsAtOnce - 1) / kRowsAtOnce;
    if (parts > 2)
        parallelFor(parts, {}, measure);
    else
        for (std::size_t part = 0; part < parts; ++part)
            measure(part);
    for (const std::int32_t row : leftOut)
        distances.at(static_cast<std::size_t>(row)) = std::numeric_limits<float>::infinity();
    return distances;
}

} // namespace

void requireSameWidth(std::span<const float> query, MatrixView items) {
    if (items.rows() > 0 && items.cols() != query.size())
        throw Error(fmt::format("The query has {} dimensions but the searched items have {}: both must come "
                                "from the same network.",
                                query.size(), items.cols()));
}

std::vector<Hit> nearestOf(std::span<const float> query, MatrixView items,
                           std::span<const std::int32_t> candidates, std::size_t k) {
    struct Measured {
        double distance;
        std::int32_t item;
    };
    std::vector<Measured> measured;
    measured.reserve(candidates.size());
    for (const std::int32_t item : candidates)
        measured.push_back({exactSquaredDistance(query, items.row(static_cast<std::size_t>(item))), item});
    k = std::min(k, measured.size());
    const auto nearer = [](const Measured& a, const Measured& b) {
        return a.distance != b.distance ? a.distance < b.distance : a.item < b.item;
    };
    std::partial_sort(measured.begin(), measured.begin() + static_cast<std::ptrdiff_t>(k), measured.end(),
                      nearer);
    std::vector<Hit> hits;
    hits.reserve(k);
    for (std::size_t i = 0; i < k; ++i)
        hits.push_back({measured[i].item, static_cast<float>(std::sqrt(measured[i].distance))});
    return hits;
}

std::vector<Hit> nearest(std::span<const float> query, MatrixView items, std::size_t k,
                         std::span<const std::int32_t> leftOut) {
    const std::vector<float> rough = roughDistances(query, items, leftOut);
    k = std::min(k, rough.size());
    if (k == 0)
        return {};
    std::vector<float> sorted = rough;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(k - 1), sorted.end());
    const float limit = sorted[k - 1] * (1 + 2 * kRelativeError);
    std::vector<std::int32_t> candidates;
    for (std::size_t r = 0; r < rough.size(); ++r)
        if (rough[r] <= limit && !std::isinf(rough[r]))
            candidates.push_back(static_cast<std::int32_t>(r));
    return nearestOf(query, items, candidates, k);
}

std::size_t rankOf(std::span<const float> query, MatrixView items, std::size_t item,
                   std::span<const std::int32_t> leftOut) {
    if (item >= items.rows())
        throw Error(fmt::format("Item {} was asked for its rank among only {} items.", item, items.rows()));
    const std::vector<float> rough = roughDistances(query, items, leftOut);
    std::size_t rank = 0;
    if (std::isinf(rough[item])) {
        for (std::size_t r = 0; r < rough.size(); ++r)
            rank += !std::isinf(rough[r]) || r < item ? 1 : 0;
        return rank;
    }
    const double own = exactSquaredDistance(query, items.row(item));
    for (std::size_t r = 0; r < rough.size(); ++r) {
        if (rough[r] > rough[item] * (1 + 2 * kRelativeError))
            continue;
        if (rough[r] < rough[item] * (1 - 2 * kRelativeError)) {
            ++rank;
            continue;
        }
        const double distance = exactSquaredDistance(query, items.row(r));
        rank += distance < own || (distance == own && r < item) ? 1 : 0;
    }
    return rank;
}

} // namespace crossview
