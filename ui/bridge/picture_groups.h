#pragma once

#include "dataset/dataset.h"

#include <QStringList>

#include <vector>

namespace crossview::ui {

/// Groups of pictures that stand as names on the map.
struct PictureGroups {
    QStringList names;
    std::vector<int> groupOfImage; ///< per picture: index into names, -1 for none
};

/// Finds them in the data: sentences of kind "category" are read as paths ("animals: birds", "Chair, Living
/// room"), and each picture takes the narrowest part of its path that at least `smallest` pictures share;
/// names that differ by case or a plural s are one. Data without categories is grouped by its largest
/// concepts.
PictureGroups pictureGroups(const Dataset& dataset, int smallest = 20);

} // namespace crossview::ui
