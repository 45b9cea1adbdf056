#include "files/npy.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "support/npy_bytes.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace crossview {
namespace {

using test::npyOf;

template <typename T>
std::string bytesOf(std::initializer_list<T> values) {
    std::string bytes(values.size() * sizeof(T), '\0');
    std::memcpy(bytes.data(), values.begin(), bytes.size());
    return bytes;
}

Matrix parse(const std::string& file) {
    return parseNpy(std::as_bytes(std::span(file)), "test.npy");
}

TEST(Npy, RowsThatComeInPartsAreTheSameFile) {
    const test::TemporaryFolder folder;
    const Matrix matrix(5, 2, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    writeNpy(folder / "whole.npy", matrix);
    const auto parts = [&](std::size_t rows) {
        return [&matrix, rows](const RowSink& sink) {
            for (std::size_t first = 0; first < rows; first += 2)
                sink(MatrixView(matrix.data() + first * 2, std::min<std::size_t>(2, rows - first), 2));
        };
    };
    writeNpy(folder / "parts.npy", 5, 2, parts(5), NpyType::float16);
    writeNpy(folder / "half.npy", matrix, NpyType::float16);
    EXPECT_EQ(readFile(folder / "parts.npy"), readFile(folder / "half.npy"));
    std::filesystem::remove(folder / "half.npy");
    writeNpy(folder / "parts.npy", 5, 2, parts(5));
    EXPECT_EQ(readFile(folder / "parts.npy"), readFile(folder / "whole.npy"));
    // Another number of rows, or a job that is cancelled, leaves the file that was there.
    EXPECT_THROW(writeNpy(folder / "parts.npy", 5, 2, parts(4)), std::invalid_argument);
    EXPECT_THROW(writeNpy(folder / "parts.npy", 4, 2, parts(5)), std::invalid_argument);
    EXPECT_THROW(writeNpy(folder / "parts.npy", 5, 3, parts(5)), std::invalid_argument);
    EXPECT_THROW(writeNpy(folder / "parts.npy", 5, 2,
                          [&](const RowSink& sink) {
                              parts(2)(sink);
                              throw Cancelled();
                          }),
                 Cancelled);
    EXPECT_EQ(readFile(folder / "parts.npy"), readFile(folder / "whole.npy"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2)
        << "nothing is left behind";
}

TEST(Npy, ValuesThatAreReadLaterAreCheckedThen) {
    const test::TemporaryFolder folder;
    const Matrix matrix(2, 2, {1, 2, 3, 4.5F});
    for (const NpyType type : {NpyType::float16, NpyType::float32}) {
        writeNpy(folder / "a.npy", matrix, type);
        const SharedMatrix later = mapNpy(folder / "a.npy", ReadValues::whenAsked);
        EXPECT_EQ(later.rows(), 2U);
        EXPECT_EQ(later.cols(), 2U);
        EXPECT_FALSE(later.empty());
        writeNpy(folder / "a.npy", Matrix(2, 2)); // another file in its place is not seen
        const SharedMatrix copy = later;
        EXPECT_EQ(later.row(1)[1], 4.5F);
        EXPECT_EQ(copy.view().data(), later.view().data()) << "made once";
        std::string bytes = readFile(folder / "a.npy");
        bytes[bytes.size() - 50] = static_cast<char>(bytes[bytes.size() - 50] ^ 1);
        writeFileAtomically(folder / "a.npy", bytes);
        const SharedMatrix damaged = mapNpy(folder / "a.npy", ReadValues::whenAsked);
        EXPECT_THROW(damaged.view(), Error);
        EXPECT_THROW(damaged.view(), Error) << "and again";
    }
    EXPECT_THROW(mapNpy(folder / "missing.npy", ReadValues::whenAsked), Error);
    writeFileAtomically(folder / "a.npy", "no array");
    EXPECT_THROW(mapNpy(folder / "a.npy", ReadValues::whenAsked), Error);
}

TEST(Npy, ALargeFileIsCheckedAndKeepsItsValues) {
    // Larger than the pieces in which a sum is taken and the memory given back.
    const test::TemporaryFolder folder;
    Matrix matrix((std::size_t{70} << 20) / 400, 100);
    for (std::size_t i = 0; i < matrix.size(); i += 997)
        matrix.values()[i] = static_cast<float>(i);
    writeNpy(folder / "large.npy", matrix);
    const SharedMatrix mapped = mapNpy(folder / "large.npy");
    EXPECT_TRUE(std::equal(matrix.values().begin(), matrix.values().end(), mapped.view().data()));
    std::string bytes = readFile(folder / "large.npy");
    bytes[bytes.size() - 5000] = static_cast<char>(bytes[bytes.size() - 5000] ^ 1);
    writeFileAtomically(folder / "large.npy", bytes);
    EXPECT_THROW(mapNpy(folder / "large.npy"), Error);
}

TEST(Npy, MatricesComeBackReadAndMapped) {
    const test::TemporaryFolder folder;
    const Matrix matrix(3, 2, {1, -2, 3.5F, 0, 1e-30F, std::numeric_limits<float>::infinity()});
    writeNpy(folder / "a.npy", matrix);
    EXPECT_EQ(readNpy(folder / "a.npy").values(), matrix.values());
    const SharedMatrix mapped = mapNpy(folder / "a.npy");
    ASSERT_EQ(mapped.rows(), 3U);
    ASSERT_EQ(mapped.cols(), 2U);
    EXPECT_EQ(mapped.view()(1, 0), 3.5F);
    constexpr std::size_t kSumLine = 48;
    EXPECT_EQ(readFile(folder / "a.npy").size() % 64, (3 * 2 * 4 + kSumLine) % 64);
    writeNpy(folder / "empty.npy", Matrix(0, 5));
    EXPECT_EQ(mapNpy(folder / "empty.npy").cols(), 5U);
    writeNpy(folder / "narrow.npy", Matrix(1, 0));
    EXPECT_EQ(readNpy(folder / "narrow.npy").rows(), 1U);
}

TEST(Npy, AnyChangedByteIsNoticedOrChangesNothing) {
    const test::TemporaryFolder folder;
    const Matrix matrix(2, 3, {1, -2, 3.5F, 0, 7, 9});
    writeNpy(folder / "a.npy", matrix);
    const std::string whole = readFile(folder / "a.npy");
    std::size_t noticed = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 0x04);
        folder.write("b.npy", changed);
        try {
            EXPECT_EQ(readNpy(folder / "b.npy").values(), matrix.values()) << "byte " << at;
            EXPECT_EQ(mapNpy(folder / "b.npy").rows(), 2U);
        } catch (const Error& error) {
            ++noticed;
            EXPECT_NE(std::string(error.what()).find("b.npy"), std::string::npos);
        }
        folder.write("b.npy", whole.substr(0, at));
        EXPECT_THROW(readNpy(folder / "b.npy"), Error) << "cut at " << at;
        std::string zeroed = whole; // a block that never reached the disk
        std::fill(zeroed.begin() + static_cast<std::ptrdiff_t>(at), zeroed.end(), '\0');
        folder.write("b.npy", zeroed);
        EXPECT_THROW(mapNpy(folder / "b.npy"), Error) << "zero from " << at;
    }
    EXPECT_EQ(noticed, whole.size());
}

TEST(Npy, EveryElementTypeAndOrderIsUnderstood) {
    const auto header = [](const char* type, bool fortran = false) {
        return std::string("{'descr': '") + type + "', 'fortran_order': " + (fortran ? "True" : "False") +
               ", 'shape': (2, 2), }\n";
    };
    const std::vector<float> expected = {1, 2, 3, 4};
    EXPECT_EQ(parse(npyOf(header("<f4"), bytesOf<float>({1, 2, 3, 4}))).values(), expected);
    EXPECT_EQ(parse(npyOf(header("<f4", true), bytesOf<float>({1, 3, 2, 4}))).values(), expected);
    EXPECT_EQ(parse(npyOf(header("<f8"), bytesOf<double>({1, 2, 3, 4}))).values(), expected);
    EXPECT_EQ(parse(npyOf(header("<i4"), bytesOf<std::int32_t>({1, 2, 3, 4}))).values(), expected);
    EXPECT_EQ(parse(npyOf(header("<i8"), bytesOf<std::int64_t>({1, 2, 3, 4}))).values(), expected);
    EXPECT_EQ(parse(npyOf(header("<f2"), bytesOf<std::uint16_t>({0x3C00, 0x4000, 0x4200, 0x4400}))).values(),
              expected);
    std::string swapped;
    for (const float value : expected) {
        const auto bits = __builtin_bswap32(std::bit_cast<std::uint32_t>(value));
        swapped.append(reinterpret_cast<const char*>(&bits), 4);
    }
    EXPECT_EQ(parse(npyOf(header(">f4"), swapped)).values(), expected);
    const Matrix flat = parse(
        npyOf("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n", bytesOf<float>({1, 2, 3})));
    EXPECT_EQ(flat.rows(), 1U);
    EXPECT_EQ(flat.cols(), 3U);
}

TEST(Npy, DamagedFilesAreRefusedWithTheirName) {
    const std::string good =
        npyOf("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n", bytesOf<float>({1, 2, 3, 4}));
    for (std::size_t length = 0; length < good.size(); ++length)
        EXPECT_THROW(parse(good.substr(0, length)), Error) << length;
    for (const char* dictionary :
         {"{}", "{'descr': '<c8', 'fortran_order': False, 'shape': (1, 1), }",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1), }",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 1), }",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }",
          "{'descr': '<f4', 'fortran_order': True, 'shape': (600525719636, 0), }",
          "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1), }"}) {
        try {
            parse(npyOf(dictionary, bytesOf<float>({1})));
            FAIL() << dictionary;
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find("test.npy"), std::string::npos);
        }
    }
    EXPECT_THROW(readNpy("/nonexistent/file.npy"), Error);
    EXPECT_THROW(mapNpy("/"), Error);
}

} // namespace
} // namespace crossview
