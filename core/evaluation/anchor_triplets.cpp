#include "evaluation/anchor_triplets.h"

#include "common/linear_algebra.h"
#include "common/progress.h"
#include "common/threads.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace crossview {
namespace {

constexpr std::size_t kRowsAtOnce = 4096;

bool isNearer(const Candidate& a, const Candidate& b) {
    return std::tie(a.distance, a.item) < std::tie(b.distance, b.item);
}

} // namespace

AnchorTriplets anchorTriplets(std::span<const float> anchor, MatrixView items,
                              std::span<const std::int32_t> pool, std::span<const std::int32_t> positives,
                              std::span<const std::int32_t> spared, const HingeRule& rule,
                              const std::stop_token& stop) {
    std::vector<Candidate> candidates(pool.size());
    parallelFor((pool.size() + kRowsAtOnce - 1) / kRowsAtOnce, stop, [&](std::size_t part) {
        const std::size_t end = std::min(pool.size(), (part + 1) * kRowsAtOnce);
        for (std::size_t p = part * kRowsAtOnce; p < end; ++p)
            candidates[p] = {
                pool[p],
                rule.distance(exactSquaredDistance(anchor, items.row(static_cast<std::size_t>(pool[p])))), 0,
                0};
    });
    AnchorTriplets found;
    for (const Candidate& candidate : candidates) {
        if (std::isnan(candidate.distance) || std::ranges::binary_search(spared, candidate.item))
            continue;
        const bool belongs = std::ranges::binary_search(positives, candidate.item);
        (belongs ? found.positives : found.negatives).push_back(candidate);
    }
    found.allNegatives = found.negatives.size();
    std::ranges::sort(found.positives, isNearer);
    const std::size_t kept =
        rule.hardest > 0 ? std::min(rule.hardest, found.negatives.size()) : found.negatives.size();
    std::ranges::partial_sort(found.negatives, found.negatives.begin() + static_cast<std::ptrdiff_t>(kept),
                              isNearer);
    found.negatives.resize(kept);
    for (Candidate& positive : found.positives) {
        for (Candidate& negative : found.negatives) {
            const double hinge = rule.margin + positive.distance - negative.distance;
            if (hinge <= 0)
                break; // those that follow are farther
            positive.hinge += hinge;
            negative.hinge += hinge;
            ++positive.violated;
            ++negative.violated;
        }
        throwIfStopped(stop);
        found.hinge += positive.hinge;
        found.violated += positive.violated;
    }
    const auto divide = [](double& sum, std::size_t count) { sum = count > 0 ? sum / double(count) : 0; };
    divide(found.hinge, found.triplets());
    for (Candidate& positive : found.positives)
        divide(positive.hinge, found.negatives.size());
    for (Candidate& negative : found.negatives)
        divide(negative.hinge, found.positives.size());
    return found;
}

} // namespace crossview
