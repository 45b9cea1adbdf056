#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/relation.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// What a hinge [m + d(anchor, positive) - d(anchor, negative)]₊ is (method.md 1.2).
struct HingeRule {
    double margin = 0.1;
    std::size_t hardest = 50; ///< negatives that count, the nearest ones; 0: all
    /// d as a function of the squared distance |a - b|², rising.
    double (*distance)(double squared) = nullptr;
};

/// A number of every image and sentence; NaN where an item has none.
struct ItemHinges {
    std::vector<float> images, sentences;
};

/// The mean hinge of every item over its positives and, of the other view's items that do not match it, the
/// hardest: what the cross-view terms say of it when the whole data set is one batch. Zeros count. Items
/// without a match that takes part, and those that take no part (left out, or rows that hold NaN), have none.
/// Throws Cancelled.
ItemHinges crossViewHinges(MatrixView images, MatrixView sentences, const Relation& relation,
                           const HingeRule& rule, std::span<const std::int32_t> leftOutImages = {},
                           const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
