#pragma once

#include "arrays/array_source.h"
#include "arrays/file_bytes.h"

#include <memory>
#include <span>

namespace crossview {

/// Whether bytes begin like a text, not like a binary file.
bool looksLikeText(std::span<const std::byte> bytes);

/// A table of numbers as text, a row a line: parted by tabs, commas, semicolons (then with decimal points or
/// decimal commas) or blanks, with or without a heading, with or without a first column that names the rows.
/// Names that only count the rows (0, 1, 2, … or 1, 2, 3, …) are none. Lines that begin with # are passed
/// over. Throws Error that names file and line where it is none.
std::unique_ptr<ArraySource> openNumberTable(FileBytes file);

} // namespace crossview
