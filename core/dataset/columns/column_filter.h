#pragma once

#include "dataset/columns/known_columns.h"

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// What a filter asks of one column: a range of its numbers, or one of some of its texts. Items without a
/// value never do.
struct ColumnCondition {
    std::string column;
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    bool withLeast = true, withMost = true; ///< the ends belong to the range
    std::vector<std::string> texts;

    bool operator==(const ColumnCondition&) const = default;
    /// Whether an item of the column's view does. The column is of the kind that the condition is about.
    bool isMetBy(const ItemColumn& itsColumn, std::size_t item) const;
};

/// Per item, whether it passes.
struct ItemMask {
    std::vector<bool> images, sentences;
};

/// The items that meet all conditions. A column is of one view; an item of the other passes where one of its
/// partners meets all conditions of that view. Throws Error where a column is not there.
ItemMask itemsThatPass(const KnownColumns& columns, std::span<const ColumnCondition> conditions);

} // namespace crossview
