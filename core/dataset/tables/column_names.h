#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

// What columns of tables and keys of JSON are called that mean the same, the most telling name first. They
// are compared as columnName() gives them.
std::span<const std::string_view> imageColumnNames();
std::span<const std::string_view> captionColumnNames();
std::span<const std::string_view> splitColumnNames();
std::span<const std::string_view> conceptColumnNames();

/// A name of a column as it is compared: ASCII letters in lower case, '_' for blanks and '-', none at the
/// ends.
std::string columnName(std::string_view written);

/// caption1, caption_2, sentence 3: one of several captions of a picture in a row. The name as columnName()
/// gives it.
bool isNumberedCaption(std::string_view name);

/// Index of the first wanted name among the columns.
std::optional<std::size_t> findColumn(const std::vector<std::string>& columns,
                                      std::span<const std::string_view> wanted);

} // namespace crossview
