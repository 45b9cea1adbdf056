#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/relation.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// A pair that the network finds far less likely than what lies around it: a caption that may be wrong.
struct DoubtfulPair {
    std::int32_t image = -1, sentence = -1;
    double place = 0; ///< geometric mean of both directions' share of items nearer than the match, in ]0, 1]
    double similar = 0; ///< median of the same over the images nearest to this one
    double doubt = 0;   ///< log2(place / similar), above 0
};

/// Nearest images that say what is usual around one.
inline constexpr std::size_t kSimilarImages = 10;
/// Items that a pair is held against, at most: every n-th of a view.
inline constexpr std::size_t kPlaceSample = 20000;

/// The `count` pairs of images [n, d] and sentences [m, d] with the largest doubt, the largest first, equal
/// ones by image and sentence. Only pairs whose place is behind a hundredth and at least four times that of
/// similar images are doubtful. Images that are left out (ascending) and rows that hold NaN take no part.
/// Throws Cancelled.
std::vector<DoubtfulPair> doubtfulPairs(MatrixView images, MatrixView sentences, const Relation& relation,
                                        std::size_t count, std::span<const std::int32_t> leftOutImages = {},
                                        const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
