#pragma once

#include "dataset/columns/column_filter.h"
#include "dataset/columns/column_summary.h"

#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// How the items of a column's view spread over its values: all of them, and those that pass what a filter
/// asks of all other columns.
struct ColumnCounts {
    const ItemColumn* column = nullptr;
    NumberSteps steps;                     ///< number
    std::vector<TextCount> bars;           ///< text: the most frequent ones, of all items
    std::vector<std::size_t> all, passing; ///< [steps.count] or [bars.size()]
    std::size_t otherTexts = 0;            ///< text: those that have no bar
    std::size_t missing = 0;               ///< of all items
    std::size_t passingItems = 0;          ///< of those with a value, whatever it is
};

/// A filter with what it leaves.
struct CrossFiltered {
    ItemMask mask; ///< of all conditions
    std::vector<ColumnCounts> columns;
};

/// Counts every column under the conditions of all others. `shown`: items that are hidden for another reason
/// do not pass; of other counts than the items': none is. At most `steps` steps and `bars` bars a column.
/// Throws Error where a condition's column is not there, Cancelled on a stop.
CrossFiltered crossFilter(const KnownColumns& columns, std::span<const ColumnCondition> conditions,
                          const ItemMask& shown, std::size_t steps, std::size_t bars,
                          const std::stop_token& stop = {});

} // namespace crossview
