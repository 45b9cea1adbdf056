#pragma once

#include "dataset/dataset.h"

#include <string>
#include <vector>

namespace crossview {

/// Groups of images that stand as names on the map.
struct ImageGroups {
    std::vector<std::string> names;
    std::vector<int> groupOfImage; ///< per image: index into names, -1 for none
};

/// Finds them in the data: sentences of kind "category" are read as paths ("animals: birds", "Chair, Living
/// room"), and each image takes the narrowest part of its path that at least `smallest` images share;
/// names that differ by case or a plural s are one. Data without categories is grouped by its largest
/// concepts.
ImageGroups imageGroups(const Dataset& dataset, int smallest = 20);

} // namespace crossview
