#pragma once

#include "arrays/array_source.h"
#include "arrays/held_bytes.h"

#include <cstddef>
#include <memory>
#include <span>

namespace crossview {

/// Whether bytes begin like a table of numbers, a row a line: text whose first line or second holds numbers.
bool isNumberTable(std::span<const std::byte> bytes);

/// The numbers in a table with tabs, semicolons, commas or spaces between them. A first line of words is a
/// header; a first column that is no number, or that a header calls a name or number of the items, names the
/// rows, unless it only counts them. Throws Error that names the file and the line of a cell that is no number
/// and of a line that has more or fewer cells than the first.
std::unique_ptr<ArraySource> openNumberTable(HeldBytes file);

} // namespace crossview
