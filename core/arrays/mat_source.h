#pragma once

#include "arrays/array_source.h"

#include <filesystem>
#include <memory>

namespace crossview {

/// The variables of a MATLAB file of the versions 5 to 7.2 (Octave's and SciPy's too). Sides stand as MATLAB
/// shows them. Throws Error where it cannot be opened or holds nothing.
std::unique_ptr<ArraySource> openMat(const std::filesystem::path& file);

} // namespace crossview
