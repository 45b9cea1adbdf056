#include "arrays/array_file.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "support/message_of.h"
#include "support/npy_bytes.h"
#include "support/temporary_folder.h"

#include <array>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>

namespace crossview {
namespace {

using test::messageOf;

namespace fs = std::filesystem;

const fs::path kArrays = fs::path(CROSSVIEW_TEST_DATA) / "arrays";
const std::vector<float> kMatrix = {-2, -1.5F, -1, -0.5F, 0, 0.5F, 1, 1.5F, 2, 2.5F, 3, 3.5F};

/// What opening and reading a file of these bytes says.
std::string refusal(const std::string& bytes) {
    return messageOf([&] { ArrayFile(std::as_bytes(std::span(bytes)), "given.npy").read(); });
}

void expectContains(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(ArrayFile, ReadsWhatNumPyWrites) {
    const ArrayFile half(kArrays / "big_endian_half.npy");
    EXPECT_EQ(half.read().values(), kMatrix);
    EXPECT_EQ(half.description(), "4 × 3, float16");
    EXPECT_EQ(ArrayFile(kArrays / "packed.npz").read().values(), kMatrix);
}

TEST(ArrayFile, TakesTheMeanOverParts) {
    const std::vector<float> means = {1.5F,  2.5F,  3.5F,  7.5F,  8.5F,  9.5F,
                                      13.5F, 14.5F, 15.5F, 19.5F, 20.5F, 21.5F};
    const ArrayFile regions(kArrays / "regions.npy");
    EXPECT_EQ(regions.rows(), 4U);
    EXPECT_EQ(regions.parts(), 2U);
    EXPECT_EQ(regions.columns(), 3U);
    EXPECT_EQ(regions.description(), "4 × 2 × 3, float16, the mean of 2 parts is taken");
    EXPECT_EQ(regions.read().values(), means);
    EXPECT_EQ(ArrayFile(kArrays / "regions_fortran.npy").read().values(), means);
}

TEST(ArrayFile, FindsTheArrayInAnArchive) {
    constexpr std::array<std::string_view, 2> kImages{"features", "image_features"};
    const fs::path file = kArrays / "two_views.npz";
    EXPECT_EQ(ArrayFile(file, kImages).read().values(), kMatrix);
    const ArrayFile texts(file.string() + ":text_features");
    EXPECT_EQ(texts.read().values()[0], -4);
    EXPECT_EQ(texts.place(), file.string() + ":text_features");
    expectContains(messageOf([&] { ArrayFile{file}; }),
                   "several arrays (image_features, text_features, ids)");
    expectContains(messageOf([&] { ArrayFile(file.string() + ":other"); }), "no array \"other\"");
    expectContains(messageOf([&] { ArrayFile(file.string() + ":ids"); }), "are not supported");
}

TEST(ArrayFile, RefusesWhatIsNoMatrix) {
    const std::vector<float> values = {1, 2, 3, 4};
    expectContains(refusal(test::npyOfFloats("(4,)", values)), "has 1 dimension:");
    expectContains(refusal(test::npyOfFloats("(1, 1, 2, 2)", values)), "has 4 dimensions");
    expectContains(refusal(test::npyOfFloats("(0, 4)", values)), "is empty (0 × 4)");
    expectContains(refusal(test::npyOfFloats("(3, 2)", values)),
                   "cut off: it holds 4 values, its shape 3 × 2");
    expectContains(refusal("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull");
    expectContains(refusal("<!DOCTYPE html>"), "web page");
    expectContains(refusal("\x89HDF\r\n"), "read from a file of its own");
    expectContains(refusal("nonsense, and more of it"), "NumPy signature");
    expectContains(refusal(""), "is empty");
    expectContains(
        refusal(test::npyOf("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }\n", "12345678")),
        "'|O' are not supported");
}

TEST(ArrayFile, ClaimsAreRefusedBeforeMemoryIsTaken) {
    // 10 GB, and more than any number holds.
    const std::vector<float> values = {1, 2, 3, 4};
    expectContains(refusal(test::npyOfFloats("(1000000, 2500)", values)), "cut off");
    expectContains(refusal(test::npyOfFloats("(99999999999, 99999999999)", values)), "cut off");
    expectContains(refusal(test::npyOfFloats("(4294967296, 4294967296, 1)", values)), "cut off");
    // A file with holes has the bytes that it claims, but no machine has the memory.
    const test::TemporaryFolder folder;
    folder.write("holes.npy", test::npyOfFloats("(1000000, 1000000)", values));
    std::error_code full;
    fs::resize_file(folder / "holes.npy", std::uintmax_t{4} << 40U, full);
    if (!full)
        expectContains(messageOf([&] { ArrayFile{folder / "holes.npy"}; }), "GB of memory");
}

TEST(ArrayFile, NamesTheFirstValueThatIsNone) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinite = std::numeric_limits<float>::infinity();
    expectContains(refusal(test::npyOfFloats("(2, 2)", std::vector<float>{1, 2, 3, nan})),
                   "holds NaN in row 1, column 1");
    expectContains(refusal(test::npyOfFloats("(2, 2)", std::vector<float>{1, 2, infinite, 3}, true)),
                   "infinite as float32 in row 0, column 1");
    expectContains(refusal(test::npyOfFloats("(1, 2, 2)", std::vector<float>{1, 2, nan, 3})),
                   "in row 0, column 0 of part 1");
    const double large = 1e300;
    std::string data(sizeof(large), '\0');
    std::memcpy(data.data(), &large, sizeof(large));
    expectContains(
        refusal(test::npyOf("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }\n", data)),
        "infinite as float32");
}

TEST(ArrayFile, EveryCutAndEveryChangedByteOfAnArchiveIsNoticedOrChangesNothing) {
    const std::string whole = readFile(kArrays / "packed.npz");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        EXPECT_THROW(
            {
                const std::string cut = whole.substr(0, at);
                ArrayFile(std::as_bytes(std::span(cut)), "cut.npz").read();
            },
            Error)
            << at;
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 0x04);
        try {
            EXPECT_EQ(ArrayFile(std::as_bytes(std::span(changed)), "changed.npz").read().values(), kMatrix)
                << at;
        } catch (const Error& error) {
            expectContains(error.what(), "changed.npz");
        }
    }
}

TEST(ArrayFile, MissingFilesAreNamed) {
    expectContains(messageOf([] { ArrayFile{"/nowhere/features.npy"}; }), "/nowhere/features.npy");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(ArrayFile(kArrays / "packed.npz").read(stop.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
