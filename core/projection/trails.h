#pragma once

#include "dataset/item_ref.h"
#include "projection/projection.h"

#include <vector>

namespace crossview {

/// Where one item lay on the maps of several epochs.
struct Trail {
    struct Place {
        int epoch = 0;
        float x = 0, y = 0; ///< map units
    };
    ItemRef item;
    std::vector<Place> places; ///< epochs in the order in which they were added
};

/// Adds to every trail where its item lies on the map of an epoch; nothing where it has no finite place
/// there.
void extendTrails(std::vector<Trail>& trails, int epoch, const Projection& map);

} // namespace crossview
