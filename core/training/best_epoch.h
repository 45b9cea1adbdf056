#pragma once

#include "evaluation/recall.h"

namespace crossview {

/// The one rule of which epoch of a run is best: the highest sum of the six validation recalls (rsum), the
/// earlier of equal ones. Where nothing validates (no validation split, or none of its queries has a match)
/// the newest epoch is the best, since there is nothing to choose by.
struct BestEpoch {
    int epoch = 0; ///< 1-based; 0 before the first
    double score = 0;

    /// Takes the next epoch of the run; true when it is the best so far.
    bool take(int nextEpoch, const RecallBothWays& validation);
};

} // namespace crossview
