#pragma once

#include "arrays/array_source.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// One of the variables in a MATLAB file of versions 5 to 7 (chosenArray), its sides as MATLAB has them.
/// Throws Error where it is damaged, cut off, or claims more than the file can hold.
std::unique_ptr<ArraySource> openMatlab5(const std::filesystem::path& file, const std::string& asked,
                                         std::span<const std::string_view> preferred);

} // namespace crossview
