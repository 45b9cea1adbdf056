#pragma once

#include <cstddef>
#include <span>

#include <opencv2/core.hpp>

namespace crossview {

/// Values of hsvHistogram for a grid of `grid` x `grid` cells: one histogram for the whole picture, one per
/// cell.
std::size_t hsvDimensions(int grid);

/// Colour histograms of an 8-bit BGR picture: hue (12) x saturation (3) x value (3) bins with shared votes
/// between neighbours, for the whole picture and for every cell; each sums to 1, then square roots are taken
/// (Hellinger), so that the length of every histogram is 1. Writes hsvDimensions(grid) values.
void hsvHistogram(const cv::Mat& bgr, int grid, std::span<float> out);

} // namespace crossview
