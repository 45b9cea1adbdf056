#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/relation.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// What retrieval between the views says of every item of one view.
struct ItemMeasures {
    /// 1-based rank of the nearest true match among the items of the other view; 0 where the item has none
    /// or takes no part.
    std::vector<std::int32_t> rank;
    /// k-occurrence: among the kOccurrenceNeighbours nearest of how many items of the other view it is. Hubs
    /// have many (Radovanović and others, 2010).
    std::vector<std::int32_t> occurrence;
};

inline constexpr std::size_t kOccurrenceNeighbours = 10;

struct CrossViewMeasures {
    ItemMeasures images, sentences;
};

/// Measures embeddings [n, d] and [m, d] in blocks of products. Images that are left out (ascending), and
/// rows that hold NaN, are nobody's answer. Ties go to the lower index. Throws Cancelled.
CrossViewMeasures crossViewMeasures(MatrixView images, MatrixView sentences, const Relation& relation,
                                    std::span<const std::int32_t> leftOutImages = {},
                                    const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
