#pragma once

#include <string>
#include <string_view>

namespace crossview {

/// A name out of a file, fit for a message: shortened, without control characters and broken UTF-8.
std::string shownName(std::string_view name);

} // namespace crossview
