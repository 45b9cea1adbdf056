#pragma once

#include "dataset/item_ref.h"
#include "options/run_options.h"

#include <cstdint>
#include <vector>

namespace crossview {

/// What the items of one view are to an anchor; everything else is a negative.
struct AnchorKinds {
    std::vector<std::int32_t> positives; ///< ascending
    std::vector<std::int32_t> spared;    ///< neither: the anchor itself, masked concepts, with
                                         ///< Negatives::samePicture what is of other pictures; ascending
};

/// Kinds of the other view's items (T1, T2), and of the items of the anchor's own view (T3, T4), when all
/// items of the data set are one batch of single sentences: what batchKinds says of rows, said of one item.
/// The concept of a sentence is that of the first image it describes.
AnchorKinds kindsAcross(ItemRef anchor, const Dataset& dataset, const BatchOptions& options);
AnchorKinds kindsWithin(ItemRef anchor, const Dataset& dataset, const BatchOptions& options);

} // namespace crossview
