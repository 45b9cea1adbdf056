#pragma once

#include "dataset/item_ref.h"
#include "projection/projection.h"

#include <cstddef>
#include <vector>

namespace crossview {

/// An item that lies elsewhere on another map.
struct MovedItem {
    ItemRef item;
    float distance = 0; ///< in units of the maps, whose RMS radius is 1
};

/// The items that lie farthest from where they were, farthest first, at most `count`; of equal ones images
/// and lower numbers first. What stays where it was, or has no finite place on one of the maps, is none of
/// them. Maps of different counts have none.
std::vector<MovedItem> mostMoved(const Projection& before, const Projection& after, std::size_t count);

} // namespace crossview
