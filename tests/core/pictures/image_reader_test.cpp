#include "pictures/image_reader.h"

#include "common/error.h"
#include "dataset/locating/image_file.h"
#include "files/atomic_file.h"
#include "pictures/picture_header.h"
#include "pictures/picture_pixels.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <limits>

#include <jpeglib.h>

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
        fittedPicture(decodePicture(bytes, "some/picture.file").bgr, 64);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

/// A JPEG of four components with the marker of Adobe, written by libjpeg: cyan.
std::string cmykJpeg() {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = 8;
    info.image_height = 8;
    info.input_components = 4;
    info.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&info); // writes the marker for CMYK
    jpeg_start_compress(&info, TRUE);
    std::vector<unsigned char> row;
    for (int x = 0; x < 8; ++x)
        row.insert(row.end(), {0, 255, 255, 255}); // inverted: full cyan, no other ink
    for (int y = 0; y < 8; ++y) {
        JSAMPROW scanline = row.data();
        jpeg_write_scanlines(&info, &scanline, 1);
    }
    jpeg_finish_compress(&info);
    std::string bytes(reinterpret_cast<char*>(buffer), size);
    jpeg_destroy_compress(&info);
    std::free(buffer);
    return bytes;
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
    const cv::Mat read = fittedPicture(decodePicture(encoded(".png", picture), "p").bgr, 64);
    EXPECT_EQ(at(read, 5, 40), cv::Vec3b(10, 20, 200));
    EXPECT_EQ(at(read, 50, 40), cv::Vec3b(255, 255, 255));
    EXPECT_EQ(at(read, 5, 4), cv::Vec3b(127, 127, 127));
}

TEST(ImageReader, ReadsGreySixteenBitAndPlainPictures) {
    const cv::Mat grey(64, 64, CV_8UC1, cv::Scalar(77));
    EXPECT_EQ(at(fittedPicture(decodePicture(encoded(".png", grey), "p").bgr, 64), 3, 3),
              cv::Vec3b(77, 77, 77));
    const cv::Mat deep(64, 64, CV_16UC4, cv::Scalar(65535, 0, 32896, 65535));
    EXPECT_EQ(at(fittedPicture(decodePicture(encoded(".png", deep), "p").bgr, 64), 3, 3),
              cv::Vec3b(255, 0, 128));
    const cv::Mat plain(64, 64, CV_8UC3, cv::Scalar(1, 2, 3));
    for (const char* extension : {".png", ".bmp", ".tiff"})
        EXPECT_EQ(at(fittedPicture(decodePicture(encoded(extension, plain), "p").bgr, 64), 3, 3),
                  cv::Vec3b(1, 2, 3))
            << extension;
}

TEST(ImageReader, KeepsTheAspectAndCentresOnWhite) {
    const cv::Mat wide(50, 200, CV_8UC3, cv::Scalar(0, 0, 255));
    const cv::Mat read = fittedPicture(decodePicture(encoded(".png", wide), "p").bgr, 64);
    ASSERT_EQ(read.size(), cv::Size(64, 64));
    EXPECT_EQ(at(read, 32, 32), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(at(read, 0, 32), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(at(read, 32, 23), cv::Vec3b(255, 255, 255));
    EXPECT_EQ(at(read, 32, 24), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(at(read, 32, 39), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(at(read, 32, 40), cv::Vec3b(255, 255, 255));
    // One pixel high stays one pixel high.
    EXPECT_NO_THROW(fittedPicture(decodePicture(encoded(".png", cv::Mat(1, 4000, CV_8UC3)), "p").bgr, 64));
}

/// EXIF data with one entry, the orientation.
std::string exifOf(int orientation) {
    return std::string("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) +
           static_cast<char>(orientation) + std::string(7, '\0');
}

std::string big(std::uint32_t value) {
    std::string bytes;
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        bytes += static_cast<char>(value >> shift & 0xFFU);
    return bytes;
}

std::string little(std::uint32_t value) {
    const std::string bytes = big(value);
    return {bytes.rbegin(), bytes.rend()};
}

std::uint32_t crcOf(const std::string& bytes) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1U ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

/// The file with an EXIF orientation put into it.
std::string oriented(const std::string& extension, const cv::Mat& picture, int orientation) {
    const std::string exif = exifOf(orientation);
    std::string bytes = encoded(extension, picture);
    if (extension == ".jpg")
        return bytes.insert(2, "\xFF\xE1" + big(static_cast<std::uint32_t>(exif.size() + 8)).substr(2) +
                                   std::string("Exif\0\0", 6) + exif);
    if (extension == ".png") {
        const std::string chunk = "eXIf" + exif;
        return bytes.insert(33, big(static_cast<std::uint32_t>(exif.size())) + chunk + big(crcOf(chunk)));
    }
    // WebP in its extended form: a header with the flags of EXIF and transparency, the picture, the EXIF
    // data.
    const auto side = [](int pixels) { return little(static_cast<std::uint32_t>(pixels - 1)).substr(0, 3); };
    const std::string flags = little(picture.channels() == 4 ? 0x18 : 0x08);
    std::string still = bytes.substr(12);
    if (still.starts_with("VP8X"))
        still.erase(0, 18);
    const std::string body = "WEBPVP8X" + little(10) + flags + side(picture.cols) + side(picture.rows) +
                             still + "EXIF" + little(static_cast<std::uint32_t>(exif.size())) + exif;
    return "RIFF" + little(static_cast<std::uint32_t>(body.size())) + body;
}

TEST(ImageReader, TurnsByExifOrientationWhateverTheFormat) {
    // A corner each: red, green, blue, white.
    cv::Mat upright(32, 64, CV_8UC3, cv::Scalar(255, 255, 255));
    upright(cv::Rect(0, 0, 32, 16)) = cv::Scalar(0, 0, 255);
    upright(cv::Rect(32, 0, 32, 16)) = cv::Scalar(0, 255, 0);
    upright(cv::Rect(0, 16, 32, 16)) = cv::Scalar(255, 0, 0);
    const auto stored = [&](int orientation) {
        cv::Mat turned;
        switch (orientation) { // how a camera that is held so writes it
        case 2:
            cv::flip(upright, turned, 1);
            break;
        case 3:
            cv::flip(upright, turned, -1);
            break;
        case 4:
            cv::flip(upright, turned, 0);
            break;
        case 5:
            cv::transpose(upright, turned);
            break;
        case 6:
            cv::rotate(upright, turned, cv::ROTATE_90_COUNTERCLOCKWISE);
            break;
        case 7:
            cv::transpose(upright, turned);
            cv::flip(turned, turned, -1);
            break;
        case 8:
            cv::rotate(upright, turned, cv::ROTATE_90_CLOCKWISE);
            break;
        default:
            turned = upright.clone();
        }
        return turned;
    };
    for (int orientation = 1; orientation <= 8; ++orientation)
        for (const char* extension : {".jpg", ".png", ".webp"})
            for (const bool alpha : {false, true}) {
                cv::Mat picture = stored(orientation);
                if (alpha)
                    cv::cvtColor(picture, picture, cv::COLOR_BGR2BGRA);
                const std::string bytes = oriented(extension, picture, orientation);
                const cv::Mat read = decodePicture(bytes, "p").bgr;
                ASSERT_EQ(read.size(), upright.size()) << extension << " " << orientation;
                EXPECT_LT(cv::norm(read, upright, cv::NORM_L1) / static_cast<double>(read.total() * 3), 6)
                    << extension << " " << orientation << " " << alpha;
            }
}

TEST(ImageReader, AJpegWithoutItsEndMarkerIsTakenAndSaid) {
    const cv::Mat picture = noisy(80, 60);
    const std::string whole = encoded(".jpg", picture);
    const DecodedPicture cut = decodePicture(whole.substr(0, whole.size() - 2), "a/b.jpg");
    EXPECT_THAT(cut.remark, testing::HasSubstr("a/b.jpg lacks its end marker"));
    EXPECT_EQ(cv::norm(cut.bgr, decodePicture(whole, "p").bgr, cv::NORM_INF), 0);
    EXPECT_EQ(decodePicture(whole, "p").remark, "");
    // What cameras append is no damage.
    EXPECT_EQ(decodePicture(whole + std::string(40, '\0') + "trailer", "p").remark, "");
    std::vector<unsigned char> bytes;
    cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
    const std::string progressive(bytes.begin(), bytes.end());
    EXPECT_THAT(decodePicture(progressive.substr(0, progressive.size() - 2), "p").remark,
                testing::HasSubstr("end marker"));
    EXPECT_THAT(errorOf(progressive.substr(0, progressive.size() / 2)), testing::HasSubstr("cut off"));
}

TEST(ImageReader, DamageInsideIsNamedAndNothingIsPrintedBesides) {
    std::string jpeg = encoded(".jpg", noisy(120, 90));
    for (std::size_t i = jpeg.size() / 3; i < jpeg.size() * 2 / 3; ++i)
        jpeg[i] = static_cast<char>(i * 37 % 200);
    std::string png = encoded(".png", noisy(120, 90));
    png[png.size() / 2] = static_cast<char>(~png[png.size() / 2]);
    testing::internal::CaptureStderr();
    EXPECT_THAT(errorOf(jpeg), testing::HasSubstr("some/picture.file is damaged inside"));
    EXPECT_THAT(errorOf(png), testing::HasSubstr("some/picture.file cannot be read"));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(ImageReader, ScalesFloatingPointOfEveryUsualRange) {
    const auto plain = [](const cv::Mat& picture) { // OpenCV's usual coding of such values is lossy
        std::vector<unsigned char> bytes;
        cv::imencode(".tiff", picture, bytes, {cv::IMWRITE_TIFF_COMPRESSION, 1});
        return std::string(bytes.begin(), bytes.end());
    };
    for (const float range : {1.F, 255.F, 65535.F}) {
        cv::Mat picture(8, 8, CV_32FC3, cv::Scalar::all(static_cast<double>(range)));
        picture(cv::Rect(0, 0, 4, 8)) = cv::Scalar(0, static_cast<double>(range) * 0.4, 0);
        const cv::Mat read = decodePicture(plain(picture), "p").bgr;
        EXPECT_EQ(at(read, 6, 4), cv::Vec3b(255, 255, 255)) << range;
        EXPECT_EQ(at(read, 1, 4), cv::Vec3b(0, 102, 0)) << range;
    }
    cv::Mat picture(8, 8, CV_32FC1, cv::Scalar(-3));
    EXPECT_THAT(errorOf(plain(picture)), testing::HasSubstr("no brightness"));
    picture.at<float>(3, 3) = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THAT(errorOf(plain(picture)), testing::HasSubstr("not finite"));
}

TEST(ImageReader, MixesInksAsTheyPrint) {
    // A JPEG of 8 x 8 pixels with four components, all DC: cyan 255, others 0, as Adobe writes it (inverted).
    const std::string inks = cmykJpeg();
    const cv::Mat read = decodePicture(inks, "p").bgr;
    ASSERT_EQ(read.size(), cv::Size(8, 8));
    const cv::Vec3b cyan = at(read, 4, 4);
    EXPECT_GT(cyan[0], 250);
    EXPECT_GT(cyan[1], 250);
    EXPECT_LT(cyan[2], 5);
}

TEST(ImageReader, SmallPicturesForTheWindowLookAlike) {
    const test::TemporaryFolder folder;
    cv::Mat picture(300, 600, CV_8UC3, cv::Scalar(200, 100, 50));
    picture(cv::Rect(0, 0, 300, 300)) = cv::Scalar(10, 20, 30);
    for (const char* extension : {".jpg", ".png"}) {
        const auto file = folder.write(std::string("a") + extension, encoded(extension, picture));
        const PicturePixels small = readPicturePixels(file, 64);
        EXPECT_EQ(small.width, 64);
        EXPECT_EQ(small.height, 32);
        ASSERT_EQ(small.bgr.size(), std::size_t{64} * 32 * 3);
        EXPECT_NEAR(small.bgr[3 * (16 * 64 + 5) + 2], 30, 4) << extension;
        EXPECT_NEAR(small.bgr[3 * (16 * 64 + 60)], 200, 4) << extension;
        EXPECT_EQ(readPicturePixels(file, 1000).width, 600); // never made larger
    }
    EXPECT_THROW(readPicturePixels(folder / "gone.png", 64), Error);
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
