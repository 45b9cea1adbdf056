#pragma once

#include "arrays/element_type.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A tensor of a .safetensors file where it lies, row-major.
struct StoredTensor {
    std::string name;
    ElementType type = ElementType::float32;
    std::vector<std::size_t> shape;   ///< empty for a scalar
    std::span<const std::byte> bytes; ///< exactly the values of the shape, at any address
};

/// Whether bytes begin like such a file.
bool isSafetensors(std::span<const std::byte> bytes);

/// The tensors that a file lists, by their names; no value is looked at. They lie in `bytes` and over no
/// other one. Throws Error "<file> is not <kind> that can be read: …" where it is cut off, damaged, or names
/// a type that is not read.
std::vector<StoredTensor> safetensorsTable(std::span<const std::byte> bytes, const std::string& file,
                                           std::string_view kind);

} // namespace crossview
