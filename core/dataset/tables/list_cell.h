#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The texts of a cell that holds a list of them, as JSON writes it (texts, or
/// objects with one), or Python (['a', "b"], ("a", "b")), or
/// NumPy (['a' 'b'] without commas). Nothing for any other cell: a caption in brackets without quotes is one
/// caption.
std::optional<std::vector<std::string>> listInCell(std::string_view cell);

} // namespace crossview
