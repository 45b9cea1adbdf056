#pragma once

#include "dataset/item_ref.h"
#include "project/database/table_line.h"
#include "projection/projection.h"

#include <span>
#include <string>
#include <vector>

namespace crossview {

/// Items for other programs: a heading, then a line each with view, number, place on `map` (null: empty),
/// text or title, picture file, concept, of data of regions the box (x, y, width, height), and what the
/// imported columns say of items of their view. UTF-8.
std::string itemTable(std::span<const ItemRef> items, const Dataset& dataset, const Projection* map,
                      TableFormat format);

/// All of a data set, images first.
std::vector<ItemRef> allItems(const Dataset& dataset);

} // namespace crossview
