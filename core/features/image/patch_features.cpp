#include "features/image/patch_features.h"

#include "features/image/patches.h"
#include "features/image/raw_blocks.h"
#include "features/image/tiny_image.h"

#include <memory>

namespace crossview {

RawBlock PatchFeatures::raw(const RawBlockInput& input) {
    RawBlock block = squareBlock(
        input, "patch", "patches", tinyDimensions(PatchCoder::kSide),
        [](const cv::Mat& picture, std::span<float> out) { tinyImage(picture, PatchCoder::kSide, out); });
    block.fitCoder = [words = static_cast<std::size_t>(input.options.patchWords),
                      seed = input.options.seed](MatrixView raw, std::span<const std::int32_t> training,
                                                 const std::stop_token& stop) {
        return std::make_shared<const PatchCoder>(PatchCoder::fit(raw, training, words, seed, stop));
    };
    block.loadCoder = [](const std::filesystem::path& folder) {
        return std::make_shared<const PatchCoder>(PatchCoder::load(folder));
    };
    return block;
}

} // namespace crossview
