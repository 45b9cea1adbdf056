#include "encoders/user/picture_input.h"

#include "common/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

using namespace crossview;

namespace {

/// Blue grows to the right, green downwards, red with both: every pixel is another.
cv::Mat picture(int width, int height, int step = 1) {
    cv::Mat bgr(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            bgr.at<cv::Vec3b>(y, x) =
                cv::Vec3b(static_cast<unsigned char>(x / step * 4), static_cast<unsigned char>(y / step * 4),
                          static_cast<unsigned char>(x / step + y / step * 16));
    return bgr;
}

/// Values 0…255 as they are.
NetworkRecipe plain(int size) {
    NetworkRecipe recipe;
    recipe.file = "net.onnx";
    recipe.size = size;
    recipe.mean = {0, 0, 0};
    recipe.deviation = {1, 1, 1};
    return recipe;
}

float at(const PictureInput& input, std::size_t crop, int plane, int y, int x) {
    return input.crop(crop)[static_cast<std::size_t>((plane * input.size + y) * input.size + x)];
}

} // namespace

TEST(PictureInput, GivesPlanesOfScaledColours) {
    NetworkRecipe recipe = plain(8);
    recipe.mean = {1, 2, 3};
    recipe.deviation = {2, 4, 8};
    const PictureInput rgb = pictureInput(picture(8, 8), recipe);
    ASSERT_EQ(rgb.crops, 1U);
    ASSERT_EQ(rgb.values.size(), 3U * 8 * 8);
    recipe.channels = ChannelOrder::bgr;
    const PictureInput bgr = pictureInput(picture(8, 8), recipe);
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) {
            const auto blue = static_cast<float>(4 * x);
            const auto green = static_cast<float>(4 * y);
            const auto red = static_cast<float>(x + 16 * y);
            EXPECT_FLOAT_EQ(at(rgb, 0, 0, y, x), (red - 1) / 2);
            EXPECT_FLOAT_EQ(at(rgb, 0, 1, y, x), (green - 2) / 4);
            EXPECT_FLOAT_EQ(at(rgb, 0, 2, y, x), (blue - 3) / 8);
            EXPECT_FLOAT_EQ(at(bgr, 0, 0, y, x), (blue - 1) / 2);
            EXPECT_FLOAT_EQ(at(bgr, 0, 1, y, x), (green - 2) / 4);
            EXPECT_FLOAT_EQ(at(bgr, 0, 2, y, x), (red - 3) / 8);
        }
}

TEST(PictureInput, CropsTheMiddleOfTheShorterSide) {
    // 16 x 8 in blocks of 2 x 2 becomes 8 x 4; the middle begins at its column 2.
    const PictureInput wide = pictureInput(picture(16, 8, 2), plain(4));
    const PictureInput tall = pictureInput(picture(8, 16, 2), plain(4));
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 4; ++x) {
            EXPECT_EQ(at(wide, 0, 2, y, x), static_cast<float>(4 * (x + 2)));
            EXPECT_EQ(at(wide, 0, 1, y, x), static_cast<float>(4 * y));
            EXPECT_EQ(at(tall, 0, 2, y, x), static_cast<float>(4 * x));
            EXPECT_EQ(at(tall, 0, 1, y, x), static_cast<float>(4 * (y + 2)));
        }
}

TEST(PictureInput, CutsItsSizeOutOfALargerPicture) {
    NetworkRecipe recipe = plain(4);
    recipe.resize = 8;
    const PictureInput input = pictureInput(picture(8, 8), recipe);
    EXPECT_EQ(at(input, 0, 2, 0, 0), 4.0F * 2);
    EXPECT_EQ(at(input, 0, 1, 3, 3), 4.0F * 5);
}

TEST(PictureInput, FillsASquareUpWithWhite) {
    NetworkRecipe recipe = plain(8);
    recipe.fit = PictureFit::square;
    const PictureInput input = pictureInput(picture(16, 8, 2), recipe);
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) {
            const bool white = y < 2 || y >= 6;
            EXPECT_EQ(at(input, 0, 2, y, x), white ? 255.0F : static_cast<float>(4 * x));
            EXPECT_EQ(at(input, 0, 1, y, x), white ? 255.0F : static_cast<float>(4 * (y - 2)));
        }
}

TEST(PictureInput, TakesTenCropsInTheirOrder) {
    NetworkRecipe recipe = plain(5);
    recipe.resize = 8;
    recipe.tenCropMean = true;
    const PictureInput input = pictureInput(picture(12, 8), recipe);
    ASSERT_EQ(input.crops, 10U);
    const int left[] = {0, 7, 0, 7, 3};
    const int top[] = {0, 0, 3, 3, 1};
    for (std::size_t crop = 0; crop < 5; ++crop)
        for (int y = 0; y < 5; ++y)
            for (int x = 0; x < 5; ++x) {
                const auto red = static_cast<float>(left[crop] + x + 16 * (top[crop] + y));
                EXPECT_EQ(at(input, crop, 0, y, x), red) << crop;
                EXPECT_EQ(at(input, crop + 5, 0, y, 4 - x), red) << crop;
            }
}

TEST(PictureInput, TakesPicturesOfAnyShape) {
    for (const auto& size : {cv::Size(1, 1), cv::Size(1, 100'000), cv::Size(100'000, 1), cv::Size(3, 2000)})
        for (const auto fit : {PictureFit::crop, PictureFit::square})
            for (const bool ten : {false, true}) {
                NetworkRecipe recipe = plain(224);
                recipe.fit = fit;
                recipe.tenCropMean = ten;
                const PictureInput input = pictureInput(cv::Mat(size, CV_8UC3, cv::Scalar(7, 7, 7)), recipe);
                EXPECT_EQ(input.values.size(), input.crops * 3 * 224 * 224);
                // A strip of the picture is in the middle of the first or the centre crop.
                EXPECT_EQ(at(input, ten ? 4 : 0, 0, 111, 111), 7.0F);
            }
}

TEST(PictureInput, RefusesOtherPictures) {
    EXPECT_THROW(pictureInput(cv::Mat(), plain(8)), Error);
    EXPECT_THROW(pictureInput(cv::Mat(8, 8, CV_8UC1), plain(8)), Error);
    EXPECT_THROW(pictureInput(cv::Mat(8, 8, CV_32FC3), plain(8)), Error);
}
