#pragma once

#include "common/pixel_box.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <opencv2/core.hpp>

namespace crossview {

/// Pictures with more pixels than this are refused instead of filling the memory.
inline constexpr std::uint64_t kMaximumPixels = 100'000'000;

/// A picture as features, window and queries see it.
struct DecodedPicture {
    cv::Mat bgr;     ///< 8 bit
    cv::Size size{}; ///< of the whole upright picture; larger than `bgr` where it came smaller
    std::string
        remark; ///< a sentence that names the file: what is wrong with it and did no harm; mostly empty
};

/// Reads a picture file as 8-bit BGR of its own size: transparency on white, grey as three equal channels,
/// CMYK and 16 bits brought down to it, floating point scaled from 0..1, 0..255 or 0..65535, turned as its
/// EXIF orientation says, whatever the format.
/// Throws Error that names the file: missing, not an image, cut off, damaged, or above 100 million pixels.
cv::Mat readPicture(const std::filesystem::path& file);

/// Its two halves: the bytes of the file, and the picture in them; `name` stands in messages. `least` is the
/// longer side that is needed: a JPEG may come smaller than it is, but not smaller than that; 0 asks for all.
std::string readPictureBytes(const std::filesystem::path& file);
DecodedPicture decodePicture(std::string_view bytes, const std::string& name, int least = 0);

/// What of a picture lies in a box, without copying it: whole pixels, those that the box touches by half or
/// more, one at least. Throws Error that names the picture where nothing of it lies there.
cv::Mat croppedPicture(const cv::Mat& bgr, const PixelBox& box, const std::string& name);

/// Reads a picture, or the region of it where there is a box. Throws the Errors of both.
cv::Mat readPicture(const std::filesystem::path& file, const std::optional<PixelBox>& box);

/// A picture fitted into a square of `size` pixels: aspect kept, centred on white.
cv::Mat fittedPicture(const cv::Mat& bgr, int size);

} // namespace crossview
