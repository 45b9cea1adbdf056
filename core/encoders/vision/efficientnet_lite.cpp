#include "encoders/vision/efficientnet_lite.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr double kBatchNormEpsilon = 1e-3;
constexpr std::size_t kHeadChannels = 1280;

struct Stage {
    std::size_t repeat, kernel, stride, expansion, inputs, outputs;
};
constexpr std::array kStages{Stage{1, 3, 1, 1, 32, 16},  Stage{2, 3, 2, 6, 16, 24},
                             Stage{2, 5, 2, 6, 24, 40},  Stage{3, 3, 2, 6, 40, 80},
                             Stage{3, 5, 1, 6, 80, 112}, Stage{4, 5, 2, 6, 112, 192},
                             Stage{1, 3, 1, 6, 192, 320}};

/// Channels of a wider network: the nearest multiple of 8, not below 90 % of the product.
std::size_t widened(std::size_t channels, double width) {
    const double scaled = static_cast<double>(channels) * width;
    const auto nearest = std::max<std::size_t>(8, static_cast<std::size_t>(scaled + 4) / 8 * 8);
    return static_cast<double>(nearest) < 0.9 * scaled ? nearest + 8 : nearest;
}

struct Shape {
    std::size_t inputs, outputs, kernel = 1, stride = 1;
    bool depthwise = false;
    bool clip = true;
};

ConvolutionLayer folded(const Weights& weights, const std::string& convolution, const std::string& norm,
                        const Shape& shape) {
    ConvolutionLayer layer;
    layer.inputs = shape.inputs;
    layer.outputs = shape.outputs;
    layer.kernel = shape.kernel;
    layer.stride = shape.stride;
    layer.depthwise = shape.depthwise;
    layer.clip = shape.clip;
    const std::array filter{shape.outputs, shape.depthwise ? 1 : shape.inputs, shape.kernel, shape.kernel};
    const std::array channels{shape.outputs};
    const auto values = weightOf(weights, convolution + ".weight", filter).values;
    const auto scale = weightOf(weights, norm + ".weight", channels).values;
    const auto shift = weightOf(weights, norm + ".bias", channels).values;
    const auto mean = weightOf(weights, norm + ".running_mean", channels).values;
    const auto variance = weightOf(weights, norm + ".running_var", channels).values;
    const std::size_t perOutput = values.size() / shape.outputs;
    layer.weights.resize(values.size());
    layer.bias.resize(shape.outputs);
    for (std::size_t o = 0; o < shape.outputs; ++o) {
        const double factor = double{scale[o]} / std::sqrt(double{variance[o]} + kBatchNormEpsilon);
        layer.bias[o] = static_cast<float>(double{shift[o]} - double{mean[o]} * factor);
        for (std::size_t i = o * perOutput; i < (o + 1) * perOutput; ++i)
            layer.weights[i] = static_cast<float>(double{values[i]} * factor);
    }
    const auto finite = [](float value) { return std::isfinite(value); };
    if (!std::ranges::all_of(layer.weights, finite) || !std::ranges::all_of(layer.bias, finite))
        throw Error(fmt::format("The tensors of \"{}\" hold values that are no numbers: get the file again.",
                                convolution));
    return layer;
}

} // namespace

std::vector<ConvolutionLayer> efficientNetLiteLayers(const EfficientNetLiteVariant& variant,
                                                     const Weights& weights) {
    std::vector<ConvolutionLayer> layers;
    const std::size_t stem = kStages.front().inputs;
    layers.push_back(folded(weights, "_conv_stem", "_bn0", {3, stem, 3, 2}));
    std::size_t block = 0;
    std::size_t inputs = stem;
    for (const Stage& stage : kStages) {
        // The first and the last stage keep their depth, stem and head their width.
        const bool inner = &stage != &kStages.front() && &stage != &kStages.back();
        const auto repeat =
            inner ? static_cast<std::size_t>(std::ceil(static_cast<double>(stage.repeat) * variant.depth))
                  : stage.repeat;
        const std::size_t outputs = widened(stage.outputs, variant.width);
        for (std::size_t r = 0; r < repeat; ++r, ++block) {
            const std::string name = fmt::format("_blocks.{}.", block);
            const std::size_t stride = r == 0 ? stage.stride : 1;
            const std::size_t expanded = inputs * stage.expansion;
            const std::size_t first = layers.size();
            if (stage.expansion != 1)
                layers.push_back(folded(weights, name + "_expand_conv", name + "_bn0", {inputs, expanded}));
            layers.push_back(folded(weights, name + "_depthwise_conv", name + "_bn1",
                                    {expanded, expanded, stage.kernel, stride, true}));
            layers.push_back(folded(weights, name + "_project_conv", name + "_bn2",
                                    {expanded, outputs, 1, 1, false, false}));
            layers[first].startsBlock = true;
            layers.back().addsBlockInput = stride == 1 && inputs == outputs;
            inputs = outputs;
        }
    }
    layers.push_back(folded(weights, "_conv_head", "_bn1", {inputs, kHeadChannels}));
    layers.back().startsBlock = true;
    return layers;
}

} // namespace crossview
