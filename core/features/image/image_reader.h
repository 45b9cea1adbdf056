#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <opencv2/core.hpp>

namespace crossview {

/// Pictures with more pixels than this are refused instead of filling the memory.
inline constexpr std::uint64_t kMaximumPixels = 100'000'000;

/// Reads a picture file as 8-bit BGR of its own size: transparency on white, grey as three equal channels,
/// turned as its EXIF orientation says.
/// Throws Error that names the file: missing, not an image, cut off, or above 100 million pixels.
cv::Mat readPicture(const std::filesystem::path& file);

/// Its two halves: the bytes of the file, and the picture in them; `name` stands in messages.
std::string readPictureBytes(const std::filesystem::path& file);
cv::Mat decodePicture(std::string_view bytes, const std::string& name);

/// A picture fitted into a square of `size` pixels: aspect kept, centred on white.
cv::Mat fittedPicture(const cv::Mat& bgr, int size);

} // namespace crossview
