#pragma once

#include "dataset/dataset.h"
#include "project/database/sqlite.h"

#include <vector>

namespace crossview {

/// Replaces the imported columns: a row each in `columns`, and of each view that has any a table
/// image_columns or sentence_columns with a row an item, "id, c0, c1, …" in the order of their ids. Missing
/// values are NULL. Call it inside a transaction.
void writeColumns(const sqlite::Database& database, const Dataset& dataset);

/// Reads what writeColumns wrote, for so many items. Throws Error when the tables contradict each other.
std::vector<ItemColumn> readColumns(const sqlite::Database& database, std::size_t images,
                                    std::size_t sentences);

} // namespace crossview
