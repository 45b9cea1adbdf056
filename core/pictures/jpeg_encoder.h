#pragma once

#include <string>

#include <opencv2/core.hpp>

namespace crossview {

/// An 8-bit BGR picture as a baseline JPEG file in memory. Throws Error when it is empty or libjpeg refuses
/// it.
std::string encodeJpeg(const cv::Mat& bgr, int quality = 85);

} // namespace crossview
