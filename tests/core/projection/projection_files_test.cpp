#include "projection/projection_files.h"

#include "common/error.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

TEST(ProjectionFiles, TheFolderOfARunThatWasMovedAwayIsNotMadeAnew) {
    const test::TemporaryFolder folder;
    EXPECT_THROW(writeProjection(folder / "moved" / "projections", 1, {Matrix(3, 2), Matrix(2, 2), 0.5}),
                 Error);
    EXPECT_FALSE(std::filesystem::exists(folder / "moved"));
}

TEST(ProjectionFiles, AreNotWrittenThroughALink) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directories(folder / "outside");
    std::filesystem::create_directories(folder / "runs");
    std::filesystem::create_directory_symlink(folder / "outside", folder / "runs/linked");
    const Projection map{Matrix(3, 2), Matrix(2, 2), 0.25, {}};
    EXPECT_THROW(writeProjection(projectionFolder(folder.path(), "linked"), 1, map), Error);
    EXPECT_TRUE(std::filesystem::is_empty(folder / "outside"));
}

TEST(ProjectionFiles, AMapComesBackFromTheDiskToHalfPrecision) {
    const test::TemporaryFolder folder;
    const auto place = folder / "projections";
    Projection written{Matrix(3, 2), Matrix(2, 2), 0.25, R"({"method": "pca"})"};
    for (std::size_t i = 0; i < 3; ++i) {
        written.images(i, 0) = 0.1F * static_cast<float>(i);
        written.images(i, 1) = -1.5F;
    }
    written.sentences(1, 1) = 3.25F;
    writeProjection(place, 14, written);
    writeProjection(place, 2, written);
    EXPECT_EQ(storedProjections(place), (std::vector<int>{2, 14}));
    EXPECT_TRUE(std::filesystem::exists(place / "epoch-0014-images.npy"));
    const Projection read = readProjection(place, 14);
    EXPECT_EQ(read.images.rows(), std::size_t{3});
    EXPECT_LT(std::abs(read.images(2, 0) - 0.2F), 1e-3F);
    EXPECT_EQ(read.sentences(1, 1), 3.25F);
    EXPECT_EQ(read.explained, 0.25);
    EXPECT_EQ(read.madeBy, R"({"method": "pca"})");
}

TEST(ProjectionFiles, AMapThatDoesNotSayWhatMadeItIsRead) {
    const test::TemporaryFolder folder;
    writeProjection(folder.path(), 1, {Matrix(3, 2), Matrix(2, 2), 0.5});
    EXPECT_FALSE(std::filesystem::exists(folder / "epoch-0001-made-by.json"));
    EXPECT_EQ(readProjection(folder.path(), 1).madeBy, "");
}

TEST(ProjectionFiles, MissingAndDamagedMapsAreNamed) {
    const test::TemporaryFolder folder;
    EXPECT_TRUE(storedProjections(folder / "nowhere").empty());
    EXPECT_THROW(readProjection(folder.path(), 1), Error);
    writeProjection(folder.path(), 1, {Matrix(3, 2), Matrix(2, 2), 0});
    folder.write("epoch-0001-images.npy", "not a matrix");
    try {
        readProjection(folder.path(), 1);
        FAIL() << "a damaged map was read";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("epoch-0001-images.npy"));
    }
}

} // namespace
} // namespace crossview
