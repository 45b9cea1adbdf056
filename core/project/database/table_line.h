#pragma once

#include <span>
#include <string>

namespace crossview {

enum class TableFormat {
    tabs,  ///< what would break a line or column becomes a space
    commas ///< quoted as RFC 4180 says
};

/// A line of a table for other programs, with its end.
std::string tableLine(std::span<const std::string> cells, TableFormat format);

} // namespace crossview
