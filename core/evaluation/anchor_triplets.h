#pragma once

#include "common/matrix.h"
#include "evaluation/item_hinges.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// An item as an anchor sees it.
struct Candidate {
    std::int32_t item = -1;
    double distance = 0;      ///< d of the loss
    double hinge = 0;         ///< mean of its hinges with the kept ones of the other kind
    std::size_t violated = 0; ///< of them above zero
};

/// What one term of the loss says of one anchor: its triplets (anchor, positive, negative) when all
/// candidates are one batch (method.md 1.2, 1.4).
struct AnchorTriplets {
    std::vector<Candidate> positives; ///< all of them, nearest first
    std::vector<Candidate> negatives; ///< the kept ones, nearest first: the K largest violations
    std::size_t allNegatives = 0;     ///< kept or not
    double hinge = 0;                 ///< mean over positives x kept negatives, zeros included
    std::size_t violated = 0;         ///< triplets with a hinge above zero

    std::size_t triplets() const { return positives.size() * negatives.size(); }
};

/// The triplets of an anchor [d] among the rows of `items` [n, d] that `pool` names (ascending). Rows of
/// `positives` (ascending) belong to it, those of `spared` (ascending; the anchor itself among them where it
/// is one of the items) are neither; rows that hold NaN take no part. Equal distances: the lower index.
/// Throws Cancelled.
AnchorTriplets anchorTriplets(std::span<const float> anchor, MatrixView items,
                              std::span<const std::int32_t> pool, std::span<const std::int32_t> positives,
                              std::span<const std::int32_t> spared, const HingeRule& rule,
                              const std::stop_token& stop = {});

} // namespace crossview
