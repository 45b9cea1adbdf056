#include "features/image/gist_features.h"

#include "features/image/gist.h"
#include "features/image/raw_blocks.h"

#include <memory>

namespace crossview {

RawBlock GistFeatures::raw(const RawBlockInput& input) {
    const auto bank = std::make_shared<const GistBank>();
    return squareBlock(
        input, "gist", "gist", GistBank::dimensions(),
        [bank](const cv::Mat& picture, std::span<float> out) { bank->energies(picture, out); });
}

} // namespace crossview
