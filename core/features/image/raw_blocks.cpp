#include "features/image/raw_blocks.h"

#include "common/error.h"
#include "common/float16.h"
#include "files/npy.h"
#include "pictures/image_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace crossview {
namespace {

template <typename Block>
void addBlock(const RawBlockInput& input, std::vector<RawBlock>& blocks) {
    if constexpr (requires { Block::raw(input); }) {
        if (!isOn<Block>(input.options))
            return;
        blocks.push_back(Block::raw(input));
        blocks.back().components = static_cast<std::size_t>(input.options.*Block::kComponents);
    }
}

template <typename... Blocks>
void addBlocks(BlockList<Blocks...>, const RawBlockInput& input, std::vector<RawBlock>& blocks) {
    (addBlock<Blocks>(input, blocks), ...);
}

} // namespace

RawBlock squareBlock(const RawBlockInput& input, std::string name, std::string title, std::size_t dimensions,
                     std::function<void(const cv::Mat&, std::span<float>)> compute,
                     const std::string& settings) {
    RawBlock block;
    block.name = std::move(name);
    block.title = std::move(title);
    block.settings = fmt::format("{} size {}", settings, input.options.size);
    block.dimensions = dimensions;
    block.side = input.options.size;
    block.compute = std::move(compute);
    return block;
}

RawBlock networkBlock(std::string name, std::string title, std::shared_ptr<const PictureNetwork> network) {
    RawBlock block;
    block.name = std::move(name);
    block.settings = network->settings();
    block.side = network->side();
    block.compute = [network, title](const cv::Mat& picture, std::span<float> out) {
        const std::vector<float> values = network->features(picture);
        if (values.size() != out.size())
            throw Error(fmt::format("{} gives {} values and not {}: extract the features again.", title,
                                    values.size(), out.size()));
        std::ranges::copy(values, out.begin());
    };
    block.title = std::move(title);
    block.network = std::move(network);
    return block;
}

std::vector<RawBlock> rawBlocks(const ImageFeatureOptions& options, const std::string& networkIdentity,
                                const NetworkOpener& openNetwork) {
    if (options.size < 64 || options.size > 1024)
        throw Error(fmt::format("A picture size of {} pixels is outside 64 to 1024: choose one between.",
                                options.size));
    std::vector<RawBlock> blocks;
    addBlocks(ImageBlocks(), {options, networkIdentity, openNetwork}, blocks);
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
        value = fromFloat16(toFloat16(value));
    return row;
}

} // namespace crossview
