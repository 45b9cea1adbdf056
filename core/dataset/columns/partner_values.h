#pragma once

#include "dataset/columns/item_column.h"
#include "dataset/dataset.h"

#include <cstdint>
#include <vector>

namespace crossview {

/// What a column says of every item of the view that it is not of: what all partners of the item that have a
/// value agree on; nothing (kNoNumber, kNoText) where they do not, or none has one. The first is of columns
/// of numbers, the second of columns of texts.
std::vector<double> partnerNumbers(const Dataset& dataset, const ItemColumn& column);
std::vector<std::int32_t> partnerTexts(const Dataset& dataset, const ItemColumn& column);

} // namespace crossview
