#include "common/error.h"
#include "common/linear_algebra.h"
#include "features/image/gist.h"
#include "features/image/hog.h"
#include "features/image/hsv_histogram.h"
#include "features/image/patches.h"
#include "features/image/raw_blocks.h"
#include "features/image/tiny_image.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

constexpr int kSide = 128;

cv::Mat plain(int blue, int green, int red) {
    return {kSide, kSide, CV_8UC3, cv::Scalar(blue, green, red)};
}

/// Black stripes on white whose lines run along y, tilted by the angle.
cv::Mat stripes(double degrees, double period, double contrast = 100, double level = 128) {
    cv::Mat picture(kSide, kSide, CV_8UC3);
    const double angle = degrees * CV_PI / 180;
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            const double phase = 2 * CV_PI * (x * std::cos(angle) + y * std::sin(angle)) / period;
            const auto value = static_cast<unsigned char>(std::lround(level + contrast * std::sin(phase)));
            picture.at<cv::Vec3b>(y, x) = {value, value, value};
        }
    return picture;
}

cv::Mat noise(int seed) {
    cv::Mat picture(kSide, kSide, CV_8UC3);
    cv::RNG random(static_cast<std::uint64_t>(seed));
    random.fill(picture, cv::RNG::UNIFORM, 0, 256);
    cv::GaussianBlur(picture, picture, {0, 0}, 3);
    return picture;
}

std::vector<float> hsv(const cv::Mat& picture, int grid) {
    std::vector<float> values(hsvDimensions(grid));
    hsvHistogram(picture, grid, values);
    return values;
}

std::vector<float> hog(const cv::Mat& picture) {
    std::vector<float> values(hogDimensions());
    hogDescriptor(picture, values);
    return values;
}

std::vector<float> gist(const cv::Mat& picture) {
    std::vector<float> values(GistBank::dimensions());
    GistBank().energies(picture, values);
    return values;
}

TEST(HsvHistogram, PutsAPlainColourIntoItsBinInEveryCell) {
    // Pure red: hue 0, saturation and value full → bin ((0 * 3) + 2) * 3 + 2 = 8. Green has hue 60 half
    // degrees = 4 of 12 bins → (4 * 3 + 2) * 3 + 2 = 44. White: hue 0, no saturation, full value → 2.
    const std::vector<std::pair<cv::Mat, std::size_t>> cases = {
        {plain(0, 0, 255), 8}, {plain(0, 255, 0), 44}, {plain(255, 255, 255), 2}, {plain(0, 0, 0), 0}};
    for (const auto& [picture, bin] : cases) {
        const std::vector<float> values = hsv(picture, 2);
        ASSERT_EQ(values.size(), 5U * 108U);
        for (std::size_t i = 0; i < values.size(); ++i)
            EXPECT_NEAR(values[i], i % 108 == bin ? 1.F : 0.F, 1e-6F) << i;
    }
}

TEST(HsvHistogram, SharesAVoteBetweenNeighbours) {
    // Grey 64 lies at 64 / 255 * 2 = 0.50196 between value bins 0 and 1.
    const std::vector<float> values = hsv(plain(64, 64, 64), 1);
    EXPECT_NEAR(values[0], std::sqrt(1 - 0.50196), 1e-4);
    EXPECT_NEAR(values[1], std::sqrt(0.50196), 1e-4);
}

TEST(HsvHistogram, KnowsWhereAColourIs) {
    cv::Mat picture = plain(255, 255, 255);
    picture(cv::Rect(0, 0, kSide / 2, kSide / 2)) = cv::Scalar(0, 0, 255);
    const std::vector<float> values = hsv(picture, 2);
    EXPECT_NEAR(values[8], 0.5, 1e-6);         // a quarter of the whole picture, square root
    EXPECT_NEAR(values[108 + 8], 1, 1e-6);     // all of the first cell
    EXPECT_NEAR(values[4 * 108 + 8], 0, 1e-6); // nothing of the last
    for (std::size_t cell = 0; cell < 5; ++cell) {
        const auto part = std::span(values).subspan(cell * 108, 108);
        EXPECT_NEAR(dot(part, part), 1, 1e-5);
    }
}

TEST(Hog, IsZeroForAPlainPictureAndBlindToBrightness) {
    for (const float value : hog(plain(40, 90, 200)))
        ASSERT_EQ(value, 0.F);
    const auto dark = hog(stripes(30, 16, 60, 80));
    const auto bright = hog(stripes(30, 16, 60, 170));
    for (std::size_t i = 0; i < dark.size(); ++i)
        ASSERT_NEAR(dark[i], bright[i], 0.03) << i;
}

TEST(Hog, TellsDirectionsApart) {
    const auto upright = hog(stripes(0, 16));
    const auto lying = hog(stripes(90, 16));
    EXPECT_GT(dot(upright, upright), 20);
    EXPECT_LT(dot(upright, lying), 0.2F * dot(upright, upright));
}

TEST(Gist, IsZeroForAPlainPictureAndBlindToBrightness) {
    for (const float value : gist(plain(40, 90, 200)))
        ASSERT_NEAR(value, 0, 2e-3);
    const auto dark = gist(stripes(0, 16, 60, 80));
    const auto bright = gist(stripes(0, 16, 60, 170));
    for (std::size_t i = 0; i < dark.size(); ++i)
        ASSERT_NEAR(dark[i], bright[i], 5e-3) << i;
}

TEST(Gist, AnswersMostInTheFilterOfTheStripes) {
    // Period 12.5 of 128 pixels = 0.16 cycles per pixel at 64: the second of four scales. Orientation k of 8
    // is 22.5 degrees * k.
    for (const std::size_t orientation : {0U, 2U, 4U, 6U}) {
        const auto values = gist(stripes(22.5 * static_cast<double>(orientation), 12.5));
        std::vector<float> sums(32);
        for (std::size_t i = 0; i < values.size(); ++i)
            sums[i / 16] += values[i];
        const auto best = std::max_element(sums.begin(), sums.end()) - sums.begin();
        EXPECT_EQ(static_cast<std::size_t>(best), 8 + orientation);
    }
}

TEST(TinyImage, AveragesPixels) {
    cv::Mat picture = plain(0, 0, 0);
    picture(cv::Rect(0, 0, 4, 8)) = cv::Scalar(255, 128, 64); // half of the first of 16 x 16 cells
    std::vector<float> values(tinyDimensions(16));
    tinyImage(picture, 16, values);
    EXPECT_NEAR(values[0], 127.5, 1);
    EXPECT_NEAR(values[1], 64, 1);
    EXPECT_NEAR(values[2], 32, 1);
    EXPECT_EQ(std::accumulate(values.begin() + 3, values.end(), 0.F), 0.F);
}

class Patches : public testing::Test {
protected:
    Patches() : m_thumbnails(12, tinyDimensions(PatchCoder::kSide)) {
        for (int i = 0; i < 12; ++i)
            tinyImage(noise(i), PatchCoder::kSide, m_thumbnails.row(static_cast<std::size_t>(i)));
    }
    Matrix m_thumbnails;
    const std::vector<std::int32_t> m_training = {0, 1, 2, 3, 4, 5, 6, 7};
};

TEST_F(Patches, CodesDoNotDependOnTheOtherPictures) {
    const PatchCoder coder = PatchCoder::fit(m_thumbnails, m_training, 16, 3);
    const Matrix all = coder.codes(m_thumbnails);
    ASSERT_EQ(all.cols(), coder.dimensions());
    for (std::size_t i = 0; i < all.rows(); ++i) {
        const Matrix one = coder.codes(MatrixView(m_thumbnails.row(i).data(), 1, m_thumbnails.cols()));
        for (std::size_t c = 0; c < all.cols(); ++c)
            ASSERT_NEAR(one(0, c), all(i, c), 1e-5);
    }
}

TEST_F(Patches, LearnFromTrainingRowsOnly) {
    const PatchCoder before = PatchCoder::fit(m_thumbnails, m_training, 16, 3);
    const Matrix code = before.codes(m_thumbnails);
    Matrix changed = m_thumbnails;
    for (std::size_t i = 8; i < 12; ++i)
        std::fill(changed.row(i).begin(), changed.row(i).end(), 17.F);
    const Matrix after = PatchCoder::fit(changed, m_training, 16, 3).codes(changed);
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t c = 0; c < code.cols(); ++c)
            ASSERT_EQ(code(i, c), after(i, c));
}

TEST_F(Patches, PoolWhereTheyAre) {
    const PatchCoder coder = PatchCoder::fit(m_thumbnails, m_training, 16, 3);
    // Detail only in the lower right quarter: the other three cells see the same flat patches.
    Matrix thumbnail(1, m_thumbnails.cols());
    for (std::size_t y = 24; y < 32; ++y)
        for (std::size_t x = 24; x < 32; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                thumbnail(0, (y * 32 + x) * 3 + c) = m_thumbnails(0, (y * 32 + x) * 3 + c);
    const Matrix code = coder.codes(thumbnail);
    const std::size_t words = coder.words();
    float corner = 0;
    for (std::size_t k = 0; k < words; ++k) {
        EXPECT_NEAR(code(0, words + k) * code(0, words + k) * 13,
                    code(0, 2 * words + k) * code(0, 2 * words + k) * 13, 1e-3);
        corner += std::abs(code(0, 3 * words + k) - code(0, words + k));
    }
    EXPECT_GT(corner, 0.05);
}

TEST_F(Patches, ComeBackFromDisk) {
    const test::TemporaryFolder folder;
    const PatchCoder coder = PatchCoder::fit(m_thumbnails, m_training, 16, 3);
    coder.save(folder.path());
    EXPECT_EQ(PatchCoder::load(folder.path()).codes(m_thumbnails).values(),
              coder.codes(m_thumbnails).values());
}

TEST(RawBlocks, RefuseOptionsThatMakeNoSense) {
    ImageFeatureOptions options;
    EXPECT_EQ(rawBlocks(options).size(), 5U);
    options.hogComponents = 0;
    EXPECT_EQ(rawBlocks(options).size(), 4U);
    options.hsvComponents = options.tinyComponents = options.gistComponents = options.patchComponents = 0;
    EXPECT_THROW(rawBlocks(options), Error);
    ImageFeatureOptions without;
    without.size = 0;
    EXPECT_THROW(rawBlocks(without), Error);
    ImageFeatureOptions inward;
    inward.hsvGrid = -1;
    EXPECT_THROW(rawBlocks(inward), Error);
}

} // namespace
} // namespace crossview
