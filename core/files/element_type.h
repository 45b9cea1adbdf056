#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace crossview {

/// Types of the values in files of tensors that Crossview reads, little-endian.
enum class ElementType { float16, bfloat16, float32, float64, int8, int16, int32, int64, uint8, boolean };

const char* toString(ElementType type); ///< "float32", as PyTorch calls it; "bool"
/// Bytes of one value.
std::size_t elementSize(ElementType type);

/// Gives the value at an address; float64 and integers are rounded.
using ElementLoader = float (*)(const std::byte*);
ElementLoader elementLoader(ElementType type);

/// Product of the sides; nothing when it does not fit.
std::optional<std::size_t> elementCount(std::span<const std::size_t> shape);

} // namespace crossview
