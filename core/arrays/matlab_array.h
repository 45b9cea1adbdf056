#pragma once

#include "arrays/array_source.h"
#include "arrays/held_bytes.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// Whether bytes begin like a MATLAB file (7.3 is HDF5 behind the same beginning: isHdf5).
bool isMatlab(std::span<const std::byte> bytes);

/// One of the variables in a MATLAB file of versions 5 to 7 (chosenArray), packed or not, in either byte
/// order; its sides as MATLAB has them. Throws Error where it is damaged, cut off, or claims more than the
/// file can hold.
std::unique_ptr<ArraySource> openMatlab5(HeldBytes file, const std::string& asked,
                                         std::span<const std::string_view> preferred);

} // namespace crossview
