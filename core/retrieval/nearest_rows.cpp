#include "retrieval/nearest_rows.h"

#include "common/error.h"

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

/// Squared distance with 8 partial sums: the compiler turns the inner loop into vector instructions, and the
/// error stays that of n/8 additions.
float squaredDistance(const float* a, const float* b, std::size_t count) {
    constexpr std::size_t kLanes = 8;
    std::array<float, kLanes> sums{};
    std::size_t c = 0;
    for (; c + kLanes <= count; c += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const float difference = a[c + lane] - b[c + lane];
            sums[lane] += difference * difference;
        }
    for (; c < count; ++c) {
        const float difference = a[c] - b[c];
        sums[c % kLanes] += difference * difference;
    }
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

double exactSquaredDistance(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {
        const double difference = double(a[c]) - double(b[c]);
        sum += difference * difference;
    }
    return sum;
}

/// Rough squared distances to all items; NaN and what is left out becomes infinity, so that it comes last.
std::vector<float> roughDistances(std::span<const float> query, MatrixView items,
                                  std::span<const std::int32_t> leftOut) {
    if (items.rows() > 0 && items.cols() != query.size())
        throw Error(fmt::format("The query has {} dimensions but the searched items have {}: both must come "
                                "from the same network.",
                                query.size(), items.cols()));
    std::vector<float> distances(items.rows());
    for (std::size_t r = 0; r < items.rows(); ++r) {
        const float distance = squaredDistance(query.data(), items.data() + r * items.cols(), items.cols());
        distances[r] = std::isnan(distance) ? std::numeric_limits<float>::infinity() : distance;
    }
    for (const std::int32_t row : leftOut)
        distances.at(static_cast<std::size_t>(row)) = std::numeric_limits<float>::infinity();
    return distances;
}

} // namespace

std::vector<Hit> nearest(std::span<const float> query, MatrixView items, std::size_t k,
                         std::span<const std::int32_t> leftOut) {
    const std::vector<float> rough = roughDistances(query, items, leftOut);
    k = std::min(k, rough.size());
    if (k == 0)
        return {};
    std::vector<float> sorted = rough;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(k - 1), sorted.end());
    const float limit = sorted[k - 1] * (1 + 2 * kRelativeError);

    struct Candidate {
        double distance;
        std::int32_t item;
    };
    std::vector<Candidate> candidates;
    for (std::size_t r = 0; r < rough.size(); ++r)
        if (rough[r] <= limit && !std::isinf(rough[r]))
            candidates.push_back({exactSquaredDistance(query, items.row(r)), static_cast<std::int32_t>(r)});
    k = std::min(k, candidates.size());
    const auto nearer = [](const Candidate& a, const Candidate& b) {
        return a.distance != b.distance ? a.distance < b.distance : a.item < b.item;
    };
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(k),
                      candidates.end(), nearer);
    std::vector<Hit> hits;
    hits.reserve(k);
    for (std::size_t i = 0; i < k; ++i)
        hits.push_back({candidates[i].item, static_cast<float>(std::sqrt(candidates[i].distance))});
    return hits;
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
