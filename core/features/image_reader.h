#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <opencv2/core.hpp>

namespace crossview {

/// Pictures with more pixels than this are refused instead of filling the memory.
inline constexpr std::uint64_t kMaximumPixels = 100'000'000;

/// Reads a picture file into a square of `size` pixels, 8-bit BGR: transparency on white, grey as three equal
/// channels, aspect kept and centred on white, turned as its EXIF orientation says.
/// Throws Error that names the file: missing, not an image, cut off, or above 100 million pixels.
cv::Mat readPicture(const std::filesystem::path& file, int size);

/// The same for the bytes of a picture file; `name` stands in messages.
cv::Mat decodePicture(std::string_view bytes, const std::string& name, int size);

} // namespace crossview
