#include "features/image/image_reader.h"

#include "common/error.h"
#include "features/image/picture_codecs.h"
#include "features/image/picture_header.h"
#include "files/atomic_file.h"

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

/// 8-bit BGR of whatever the decoder gave; transparency is composed on white.
cv::Mat toBgr(cv::Mat decoded) {
    if (decoded.depth() == CV_16U)
        decoded.convertTo(decoded, CV_8U, 1.0 / 257.0);
    else if (decoded.depth() != CV_8U) // floating point pictures hold 0..1
        decoded.convertTo(decoded, CV_8U, 255.0);
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

cv::Mat decodePicture(std::string_view bytes, const std::string& name) {
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
    // OpenCV turns a picture by its EXIF orientation only where it may also drop its transparency.
    const int mode = header.mayHaveAlpha ? cv::IMREAD_UNCHANGED : cv::IMREAD_COLOR;
    cv::Mat decoded;
    try {
        const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
        decoded = pictureCodecs()(buffer, mode);
    } catch (const cv::Exception&) {
        decoded.release();
    }
    if (decoded.empty())
        throw refuse();
    if (static_cast<std::uint64_t>(decoded.total()) > kMaximumPixels)
        refuseSize(name, static_cast<std::uint64_t>(decoded.cols), static_cast<std::uint64_t>(decoded.rows));
    return toBgr(std::move(decoded));
}

std::string readPictureBytes(const std::filesystem::path& file) {
    std::error_code ignored;
    const auto length = std::filesystem::file_size(file, ignored);
    if (!ignored && length > kMaximumBytes)
        throw Error(fmt::format("{} has more than 1 GiB: make the picture smaller.", file.string()));
    return readFile(file);
}

cv::Mat readPicture(const std::filesystem::path& file) {
    return decodePicture(readPictureBytes(file), file.string());
}

} // namespace crossview
