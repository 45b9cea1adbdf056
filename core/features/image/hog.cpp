#include "features/image/hog.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

namespace crossview {
namespace {

constexpr int kSide = 64;
constexpr int kCell = 8;
constexpr int kOrientations = 9;

cv::HOGDescriptor makeDescriptor() {
    return {cv::Size(kSide, kSide), cv::Size(2 * kCell, 2 * kCell), cv::Size(kCell, kCell),
            cv::Size(kCell, kCell), kOrientations};
}

} // namespace

std::size_t hogDimensions() {
    constexpr std::size_t kBlocks = kSide / kCell - 1;
    return kBlocks * kBlocks * 4 * kOrientations;
}

void hogDescriptor(const cv::Mat& bgr, std::span<float> out) {
    assert(out.size() == hogDimensions());
    cv::Mat reduced;
    cv::resize(bgr, reduced, {kSide, kSide}, 0, 0, cv::INTER_AREA);
    std::vector<float> values;
    makeDescriptor().compute(reduced, values);
    std::copy(values.begin(), values.end(), out.begin());
}

} // namespace crossview
