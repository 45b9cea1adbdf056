#include "features/image/image_reader.h"

#include "common/error.h"
#include "dataset/importers/image_file.h"
#include "features/image/picture_header.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <unistd.h>

namespace crossview {
namespace {

std::string encoded(const std::string& extension, const cv::Mat& picture) {
    std::vector<unsigned char> bytes;
    EXPECT_TRUE(cv::imencode(extension, picture, bytes));
    return {bytes.begin(), bytes.end()};
}

/// A picture with detail, so that its file is long enough to be cut.
cv::Mat noisy(int width, int height, int type = CV_8UC3) {
    cv::Mat picture(height, width, type);
    cv::RNG random(7);
    random.fill(picture, cv::RNG::UNIFORM, 0, 256);
    return picture;
}

std::string errorOf(const std::string& bytes) {
    try {
        fittedPicture(decodePicture(bytes, "some/picture.file"), 64);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

cv::Vec3b at(const cv::Mat& picture, int x, int y) {
    return picture.at<cv::Vec3b>(y, x);
}

// What an import takes must be what is decoded here: the list in image_file.h has no decoder to ask.
TEST(ImageReader, DecodesWhatAnImportTakes) {
    const cv::Mat picture = noisy(20, 10);
    for (const char* extension : {".png", ".jpg", ".bmp", ".tiff", ".webp"}) {
        const std::string bytes = encoded(extension, picture);
        EXPECT_TRUE(beginsLikeImage(bytes)) << extension;
        EXPECT_EQ(undecodableFormat(bytes), "") << extension;
        EXPECT_EQ(errorOf(bytes), "") << extension;
    }
    const std::string gif("GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;", 35);
    EXPECT_EQ(undecodableFormat(gif), "GIF");
    EXPECT_FALSE(beginsLikeImage(gif));
    EXPECT_THAT(errorOf(gif), testing::HasSubstr("cannot be read as an image"));
    // One frame in an extended WebP file with the flag of an animation.
    const std::string still = encoded(".webp", picture);
    const std::string frame = still.substr(12);
    const auto little = [](std::size_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; ++i)
            text += static_cast<char>(value >> (8 * i) & 0xFF);
        return text;
    };
    const std::string header = little(10, 4) + little(2, 4) + little(19, 3) + little(9, 3);
    const std::string animation = little(6, 4) + std::string(6, '\0');
    const std::string one =
        little(0, 3) + little(0, 3) + little(19, 3) + little(9, 3) + little(40, 3) + '\0' + frame;
    const std::string body = "WEBPVP8X" + header + "ANIM" + animation + "ANMF" + little(one.size(), 4) + one;
    const std::string moving = "RIFF" + little(body.size(), 4) + body;
    EXPECT_EQ(undecodableFormat(moving), "animated WebP");
    EXPECT_FALSE(beginsLikeImage(moving));
    EXPECT_THAT(errorOf(moving), testing::HasSubstr("cannot be read as an image"));
}

TEST(ImageReader, ComposesTransparencyOnWhite) {
    cv::Mat picture(64, 64, CV_8UC4, cv::Scalar(10, 20, 200, 0));
    picture(cv::Rect(0, 0, 32, 64)) = cv::Scalar(10, 20, 200, 255);
    picture(cv::Rect(0, 0, 32, 8)) = cv::Scalar(0, 0, 0, 128);
    const cv::Mat read = fittedPicture(decodePicture(encoded(".png", picture), "p"), 64);
    EXPECT_EQ(at(read, 5, 40), cv::Vec3b(10, 20, 200));
    EXPECT_EQ(at(read, 50, 40), cv::Vec3b(255, 255, 255));
    EXPECT_EQ(at(read, 5, 4), cv::Vec3b(127, 127, 127));
}

TEST(ImageReader, ReadsGreySixteenBitAndPlainPictures) {
    const cv::Mat grey(64, 64, CV_8UC1, cv::Scalar(77));
    EXPECT_EQ(at(fittedPicture(decodePicture(encoded(".png", grey), "p"), 64), 3, 3), cv::Vec3b(77, 77, 77));
    const cv::Mat deep(64, 64, CV_16UC4, cv::Scalar(65535, 0, 32896, 65535));
    EXPECT_EQ(at(fittedPicture(decodePicture(encoded(".png", deep), "p"), 64), 3, 3), cv::Vec3b(255, 0, 128));
    const cv::Mat plain(64, 64, CV_8UC3, cv::Scalar(1, 2, 3));
    for (const char* extension : {".png", ".bmp", ".tiff"})
        EXPECT_EQ(at(fittedPicture(decodePicture(encoded(extension, plain), "p"), 64), 3, 3),
                  cv::Vec3b(1, 2, 3))
            << extension;
}

TEST(ImageReader, KeepsTheAspectAndCentresOnWhite) {
    const cv::Mat wide(50, 200, CV_8UC3, cv::Scalar(0, 0, 255));
    const cv::Mat read = fittedPicture(decodePicture(encoded(".png", wide), "p"), 64);
    ASSERT_EQ(read.size(), cv::Size(64, 64));
    EXPECT_EQ(at(read, 32, 32), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(at(read, 0, 32), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(at(read, 32, 23), cv::Vec3b(255, 255, 255));
    EXPECT_EQ(at(read, 32, 24), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(at(read, 32, 39), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(at(read, 32, 40), cv::Vec3b(255, 255, 255));
    // One pixel high stays one pixel high.
    EXPECT_NO_THROW(fittedPicture(decodePicture(encoded(".png", cv::Mat(1, 4000, CV_8UC3)), "p"), 64));
}

TEST(ImageReader, TurnsByExifOrientation) {
    cv::Mat picture(64, 64, CV_8UC3, cv::Scalar(255, 255, 255));
    picture(cv::Rect(0, 0, 64, 32)) = cv::Scalar(0, 0, 0); // black above
    std::string bytes = encoded(".jpg", picture);
    // APP1 with one entry: orientation 6, "turn right to view".
    std::string exif("\xFF\xE1\x00\x22"
                     "Exif\0\0"
                     "II\x2A\0\x08\0\0\0"
                     "\x01\0"
                     "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
                     "\0\0\0\0",
                     36);
    bytes.insert(2, exif);
    const cv::Mat read = fittedPicture(decodePicture(bytes, "p"), 64);
    EXPECT_GT(at(read, 5, 32)[0], 200); // white on the left
    EXPECT_LT(at(read, 58, 32)[0], 50); // black on the right
}

TEST(ImageReader, RefusesWhatIsNoPictureWithTheNameOfTheFile) {
    const std::string text = "this is a text file, not a picture";
    for (const std::string& bytes :
         {std::string(), text, std::string("\x89PNG\r\n\x1a\n"), std::string("\xFF\xD8"), std::string("BM"),
          std::string("RIFF\0\0\0\0WEBPVP8X", 16)})
        EXPECT_THAT(errorOf(bytes), testing::HasSubstr("some/picture.file"));
}

TEST(ImageReader, NoticesCutFilesOfEveryFormat) {
    for (const char* extension : {".png", ".jpg", ".webp"}) {
        const std::string whole = encoded(extension, noisy(80, 60));
        EXPECT_EQ(errorOf(whole), "") << extension;
        for (const double share : {0.1, 0.5, 0.9})
            EXPECT_THAT(
                errorOf(whole.substr(0, static_cast<std::size_t>(share * static_cast<double>(whole.size())))),
                testing::HasSubstr("cut off"))
                << extension << " " << share;
    }
}

TEST(ImageReader, RefusesHugePicturesBeforeDecodingThem) {
    std::string png = encoded(".png", noisy(8, 8));
    png.replace(16, 8, std::string("\x00\x00\x4E\x20\x00\x00\x4E\x20", 8)); // 20,000 x 20,000
    EXPECT_THAT(errorOf(png), testing::HasSubstr("20000 x 20000 pixels"));
}

TEST(ImageReader, RefusesWhatCouldTakeAllMemory) {
    std::string tiff("II*\0\x08\0\0\0\x02\0"
                     "\0\x01\x04\0\x01\0\0\0\x30\x75\0\0" // 30,000 wide
                     "\x01\x01\x04\0\x01\0\0\0\x30\x75\0\0"
                     "\0\0\0\0",
                     38);
    EXPECT_THAT(errorOf(tiff), testing::HasSubstr("30000 x 30000 pixels"));
    // Formats that are not imported, though OpenCV knows them, and sizes that cannot be told.
    const std::string pixels(3, '\x07');
    EXPECT_THAT(errorOf("P6\n1 1\n255\n" + pixels), testing::HasSubstr("cannot be read as an image"));
    tiff[12] = 16; // a width of 64 bits
    EXPECT_THAT(errorOf(tiff), testing::HasSubstr("cannot be read as an image"));
}

TEST(ImageReader, NamesAMissingOrForbiddenFile) {
    const test::TemporaryFolder folder;
    const auto missing = folder.path() / "gone.png";
    try {
        readPicture(missing);
        FAIL() << "read a missing file";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("gone.png"));
    }
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may read everything";
    writeFileAtomically(missing, encoded(".png", noisy(8, 8)));
    std::filesystem::permissions(missing, std::filesystem::perms::none);
    EXPECT_THROW(readPicture(missing), Error);
}

TEST(PictureHeader, TellsSizeAndTransparency) {
    const auto png = parsePictureHeader(encoded(".png", noisy(30, 20, CV_8UC4)));
    EXPECT_EQ(png.width, 30U);
    EXPECT_EQ(png.height, 20U);
    EXPECT_TRUE(png.mayHaveAlpha);
    EXPECT_FALSE(parsePictureHeader(encoded(".png", noisy(30, 20))).mayHaveAlpha);
    for (const char* extension : {".jpg", ".bmp", ".webp", ".tiff"}) {
        const auto header = parsePictureHeader(encoded(extension, noisy(30, 20)));
        EXPECT_EQ(header.width, 30U) << extension;
        EXPECT_EQ(header.height, 20U) << extension;
        EXPECT_FALSE(header.cutOff) << extension;
    }
}

TEST(PictureHeader, KnowsTheOldAndTheOtherWayRound) {
    // BMP of OS/2: sides of 16 bits.
    const auto bmp = parsePictureHeader(
        std::string_view("BM\0\0\0\0\0\0\0\0\x1A\0\0\0\x0C\0\0\0\x1E\0\x14\0\x01\0\x18\0", 26));
    EXPECT_EQ(bmp.width, 30U);
    EXPECT_EQ(bmp.height, 20U);
    const auto tiff = parsePictureHeader(std::string_view("MM\0*\0\0\0\x08\0\x02"
                                                          "\x01\0\0\x03\0\0\0\x01\0\x1E\0\0"
                                                          "\x01\x01\0\x04\0\0\0\x01\0\0\0\x14",
                                                          34));
    EXPECT_EQ(tiff.width, 30U);
    EXPECT_EQ(tiff.height, 20U);
    EXPECT_EQ(parsePictureHeader("GIF89a").format, PictureFormat::other);
}

TEST(PictureHeader, SurvivesEveryPrefix) {
    for (const char* extension : {".png", ".jpg", ".bmp", ".webp", ".tiff"}) {
        const std::string bytes = encoded(extension, noisy(9, 9));
        for (std::size_t length = 0; length <= std::min<std::size_t>(bytes.size(), 800); ++length)
            parsePictureHeader(std::string_view(bytes).substr(0, length));
    }
}

} // namespace
} // namespace crossview
