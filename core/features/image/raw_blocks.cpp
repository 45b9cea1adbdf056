#include "features/image/raw_blocks.h"

#include "common/error.h"
#include "common/npy.h"
#include "features/image/gist.h"
#include "features/image/hog.h"
#include "features/image/hsv_histogram.h"
#include "features/image/image_reader.h"
#include "features/image/user_network.h"
#include "features/image/patches.h"
#include "features/image/tiny_image.h"

#include <memory>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr int kTinySide = 16;

RawBlock encoderBlock(const char* name, const char* encoderName, std::size_t components,
                      EncoderPrecision precision) {
    const auto encoder = std::make_shared<const ImageEncoder>(encoderEntry(encoderName), precision);
    return {name,
            encoder->settings(),
            encoder->dimensions(),
            components,
            static_cast<int>(encoder->side()),
            [encoder](const cv::Mat& picture, std::span<float> out) {
                const cv::Mat whole = picture.isContinuous() ? picture : picture.clone();
                encoder->features({whole.ptr(), whole.total() * whole.elemSize()}, out);
            },
            [encoder] {
                encoder->load();
                return encoder->dimensions();
            },
            [encoder]() -> const PhotoClassifier& { return encoder->classifier(); }};
}

} // namespace

std::vector<RawBlock> rawBlocks(const ImageFeatureOptions& options, const std::string& networkIdentity,
                                const NetworkOpener& openNetwork) {
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
        block.side = options.size;
        if (block.components > 0)
            blocks.push_back(std::move(block));
    };
    add({"hsv",
         fmt::format("grid {}", options.hsvGrid),
         hsvDimensions(options.hsvGrid),
         wanted(options.hsvComponents),
         0,
         [grid = options.hsvGrid](const cv::Mat& picture, std::span<float> out) {
             hsvHistogram(picture, grid, out);
         },
         {}});
    add({"hog", "", hogDimensions(), wanted(options.hogComponents), 0, hogDescriptor, {}});
    add({"tiny",
         "",
         tinyDimensions(kTinySide),
         wanted(options.tinyComponents),
         0,
         [](const cv::Mat& picture, std::span<float> out) { tinyImage(picture, kTinySide, out); },
         {}});
    const auto bank = std::make_shared<const GistBank>();
    add({"gist",
         "",
         GistBank::dimensions(),
         wanted(options.gistComponents),
         0,
         [bank](const cv::Mat& picture, std::span<float> out) { bank->energies(picture, out); },
         {}});
    // The patch words are learnt from training pictures; what is stored per picture is its reduced copy.
    if (options.patchWords > 0)
        add({"patch",
             "",
             tinyDimensions(PatchCoder::kSide),
             wanted(options.patchComponents),
             0,
             [](const cv::Mat& picture, std::span<float> out) { tinyImage(picture, PatchCoder::kSide, out); },
             {}});
    if (options.lite0Components > 0)
        blocks.push_back(
            encoderBlock("lite0", "efficientnet-lite0", wanted(options.lite0Components), options.precision));
    if (options.lite2Components > 0)
        blocks.push_back(
            encoderBlock("lite2", "efficientnet-lite2", wanted(options.lite2Components), options.precision));
    if (options.networkComponents > 0)
        blocks.push_back(ownNetworkBlock(options, networkIdentity, openNetwork));
    if (blocks.empty())
        throw Error("Every image feature is switched off: give at least one of them components.");
    return blocks;
}

const cv::Mat& FittedPictures::of(int side) {
    if (side == 0)
        return m_picture;
    cv::Mat& square = m_squares[side];
    if (square.empty())
        square = fittedPicture(m_picture, side);
    return square;
}

std::vector<float> computeRaw(const RawBlock& block, FittedPictures& pictures) {
    std::vector<float> row(block.dimensions);
    block.compute(pictures.of(block.side), row);
    for (float& value : row)
        value = fromHalf(toHalf(value));
    return row;
}

} // namespace crossview
