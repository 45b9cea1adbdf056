#pragma once

#include "dataset/item_ref.h"

#include <set>
#include <span>

namespace crossview {

/// Splits in which an item takes part: an image in its own, a sentence in those of its images. `splits`: of
/// every image; empty: not divided yet. Split::unused is none.
std::set<Split> splitsOf(const ItemRef& item, const Dataset& dataset, std::span<const Split> splits);

} // namespace crossview
