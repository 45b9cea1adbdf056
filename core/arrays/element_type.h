#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace crossview {

/// Types of the values in files of tensors that Crossview reads, little-endian.
enum class ElementType { float16, bfloat16, float32, float64, int8, int16, int32, int64, uint8, boolean };

const char* toString(ElementType type); ///< "float32"

/// Bytes of one value.
std::size_t elementSize(ElementType type);

/// Reads one value at any address as float32, rounded.
using ElementLoad = float (*)(const std::byte*);
ElementLoad elementLoad(ElementType type);

/// Product of the sides; nothing when it does not fit.
std::optional<std::size_t> elementCount(std::span<const std::size_t> shape);

} // namespace crossview
