#pragma once

#include "model/model_options.h"
#include "model/pair_kinds.h"

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <vector>

namespace crossview {

/// What one term of the loss came to, before reduction.
struct TermSums {
    double hinges = 0;       ///< sum of the kept hinges
    std::int64_t active = 0; ///< kept hinges above zero
    std::int64_t slots = 0;  ///< kept hinges, zeros included
};

/// A pair that has a part in the gradient: weight x d(distance) with the sign of its part in the loss, before
/// reduction, times distanceSlope.
struct KeptPair {
    std::int32_t anchor = 0;
    std::int32_t candidate = 0;
    double weight = 0;
};

struct MiningOptions {
    double margin = 0;
    int topK = 0; ///< kept violations per (anchor, positive); 0 keeps all
    Distance distance = Distance::euclidean;
    bool farthestPositiveOnly = false; ///< one group per anchor: its farthest positive, itself included; the
                                       ///< matrix must be square (within-view terms)
};

/// The hinges [m + d(a,p) - d(a,n)]_+ of every anchor (row). The K largest violations of an anchor are its K
/// nearest negatives whatever the positive is, so each row needs one selection (method.md 1.4).
/// `distances` [anchors, candidates] and `kinds` (uint8, the values of PairKind) have the same shape and
/// device. `pairWeights` (same shape, zero on entry) receives for every pair (times it is a kept positive -
/// times a kept negative, over active hinges) x distanceSlope. The form for the CPU walks rows in parallel;
/// the other one uses tensor operations only. Both keep the lower index among equal distances on the CPU.
TermSums mineOnCpu(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                   at::Tensor& pairWeights);
/// The same on the CPU with the pairs as a list, ordered by anchor, where few of all pairs are kept.
TermSums mineOnCpu(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                   std::vector<KeptPair>& pairs);
TermSums mineWithTensors(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                         at::Tensor& pairWeights);

} // namespace crossview
