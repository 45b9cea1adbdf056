#include "features/raw_blocks.h"

#include "common/error.h"
#include "common/npy.h"
#include "features/hog.h"
#include "features/hsv_histogram.h"
#include "features/patches.h"
#include "features/tiny_image.h"

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr int kTinySide = 16;

} // namespace

std::vector<RawBlock> rawBlocks(const ImageFeatureOptions& options) {
    if (options.size < 64 || options.size > 1024)
        throw Error(fmt::format("A picture size of {} pixels is outside 64 to 1024: choose one between.",
                                options.size));
    if (options.hsvGrid < 1 || options.hsvGrid > 8)
        throw Error(fmt::format("An HSV grid of {} cells per side is outside 1 to 8: choose one between.",
                                options.hsvGrid));
    const auto wanted = [](int components) { return static_cast<std::size_t>(std::max(components, 0)); };
    std::vector<RawBlock> blocks;
    const auto add = [&](RawBlock block) {
        block.settings += fmt::format(" size {}", options.size);
        if (block.components > 0)
            blocks.push_back(std::move(block));
    };
    add({"hsv", fmt::format("grid {}", options.hsvGrid), hsvDimensions(options.hsvGrid),
         wanted(options.hsvComponents),
         [grid = options.hsvGrid](const cv::Mat& picture, std::span<float> out) {
             hsvHistogram(picture, grid, out);
         }});
    add({"hog", "", hogDimensions(), wanted(options.hogComponents), hogDescriptor});
    add({"tiny", "", tinyDimensions(kTinySide), wanted(options.tinyComponents),
         [](const cv::Mat& picture, std::span<float> out) { tinyImage(picture, kTinySide, out); }});
    const auto bank = std::make_shared<const GistBank>();
    add({"gist", "", GistBank::dimensions(), wanted(options.gistComponents),
         [bank](const cv::Mat& picture, std::span<float> out) { bank->energies(picture, out); }});
    // The patch words are learnt from training pictures; what is stored per picture is its reduced copy.
    if (options.patchWords > 0)
        add({"patch", "", tinyDimensions(PatchCoder::kSide), wanted(options.patchComponents),
             [](const cv::Mat& picture, std::span<float> out) {
                 tinyImage(picture, PatchCoder::kSide, out);
             }});
    if (blocks.empty())
        throw Error("Every image feature is switched off: give at least one of them components.");
    return blocks;
}

void computeRaw(const RawBlock& block, const cv::Mat& picture, std::span<float> out) {
    block.compute(picture, out);
    for (float& value : out)
        value = fromHalf(toHalf(value));
}

} // namespace crossview
