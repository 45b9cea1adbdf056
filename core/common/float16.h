#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace crossview {

/// IEEE half precision, rounded to the nearest, of two equally near ones to the even one. What is too large
/// becomes infinite; NaN stays NaN.
inline std::uint16_t toFloat16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16U) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    // All cases are computed and one is chosen, so that a loop over many becomes vector instructions.
    const std::uint32_t normal = (magnitude + 0xFFFU + ((magnitude >> 13U) & 1U) - 0x38000000U) >> 13U;
    // Below the smallest normal half the addition rounds: a unit of 0.5's last place is one of a half's.
    const std::uint32_t small =
        std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0.5F) - 0x3F000000U;
    const std::uint32_t large = magnitude > 0x7F800000U ? 0x7E00U : 0x7C00U;
    const std::uint32_t finite = magnitude < 0x38800000U ? small : normal;
    return static_cast<std::uint16_t>(sign | (magnitude >= 0x477FF000U ? large : finite));
}

inline float fromFloat16(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
    const std::uint32_t shifted = static_cast<std::uint32_t>(half & 0x7FFFU) << 13U;
    // The exponent moves by a product, which makes normal numbers of those below the smallest normal half.
    const auto finite = std::bit_cast<std::uint32_t>(std::bit_cast<float>(shifted) * 0x1p112F);
    const std::uint32_t infinite = shifted | 0x7F800000U; // NaN too
    return std::bit_cast<float>(sign | ((half & 0x7C00U) == 0x7C00U ? infinite : finite));
}

/// Many values at once. The sides have one length.
void toFloat16(std::span<const float> values, std::span<std::uint16_t> halves);
/// The halves lie at `halves`, at any address.
void fromFloat16(const std::byte* halves, std::span<float> values);

} // namespace crossview
