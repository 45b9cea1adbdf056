#pragma once

#include "dataset/relation.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace crossview {

/// Names of rows, a line each; a missing last line break and Windows line ends are understood. Throws Error
/// where the file is no UTF-8, a line is empty, or there are not as many lines as `rows` (`features`: the
/// file of the rows, for the message).
std::vector<std::string> readRowNames(const std::filesystem::path& file, std::size_t rows,
                                      const std::string& features);

/// Pairs of rows, a line each: the image's number and the sentence's, counted from 0, with a tab, comma,
/// semicolon or blanks between; a first line of words is a heading. Throws Error that names file and line
/// where a number is none or is beyond the rows, and where no pair is left.
std::vector<Relation::Pair> readRowPairs(const std::filesystem::path& file, std::size_t images,
                                         std::size_t sentences);

} // namespace crossview
