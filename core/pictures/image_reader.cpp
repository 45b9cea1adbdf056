#include "pictures/image_reader.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "pictures/jpeg_decoder.h"
#include "pictures/picture_codecs.h"
#include "pictures/picture_header.h"
#include "pictures/png_decoder.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp> // the modes
#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

constexpr std::uintmax_t kMaximumBytes = std::uintmax_t{1} << 30U;

[[noreturn]] void refuseSize(const std::string& name, std::uint64_t width, std::uint64_t height) {
    throw Error(fmt::format("{} has {} x {} pixels, more than {} million: make it smaller and import again.",
                            name, width, height, kMaximumPixels / 1'000'000));
}

/// Floating point values as 0..255, from whichever of the usual ranges they fill. Throws Error on infinite
/// ones.
void scaleFloats(cv::Mat& decoded, const std::string& name) {
    if (!cv::checkRange(decoded))
        throw Error(fmt::format("{} holds values that are not finite: save it with 8 or 16 bits.", name));
    double lowest = 0;
    double highest = 0;
    cv::minMaxLoc(decoded.reshape(1), &lowest, &highest);
    // A little above 1 is a highlight, a little above the others what a lossy coding made of it.
    constexpr double kDeep = 65535;
    if (lowest < 0 || highest > 1.05 * kDeep)
        throw Error(
            fmt::format("{} holds values from {} to {}, which are no brightness: save it with 8 or 16 "
                        "bits.",
                        name, lowest, highest));
    const double range = highest <= 2 ? 1 : highest <= 260 ? 255 : kDeep;
    decoded.convertTo(decoded, CV_8U, 255 / range);
}

/// 8-bit BGR of whatever the decoder gave; transparency is composed on white.
cv::Mat toBgr(cv::Mat decoded, const std::string& name) {
    if (decoded.depth() == CV_16U)
        decoded.convertTo(decoded, CV_8U, 1.0 / 257.0);
    else if (decoded.depth() == CV_32F || decoded.depth() == CV_64F)
        scaleFloats(decoded, name);
    else if (decoded.depth() != CV_8U)
        throw Error(fmt::format(
            "{} holds numbers of another kind than brightness: save it with 8 or 16 bits.", name));
    cv::Mat bgr;
    if (decoded.channels() == 1) {
        cv::cvtColor(decoded, bgr, cv::COLOR_GRAY2BGR);
    } else if (decoded.channels() == 4) {
        bgr.create(decoded.size(), CV_8UC3);
        for (int y = 0; y < decoded.rows; ++y) {
            const auto* from = decoded.ptr<cv::Vec4b>(y);
            auto* to = bgr.ptr<cv::Vec3b>(y);
            for (int x = 0; x < decoded.cols; ++x) {
                const int alpha = from[x][3];
                for (int c = 0; c < 3; ++c)
                    to[x][c] =
                        static_cast<unsigned char>((from[x][c] * alpha + 255 * (255 - alpha) + 127) / 255);
            }
        }
    } else {
        bgr = decoded;
    }
    return bgr;
}

/// The picture as its EXIF orientation says that it is to be seen.
cv::Mat turned(cv::Mat picture, int orientation) {
    constexpr int kAlong = 1; // for cv::flip: left and right
    constexpr int kOver = 0;  // up and down
    constexpr int kBoth = -1;
    cv::Mat upright = std::move(picture);
    if (orientation >= 5)
        cv::transpose(upright, upright);
    if (orientation == 2 || orientation == 6)
        cv::flip(upright, upright, kAlong);
    else if (orientation == 3 || orientation == 7)
        cv::flip(upright, upright, kBoth);
    else if (orientation == 4 || orientation == 8)
        cv::flip(upright, upright, kOver);
    return upright;
}

/// The largest part of a JPEG's sides that leaves the longer one at least `least` long.
int shrinkOf(const PictureHeader& header, int least) {
    const auto longer = std::max(header.width, header.height);
    int shrink = 1;
    while (least > 0 && shrink < 8 &&
           longer >= static_cast<std::uint64_t>(least) * 2 * static_cast<std::uint64_t>(shrink))
        shrink *= 2;
    return shrink;
}

/// BMP, TIFF and WebP, by OpenCV. Empty where it cannot. TIFF is turned by it, whatever is asked for.
cv::Mat decodeByOpenCv(std::string_view bytes, bool mayHaveAlpha) {
    const int mode = mayHaveAlpha ? cv::IMREAD_UNCHANGED : cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION;
    try {
        const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
        return pictureCodecs()(buffer, mode);
    } catch (const cv::Exception&) {
        return {};
    }
}

} // namespace

cv::Mat fittedPicture(const cv::Mat& bgr, int size) {
    if (bgr.rows == size && bgr.cols == size)
        return bgr;
    const double scale = static_cast<double>(size) / std::max(bgr.rows, bgr.cols);
    const int width = std::clamp(static_cast<int>(std::lround(bgr.cols * scale)), 1, size);
    const int height = std::clamp(static_cast<int>(std::lround(bgr.rows * scale)), 1, size);
    cv::Mat scaled;
    cv::resize(bgr, scaled, {width, height}, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    cv::Mat square(size, size, CV_8UC3, cv::Scalar::all(255));
    scaled.copyTo(square(cv::Rect((size - width) / 2, (size - height) / 2, width, height)));
    return square;
}

cv::Mat croppedPicture(const cv::Mat& bgr, const PixelBox& box, const std::string& name) {
    const std::optional<PixelBox> inside = boxWithin(box, bgr.cols, bgr.rows);
    if (!inside)
        throw Error(
            fmt::format("{} is {} x {} pixels large, and the box {} lies outside of it: put the picture "
                        "there again that the boxes were drawn in, or import them again.",
                        name, bgr.cols, bgr.rows, boxText(box)));
    const auto edge = [](double at, int least, int most) {
        return std::clamp(static_cast<int>(std::lround(at)), least, most);
    };
    const int left = edge(inside->x, 0, bgr.cols - 1);
    const int top = edge(inside->y, 0, bgr.rows - 1);
    const int right = edge(inside->x + inside->width, left + 1, bgr.cols);
    const int bottom = edge(inside->y + inside->height, top + 1, bgr.rows);
    return bgr(cv::Rect(left, top, right - left, bottom - top));
}

cv::Mat readPicture(const std::filesystem::path& file, const std::optional<PixelBox>& box) {
    const cv::Mat picture = readPicture(file);
    return box ? croppedPicture(picture, *box, file.string()) : picture;
}

DecodedPicture decodePicture(std::string_view bytes, const std::string& name, int least) {
    if (bytes.empty())
        throw Error(
            fmt::format("{} is empty: put the picture there again or take it out of the data set.", name));
    if (bytes.size() > kMaximumBytes)
        throw Error(fmt::format("{} has more than 1 GiB: make the picture smaller.", name));
    const PictureHeader header = parsePictureHeader(bytes);
    // Products of header fields fit: they come from at most 32 bits each.
    if (header.width * header.height > kMaximumPixels)
        refuseSize(name, header.width, header.height);
    if (header.cutOff)
        throw Error(fmt::format("{} is cut off in the middle: copy or download it again.", name));
    const auto refuse = [&name]() -> Error {
        return Error(
            fmt::format("{} cannot be read as an image (damaged, cut off, or of an unknown format): replace "
                        "it by a PNG, JPEG, BMP, TIFF or WebP file.",
                        name));
    };
    // OpenCV knows more formats, and would take the memory for whatever size is written in them.
    if (header.width * header.height == 0)
        throw refuse();
    DecodedPicture picture;
    cv::Mat decoded;
    const int shrink = header.format == PictureFormat::jpeg ? shrinkOf(header, least) : 1;
    if (header.format == PictureFormat::jpeg) {
        DecodedJpeg jpeg = decodeJpeg(bytes, shrink);
        if (!jpeg.problem.empty())
            throw Error(fmt::format("{} {}: copy or download it again.", name, jpeg.problem));
        if (!jpeg.remark.empty())
            picture.remark = fmt::format("{} {}.", name, jpeg.remark);
        decoded = std::move(jpeg.bgr);
    } else if (header.format == PictureFormat::png) {
        decoded = decodePng(bytes);
    } else {
        decoded = decodeByOpenCv(bytes, header.mayHaveAlpha);
    }
    if (decoded.empty())
        throw refuse();
    if (static_cast<std::uint64_t>(decoded.total()) > kMaximumPixels)
        refuseSize(name, static_cast<std::uint64_t>(decoded.cols), static_cast<std::uint64_t>(decoded.rows));
    picture.bgr = turned(toBgr(std::move(decoded), name), header.orientation);
    picture.size = picture.bgr.size();
    if (shrink > 1) {
        picture.size = {static_cast<int>(header.width), static_cast<int>(header.height)};
        if (header.orientation >= 5)
            std::swap(picture.size.width, picture.size.height);
    }
    return picture;
}

std::string readPictureBytes(const std::filesystem::path& file) {
    std::error_code ignored;
    const auto length = std::filesystem::file_size(file, ignored);
    if (!ignored && length > kMaximumBytes)
        throw Error(fmt::format("{} has more than 1 GiB: make the picture smaller.", file.string()));
    return readFile(file);
}

cv::Mat readPicture(const std::filesystem::path& file) {
    return decodePicture(readPictureBytes(file), file.string()).bgr;
}

} // namespace crossview
