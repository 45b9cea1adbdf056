#pragma once

#include <bit>
#include <cstdint>

namespace crossview {

/// The upper half of a float32, rounded to the nearest, of two equally near ones to the even one. Infinite
/// values stay so; of numbers that are none (NaN) those that processors make do.
inline std::uint16_t toBfloat16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

inline float fromBfloat16(std::uint16_t half) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16U);
}

} // namespace crossview
