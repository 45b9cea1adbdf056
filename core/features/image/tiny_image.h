#pragma once

#include <cstddef>
#include <span>

#include <opencv2/core.hpp>

namespace crossview {

/// Values of a picture reduced to `side` x `side`, three channels.
std::size_t tinyDimensions(int side);

/// The picture itself, reduced to `side` x `side` by averaging: B, G, R per pixel, 0 to 255.
/// Writes tinyDimensions(side) values.
void tinyImage(const cv::Mat& bgr, int side, std::span<float> out);

} // namespace crossview
