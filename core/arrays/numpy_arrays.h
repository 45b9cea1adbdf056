#pragma once

#include "arrays/array_source.h"
#include "arrays/held_bytes.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// The array in a .npy. Throws Error (parseNpyHeader), also where the file has fewer bytes than its header
/// says.
std::unique_ptr<ArraySource> openNpy(HeldBytes file);

/// One of the arrays in a .npz (chosenArray). Throws the same, and for an archive that is damaged.
std::unique_ptr<ArraySource> openNpz(HeldBytes file, const std::string& asked,
                                     std::span<const std::string_view> preferred);

} // namespace crossview
