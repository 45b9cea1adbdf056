#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/relation.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// The true match of an item that has arrived is at most at this rank.
inline constexpr std::int32_t kArrivalRank = 10;

/// When the items of a run arrived: the first of the epochs that were measured at which the nearest true
/// match of an item was at rank kArrivalRank or better among all of the other view.
struct Arrivals {
    static constexpr std::int32_t kNotYet = -1;
    static constexpr std::int32_t kNever = -2; ///< it has no match, or takes no part

    std::vector<int> epochs; ///< that were measured, rising; 0 is before training
    std::vector<std::int32_t> images, sentences;

    bool operator==(const Arrivals&) const = default;
};

/// Measures an epoch: asks for what has not arrived yet. What was measured of it and of later epochs before
/// is void: a run may have been taken back. Arrivals of other counts begin anew. Images that are left out,
/// and rows that hold NaN, are nobody's answer. Ties go to the lower index. Throws Cancelled.
void addEpoch(Arrivals& arrivals, int epoch, MatrixView images, MatrixView sentences,
              const Relation& relation, std::span<const std::int32_t> leftOutImages = {},
              const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
