#include "features/image/hsv_features.h"

#include "common/error.h"
#include "features/image/hsv_histogram.h"
#include "features/image/raw_blocks.h"

#include <fmt/format.h>

namespace crossview {

RawBlock HsvFeatures::raw(const RawBlockInput& input) {
    const int grid = input.options.hsvGrid;
    if (grid < 1 || grid > 8)
        throw Error(
            fmt::format("An HSV grid of {} cells per side is outside 1 to 8: choose one between.", grid));
    return squareBlock(
        input, "hsv", "HSV", hsvDimensions(grid),
        [grid](const cv::Mat& picture, std::span<float> out) { hsvHistogram(picture, grid, out); },
        fmt::format("grid {}", grid));
}

} // namespace crossview
