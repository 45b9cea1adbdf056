#pragma once

#include "dataset/edits/data_edit.h"

#include <span>
#include <vector>

namespace crossview {

/// Of images that are one picture the first stays, with the sentences of all; the others take no part.
std::vector<DataEdit> keepFirst(std::span<const ItemRef> images);

/// Of sentences that say the same the first one's wording stands for all: it describes all their images.
std::vector<DataEdit> wordLikeFirst(std::span<const ItemRef> sentences, const Dataset& shown);

} // namespace crossview
