// HDF5 and MATLAB files as h5py, SciPy and MATLAB write them.
#include "arrays/array_file.h"
#include "files/atomic_file.h"
#include "support/refusal.h"
#include "support/temporary_folder.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::refusalOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace {

const fs::path kArrays = fs::path(CROSSVIEW_TEST_DATA) / "arrays";
constexpr std::array<std::string_view, 2> kImages{"features", "image_features"};
const std::vector<float> kMatrix = {-2, -1.5F, -1, -0.5F, 0, 0.5F, 1, 1.5F, 2, 2.5F, 3, 3.5F};
const std::vector<float> kDoubled = {-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7};
const std::vector<float> kRegionMeans = {1.5F,  2.5F,  3.5F,  7.5F,  8.5F,  9.5F,
                                         13.5F, 14.5F, 15.5F, 19.5F, 20.5F, 21.5F};

std::string refusal(const fs::path& file) {
    return refusalOf([&] { ArrayFile(file, kImages).read(); });
}

} // namespace

TEST(ScienceFiles, MatlabFilesOfVersion5) {
    const ArrayFile plain(kArrays / "image_features.mat");
    EXPECT_EQ(plain.read().values(), kMatrix);
    EXPECT_EQ(plain.description(), "4 × 3, float64");
    EXPECT_EQ(plain.place(), (kArrays / "image_features.mat").string() + ":image_features");
    EXPECT_EQ(ArrayFile(kArrays / "packed.mat").read().values(), kMatrix);
    EXPECT_EQ(ArrayFile(kArrays / "regions.mat").read().values(), kRegionMeans);
}

TEST(ScienceFiles, AColumnForEachItemIsTurned) {
    ArrayFile columns(kArrays / "columns.mat"); // Karpathy's vgg_feats.mat
    EXPECT_EQ(columns.rows(), 3U);
    columns.turn();
    EXPECT_EQ(columns.rows(), 4U);
    EXPECT_EQ(columns.read().values(), kMatrix);
    EXPECT_EQ(columns.description(), "4 × 3, float32, turned: the file has a column for each item");
}

TEST(ScienceFiles, MatlabsHdf5StandsAsMatlabShowsIt) {
    const ArrayFile texts(kArrays / "text_features.mat"); // 7.3; h5py sees it as 3 × 4
    EXPECT_EQ(texts.description(), "4 × 3, float64");
    EXPECT_EQ(texts.read().values(), kDoubled);
}

TEST(ScienceFiles, Hdf5) {
    EXPECT_EQ(ArrayFile(kArrays / "big_endian.h5").read().values(), kMatrix);
    EXPECT_EQ(ArrayFile(kArrays / "regions.h5").read().values(), kRegionMeans);
    const fs::path views = kArrays / "two_views.h5";
    EXPECT_EQ(ArrayFile(views, kImages).read().values(), kMatrix);
    const ArrayFile texts(views.string() + ":texts/text_features"); // packed
    EXPECT_EQ(texts.read().values(), kDoubled);
    EXPECT_EQ(texts.description(), "4 × 3, float16");
    EXPECT_THAT(refusalOf([&] { ArrayFile{views}; }),
                HasSubstr("several arrays (ids, image_features 4 × 3, texts/text_features 4 × 3)"));
    EXPECT_THAT(refusalOf([&] { ArrayFile(views.string() + ":other"); }), HasSubstr("no array \"other\""));
    EXPECT_THAT(refusalOf([&] { ArrayFile(views.string() + ":ids"); }), HasSubstr("holds no numbers"));
}

TEST(ScienceFiles, ADataSetForEachItem) {
    const ArrayFile file(kArrays / "one_each.h5");
    EXPECT_EQ(file.description(), "4 × 3, float32, a data set for each row");
    EXPECT_THAT(file.rowNames(), ElementsAre("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    EXPECT_EQ(file.read().values(), kMatrix);
}

TEST(ScienceFiles, BadInputIsRefusedInOneSentence) {
    EXPECT_THAT(refusal(kArrays / "sparse.mat"),
                HasSubstr("sparse.mat:feats is a sparse matrix. Save a full"));
    // 10 GB that were never written.
    EXPECT_THAT(refusal(kArrays / "never_written.h5"), HasSubstr("claims 10.0 GB"));
    const std::string matlab = readFile(kArrays / "text_features.mat");
    EXPECT_THAT(refusalOf([&] { ArrayFile(std::as_bytes(std::span(matlab)), "given.mat"); }),
                HasSubstr("from the disk only"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(ArrayFile(kArrays / "big_endian.h5").read(stop.get_token()), Cancelled);
}

TEST(ScienceFiles, ClaimedSidesAreComparedWithTheFile) {
    // The sides of the first variable, 4 × 3, stand as two int32 one after the other.
    std::string matlab = readFile(kArrays / "image_features.mat");
    const std::string sides("\x04\0\0\0\x03\0\0\0", 8);
    const std::size_t at = matlab.find(sides);
    ASSERT_NE(at, std::string::npos);
    matlab.replace(at, sides.size(), std::string("\x04\0\x10\0\x03\0\x10\0", 8));
    const test::TemporaryFolder folder;
    EXPECT_THAT(refusal(folder.write("huge.mat", matlab)), HasSubstr("sides that do not fit its values"));
}

/// One variable, 2 × 2, as a machine with the other byte order writes it; `claimed` bytes of values.
static std::string bigEndianMat(unsigned char claimed) {
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

TEST(ScienceFiles, OtherByteOrdersNarrowedValuesAndShortElements) {
    const auto read = [](const std::string& bytes) {
        return ArrayFile(std::as_bytes(std::span(bytes)), "given.mat").read().values();
    };
    EXPECT_THAT(read(bigEndianMat(8)), ElementsAre(1, 3, -2, 4)); // column by column
    EXPECT_THAT(refusalOf([&] { read(bigEndianMat(6)); }),
                HasSubstr("given.mat:x has sides that do not fit"));
    EXPECT_THAT(refusalOf([&] { read(bigEndianMat(9)); }), HasSubstr("do not fit"));
    std::string complex = bigEndianMat(8);
    complex[128 + 8 + 8 + 2] = 8;
    EXPECT_THAT(refusalOf([&] { read(complex); }), HasSubstr("holds no plain numbers"));
}

TEST(ScienceFiles, EveryChangedByteOfAMatlabFileIsNoticedOrReads) {
    for (const char* name : {"image_features.mat", "packed.mat", "columns.mat", "sparse.mat"}) {
        const std::string whole = readFile(kArrays / name);
        for (std::size_t at = 0; at < whole.size(); ++at)
            for (const char flip : {'\x04', '\x80'}) {
                std::string changed = whole;
                changed[at] = static_cast<char>(changed[at] ^ flip);
                try {
                    const Matrix rows =
                        ArrayFile(std::as_bytes(std::span(changed)), "changed", kImages).read();
                    EXPECT_LE(rows.size(), 24U) << name << " " << at;
                } catch (const Error& error) {
                    EXPECT_THAT(error.what(), HasSubstr("changed")) << name << " " << at;
                }
            }
    }
}

TEST(ScienceFiles, EveryCutIsNoticed) {
    const test::TemporaryFolder folder;
    for (const char* name : {"image_features.mat", "packed.mat", "text_features.mat", "big_endian.h5"}) {
        const std::string whole = readFile(kArrays / name);
        const std::size_t step = whole.size() > 1000 ? 37 : 1;
        for (std::size_t at = 0; at < whole.size(); at += step) {
            const fs::path cut = folder.write("cut", whole.substr(0, at));
            try {
                const Matrix rows = ArrayFile(cut, kImages).read();
                EXPECT_THAT(rows.values(), testing::AnyOf(kMatrix, kDoubled)) << name << " " << at;
            } catch (const Error& error) {
                EXPECT_THAT(error.what(), HasSubstr("cut")) << name << " " << at;
            }
        }
    }
}
