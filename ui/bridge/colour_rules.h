#pragma once

#include "map/item_colours.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace crossview::ui {

// From what is known of every item to the few classes that a map can show by colour. Without state: any
// thread.

/// A category that an item may belong to.
struct Category {
    QString name;         ///< may be empty
    std::uint64_t id = 0; ///< the same from map to map
};

/// A number of every image and sentence.
template <typename T>
struct OfItems {
    std::vector<T> images, sentences;
};

/// The largest categories that have a name as classes, the rest as others, items of none (-1) as missing,
/// which is called `missing`. Those that had a colour in `previous` (may be null) keep it while they are
/// among the larger ones.
ItemColours classesOf(const std::vector<Category>& categories, const OfItems<std::int32_t>& ofItems,
                      const QString& missing, const ItemColours* previous = nullptr);

/// A class for every number of categories, which have a fixed order: no "Other", whatever their sizes.
ItemColours fixedClassesOf(const std::vector<Category>& categories, const OfItems<std::int32_t>& ofItems,
                           const QString& missing);

/// Classes of values up to and with each bound (rising) and one beyond the last, from low to high; NaN is
/// missing. names: one more than bounds,
/// or none where no value is known.
ItemColours scaleOf(const std::vector<float>& bounds, const std::vector<QString>& names,
                    const OfItems<float>& values, const QString& missing);

} // namespace crossview::ui
