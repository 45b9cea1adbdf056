#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

inline constexpr std::size_t kPurityNeighbours = 10;

/// A label of every item of both views; -1: none.
struct ItemLabels {
    std::vector<std::int32_t> images, sentences;
};

/// A share of every item of both views; NaN: not known.
struct ItemShares {
    std::vector<float> images, sentences;
};

/// Of the kPurityNeighbours nearest others, of either view, in the joint space (embeddings [n, d] and [m, d],
/// each view's mean removed as maps are made), the share that has the item's label among those that have one.
/// Throws Cancelled.
ItemShares neighbourhoodPurity(MatrixView images, MatrixView sentences, const ItemLabels& labels,
                               const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
