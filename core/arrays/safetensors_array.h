#pragma once

#include "arrays/array_source.h"
#include "arrays/held_bytes.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// One of the tensors in a safetensors file (chosenArray). Throws Error (parseSafetensorsHeader).
std::unique_ptr<ArraySource> openSafetensors(HeldBytes file, const std::string& asked,
                                             std::span<const std::string_view> preferred);

} // namespace crossview
