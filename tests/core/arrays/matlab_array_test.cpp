// What SciPy does not write, and damage that only the values show.
#include "arrays/array_file.h"
#include "common/error.h"
#include "files/atomic_file.h"
#include "support/mat_bytes.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::filesystem::path kArrays = std::filesystem::path(CROSSVIEW_TEST_DATA) / "arrays";

std::vector<float> valuesOf(const std::string& bytes) {
    return ArrayFile(std::as_bytes(std::span(bytes)), "given.mat").read().values();
}

std::string refusal(const std::string& bytes) {
    try {
        valuesOf(bytes);
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was refused";
}

/// One variable, 2 × 2, as a machine with the other byte order writes it; `claimed` bytes of values.
std::string bigEndianMat(unsigned char claimed) {
    const auto big = [](std::uint32_t value) {
        std::string bytes;
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>((value >> shift) & 0xFFU);
        return bytes;
    };
    std::string matlab = "MATLAB 5.0 MAT-file";
    matlab.resize(124, ' ');
    matlab += std::string("\x01\x00MI", 4);
    std::string matrix = big(6) + big(8) + big(6) + big(0) + big(5) + big(8) + big(2) + big(2);
    matrix += std::string("\0\x01\0\x01", 4) + std::string("x\0\0\0", 4); // a short element: the name
    matrix += big(3) + big(claimed) + std::string("\0\x01\xFF\xFE\0\x03\0\x04", 8); // int16, narrowed
    return matlab + big(14) + big(static_cast<std::uint32_t>(matrix.size())) + matrix;
}

TEST(MatlabArray, OtherByteOrdersNarrowedValuesAndShortElements) {
    EXPECT_THAT(valuesOf(bigEndianMat(8)), ElementsAre(1, 3, -2, 4)); // column by column
    EXPECT_THAT(refusal(bigEndianMat(6)),
                HasSubstr("given.mat:x cannot be read: its shape 2 × 2 claims more"));
    EXPECT_THAT(refusal(bigEndianMat(9)), HasSubstr("more values than its shape"));
    EXPECT_THAT(refusal(bigEndianMat(200)), HasSubstr("claims more than the file holds"));
    std::string complex = bigEndianMat(8);
    complex[128 + 8 + 8 + 2] = 8;
    EXPECT_THAT(refusal(complex), HasSubstr("no matrix of plain numbers"));
}

TEST(MatlabArray, ObjectsOfMatlabAreNoHindrance) {
    const auto number = [](char value) { return std::string(1, value) + std::string(3, '\0'); };
    const std::string text = number(1) + number(3) + std::string("obj\0\0\0\0\0", 8);
    const std::string object = number(6) + number(8) + number(17) + number(0) + text + text + text;
    const std::string file =
        test::matOfRows(3, 2) + number(14) + number(static_cast<char>(object.size())) + object;
    EXPECT_EQ(valuesOf(file), (std::vector<float>{0, 100, 1, 101, 2, 102}));
}

TEST(MatlabArray, EveryChangedByteOfPackedValuesIsNoticed) {
    const std::string whole = readFile(kArrays / "matlab7.mat");
    const std::vector<float> values = valuesOf(whole);
    constexpr std::size_t kPacked = 128 + 8; // behind header and tag
    for (std::size_t at = kPacked; at < whole.size(); ++at)
        for (const char flip : {'\x01', '\x04', '\x80'}) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            const std::string said = refusal(changed);
            EXPECT_TRUE(said != "nothing was refused" || valuesOf(changed) == values) << at;
        }
}

} // namespace
} // namespace crossview
