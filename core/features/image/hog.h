#pragma once

#include <cstddef>
#include <span>

#include <opencv2/core.hpp>

namespace crossview {

/// Values of hogDescriptor: 7 x 7 blocks of 2 x 2 cells with 9 orientations, whatever the picture's size.
std::size_t hogDimensions();

/// Histograms of oriented gradients of an 8-bit BGR square, reduced to 64 x 64: cells of 8 pixels, blocks of
/// 16, step 8, L2 with clipping at 0.2. Writes hogDimensions() values.
void hogDescriptor(const cv::Mat& bgr, std::span<float> out);

} // namespace crossview
