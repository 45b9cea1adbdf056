#include "features/image/tiny_image.h"

#include <algorithm>
#include <cassert>

#include <opencv2/imgproc.hpp>

namespace crossview {

std::size_t tinyDimensions(int side) {
    return static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
}

void tinyImage(const cv::Mat& bgr, int side, std::span<float> out) {
    assert(out.size() == tinyDimensions(side));
    cv::Mat reduced;
    cv::resize(bgr, reduced, {side, side}, 0, 0, cv::INTER_AREA);
    const unsigned char* const bytes = reduced.ptr<unsigned char>();
    std::copy(bytes, bytes + out.size(), out.begin());
}

} // namespace crossview
