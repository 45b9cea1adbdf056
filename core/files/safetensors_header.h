#pragma once

#include "files/element_type.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A tensor as a safetensors file names it; its bytes fill its shape and lie over no other's.
struct SafetensorsEntry {
    std::string name;
    ElementType type = ElementType::float32;
    std::vector<std::size_t> shape; ///< row-major; empty for a scalar
    std::span<const std::byte> bytes;
};

/// Whether bytes begin like such a file: a length of eight bytes and JSON.
bool isSafetensors(std::span<const std::byte> bytes);

/// Lists the tensors of a file in memory; no value is looked at. Throws Error "<file> is not a <kind> that
/// can be read: <what>. <remedy>" where it is damaged, cut off, or of types that are not read.
std::vector<SafetensorsEntry> parseSafetensorsHeader(std::span<const std::byte> bytes,
                                                     const std::string& file, std::string_view kind);

} // namespace crossview
