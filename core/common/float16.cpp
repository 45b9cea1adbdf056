#include "common/float16.h"

#include "common/wide.h"

#include <cstring>

namespace crossview {
namespace {

CROSSVIEW_WIDE void writeHalves(const float* values, std::size_t count, std::uint16_t* halves) {
    for (std::size_t i = 0; i < count; ++i)
        halves[i] = toFloat16(values[i]);
}

CROSSVIEW_WIDE void readHalves(const std::byte* halves, std::size_t count, float* values) {
    for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t half = 0;
        std::memcpy(&half, halves + 2 * i, sizeof half);
        values[i] = fromFloat16(half);
    }
}

} // namespace

void toFloat16(std::span<const float> values, std::span<std::uint16_t> halves) {
    writeHalves(values.data(), values.size(), halves.data());
}

void fromFloat16(const std::byte* halves, std::span<float> values) {
    readHalves(halves, values.size(), values.data());
}

} // namespace crossview
