#pragma once

#include "arrays/array_source.h"
#include "arrays/file_bytes.h"

#include <memory>

namespace crossview {

/// Whether bytes begin like a MATLAB file of the versions 5 to 7.2 (7.3 is HDF5).
bool isMat(std::span<const std::byte> bytes);

/// The variables of such a file (Octave's and SciPy's too), packed or not, in either byte order. Sides stand
/// as MATLAB shows them. What is cut off, or claims more than the file can hold, is refused before memory is
/// taken. Throws Error where it is damaged or holds nothing.
std::unique_ptr<ArraySource> openMat(FileBytes file);

} // namespace crossview
