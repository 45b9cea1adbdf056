#include "model/violation_mining.h"

#include "model/distances.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <limits>

// mineWithTensors() of the header; violation_mining.cpp has mineOnCpu().
namespace crossview {
namespace {

at::Tensor slopes(const at::Tensor& distances, Distance kind) {
    if (kind == Distance::squaredEuclidean)
        return at::full_like(distances, 2);
    if (kind == Distance::negativeDot)
        return at::ones_like(distances);
    return distances.reciprocal().masked_fill(distances <= 0, 0);
}

} // namespace

TermSums mineWithTensors(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                         at::Tensor& pairWeights) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (distances.numel() == 0)
        return {};
    const std::int64_t candidates = distances.size(1);
    const std::int64_t kept =
        options.topK > 0 ? std::min<std::int64_t>(options.topK, candidates) : candidates;
    const at::Tensor negatives =
        distances.masked_fill(kinds != static_cast<std::int64_t>(PairKind::negative), kInfinity);
    const auto [nearest, nearestIndex] =
        negatives.topk(kept, 1, false, true); // [anchors, K], too few: infinity

    const at::Tensor isPositive = kinds == static_cast<std::int64_t>(PairKind::positive);
    at::Tensor anchor;
    at::Tensor positive;
    if (options.farthestPositiveOnly) {
        at::Tensor positives = distances.masked_fill(isPositive.logical_not(), -kInfinity);
        positives.diagonal().copy_(distances.diagonal());
        positive = positives.argmax(1);
        anchor = at::arange(distances.size(0), positive.options());
    } else {
        const at::Tensor pairs = isPositive.nonzero();
        anchor = pairs.select(1, 0).contiguous();
        positive = pairs.select(1, 1).contiguous();
    }
    if (anchor.numel() == 0)
        return {};

    // One row per (anchor, positive): [pairs, K], never three batch dimensions.
    const at::Tensor reach = distances.index({anchor, positive}).unsqueeze(1) + options.margin;
    const at::Tensor kepts = nearest.index_select(0, anchor);
    const at::Tensor hinges = (reach - kepts).clamp_min(0);
    const at::Tensor active = (hinges > 0).to(distances.scalar_type());
    pairWeights.index_put_({anchor, positive}, active.sum(1), true);
    at::Tensor groups = at::zeros_like(nearest);
    groups.index_add_(0, anchor, active);
    pairWeights.scatter_add_(1, nearestIndex, groups.neg());
    pairWeights.mul_(slopes(distances, options.distance));
    TermSums sums;
    sums.hinges = hinges.sum(at::kDouble).item<double>();
    sums.active = (hinges > 0).sum().item<std::int64_t>();
    sums.slots = kepts.isfinite().sum().item<std::int64_t>();
    return sums;
}

} // namespace crossview
