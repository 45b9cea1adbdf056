#include "common/float16.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace crossview {
namespace {

TEST(Float16, EveryHalfSurvivesTheWayThereAndBack) {
    for (unsigned bits = 0; bits < 0x10000; ++bits) {
        const float value = fromFloat16(static_cast<std::uint16_t>(bits));
        if (std::isnan(value))
            EXPECT_TRUE(std::isnan(fromFloat16(toFloat16(value))));
        else
            ASSERT_EQ(toFloat16(value), bits) << bits;
    }
}

TEST(Float16, HalvesRoundToTheNearestEven) {
    // Between two neighbouring halves the nearer one is taken, and the even one in the middle.
    for (unsigned bits = 0; bits < 0x7BFF; ++bits) {
        const double low = fromFloat16(static_cast<std::uint16_t>(bits));
        const double high = fromFloat16(static_cast<std::uint16_t>(bits + 1));
        const auto middle = static_cast<float>((low + high) / 2);
        ASSERT_EQ(toFloat16(middle), bits % 2 == 0 ? bits : bits + 1) << bits;
        ASSERT_EQ(toFloat16(std::nextafter(middle, 0.0F)), bits) << bits;
        ASSERT_EQ(toFloat16(std::nextafter(middle, 1e9F)), bits + 1) << bits;
    }
    EXPECT_EQ(toFloat16(65520.0F), 0x7C00);
    EXPECT_EQ(toFloat16(65519.0F), 0x7BFF);
}

TEST(Float16, ManyAtOnceAreWhatEachIs) {
    std::vector<float> values;
    for (unsigned bits = 0; bits < 0x10000; ++bits)
        values.push_back(fromFloat16(static_cast<std::uint16_t>(bits)) * 1.0003F);
    values.push_back(std::numeric_limits<float>::quiet_NaN());
    values.push_back(-1e30F);
    std::vector<std::uint16_t> halves(values.size());
    toFloat16(values, halves);
    for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_EQ(halves[i], toFloat16(values[i])) << values[i];
    std::vector<std::byte> bytes(1 + 2 * halves.size()); // at an odd address
    std::memcpy(bytes.data() + 1, halves.data(), 2 * halves.size());
    std::vector<float> back(values.size());
    fromFloat16(bytes.data() + 1, back);
    for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_TRUE(std::isnan(back[i]) || back[i] == fromFloat16(halves[i])) << i;
}

} // namespace
} // namespace crossview
