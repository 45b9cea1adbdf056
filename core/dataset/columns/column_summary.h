#pragma once

#include "dataset/columns/item_column.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossview {

/// How often a text stands in a column.
struct TextCount {
    std::int32_t text = 0; ///< index into ItemColumn::texts
    std::size_t items = 0;
};

/// The texts that most items have, at most so many, the most frequent first; of equals the first in the file.
std::vector<TextCount> mostFrequent(const ItemColumn& column, std::size_t most);

/// Equal steps over the numbers of a column, with round bounds.
struct NumberSteps {
    double first = 0; ///< where the first step begins
    double width = 1;
    std::size_t count = 0; ///< 0: there is no number

    /// The step of a number, which lies within; the last one takes its end, too.
    std::size_t stepOf(double number) const;
    double begin(std::size_t step) const { return first + width * static_cast<double>(step); }
};

/// Between half of `about` and `about` of them, fewer where all numbers are whole and lie close together.
NumberSteps stepsOf(const ItemColumn& column, std::size_t about);

/// Bounds that divide the numbers of a column into at most `classes` classes about equally full, rising: a
/// class ends with each, the last one has none. As round as they can be without moving more than a class is
/// wide; each value is a class by itself where there are so few. Empty where all numbers are one, or none is.
std::vector<double> classBounds(const ItemColumn& column, std::size_t classes);

} // namespace crossview
