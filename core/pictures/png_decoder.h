#pragma once

#include <string_view>

#include <opencv2/core.hpp>

namespace crossview {

/// Decodes a PNG with libpng, which says nothing of its own on stderr: 8-bit BGR, or BGRA where it has
/// transparency; palettes, grey and 16 bits are expanded and brought down to that. Not turned. Empty where it
/// is damaged or cut off. Never throws of itself.
cv::Mat decodePng(std::string_view bytes);

} // namespace crossview
