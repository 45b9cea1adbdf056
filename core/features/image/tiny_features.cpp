#include "features/image/tiny_features.h"

#include "features/image/raw_blocks.h"
#include "features/image/tiny_image.h"

namespace crossview {

RawBlock TinyFeatures::raw(const RawBlockInput& input) {
    constexpr int kSide = 16;
    return squareBlock(input, "tiny", "tiny", tinyDimensions(kSide),
                       [](const cv::Mat& picture, std::span<float> out) { tinyImage(picture, kSide, out); });
}

} // namespace crossview
