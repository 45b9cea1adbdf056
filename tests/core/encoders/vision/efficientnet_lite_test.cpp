#include "encoders/vision/efficientnet_lite.h"

#include "common/error.h"
#include "encoders/weights/weight_files.h"
#include "support/encoder_files.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

/// The reference's computed picture [side, side, 3], as its note says.
std::vector<float> referencePicture(std::size_t side) {
    std::vector<float> picture;
    for (std::size_t y = 0; y < side; ++y)
        for (std::size_t x = 0; x < side; ++x)
            for (std::size_t c = 0; c < 3; ++c) {
                const std::size_t value = (7 * y + 13 * x + 29 * c + (y * x) % 31) % 256;
                picture.push_back((static_cast<float>(value) - 127.F) / 128.F);
            }
    return picture;
}

/// Layer by layer in double precision, straight from the definition.
std::vector<double> bruteForce(std::span<const ConvolutionLayer> layers, std::vector<double> map,
                               std::size_t side) {
    std::vector<double> blockInput;
    std::size_t channels = layers.front().inputs;
    for (const ConvolutionLayer& layer : layers) {
        if (layer.startsBlock)
            blockInput = map;
        const std::size_t out = (side + layer.stride - 1) / layer.stride;
        const std::size_t reach = (out - 1) * layer.stride + layer.kernel;
        const std::size_t before = reach > side ? (reach - side) / 2 : 0;
        std::vector<double> next(out * out * layer.outputs);
        for (std::size_t y = 0; y < out; ++y)
            for (std::size_t x = 0; x < out; ++x)
                for (std::size_t o = 0; o < layer.outputs; ++o) {
                    double sum = layer.bias[o];
                    for (std::size_t ky = 0; ky < layer.kernel; ++ky)
                        for (std::size_t kx = 0; kx < layer.kernel; ++kx) {
                            const std::size_t sy = y * layer.stride + ky - before;
                            const std::size_t sx = x * layer.stride + kx - before;
                            if (sy >= side || sx >= side) // outside; below zero wraps to far above
                                continue;
                            const std::size_t inputs = layer.depthwise ? 1 : layer.inputs;
                            for (std::size_t i = 0; i < inputs; ++i)
                                sum +=
                                    map[(sy * side + sx) * channels + (layer.depthwise ? o : i)] *
                                    static_cast<double>(
                                        layer.weights[((o * inputs + i) * layer.kernel + ky) * layer.kernel +
                                                      kx]);
                        }
                    const std::size_t place = (y * out + x) * layer.outputs + o;
                    if (layer.addsBlockInput)
                        sum += blockInput[place];
                    next[place] = layer.clip ? std::clamp(sum, 0.0, 6.0) : sum;
                }
        map = std::move(next);
        side = out;
        channels = layer.outputs;
    }
    std::vector<double> mean(channels);
    for (std::size_t i = 0; i < map.size(); ++i)
        mean[i % channels] += map[i] / static_cast<double>(side * side);
    return mean;
}

ConvolutionLayer randomLayer(std::size_t inputs, std::size_t outputs, std::size_t kernel, std::size_t stride,
                             bool depthwise, bool clip, std::mt19937& random) {
    ConvolutionLayer layer{inputs, outputs, kernel, stride, depthwise, clip, false, false, {}, {}};
    std::normal_distribution<float> normal;
    layer.weights.resize(outputs * (depthwise ? 1 : inputs) * kernel * kernel);
    std::ranges::generate(layer.weights, [&] { return normal(random) * 0.3F; });
    layer.bias.resize(outputs);
    std::ranges::generate(layer.bias, [&] { return normal(random) * 0.3F; });
    return layer;
}

/// Stem, a block with residual sum, a block that strides, a head: every kind of layer of the real network,
/// with channels that are no multiple of a vector.
std::vector<ConvolutionLayer> smallNetwork() {
    std::mt19937 random(7);
    std::vector<ConvolutionLayer> layers;
    layers.push_back(randomLayer(3, 24, 3, 2, false, true, random));
    layers.push_back(randomLayer(24, 40, 1, 1, false, true, random));
    layers.back().startsBlock = true;
    layers.push_back(randomLayer(40, 40, 5, 1, true, true, random));
    layers.push_back(randomLayer(40, 24, 1, 1, false, false, random));
    layers.back().addsBlockInput = true;
    layers.push_back(randomLayer(24, 24, 3, 2, true, true, random));
    layers.back().startsBlock = true;
    layers.push_back(randomLayer(24, 20, 1, 1, false, false, random));
    layers.push_back(randomLayer(20, 72, 1, 1, false, true, random));
    layers.back().startsBlock = true;
    return layers;
}

std::vector<float> featuresOf(const ConvolutionNetwork& network, std::span<const float> picture) {
    std::vector<float> row(network.dimensions());
    network.features(picture, row);
    return row;
}

TEST(ConvolutionNetwork, AgreesWithTheDefinition) {
    const auto layers = smallNetwork();
    for (const std::size_t side : {20, 21}) { // "same" padding differs between even and odd sides
        const ConvolutionNetwork network(layers, side, EncoderPrecision::float32);
        const auto picture = referencePicture(side);
        const auto expected = bruteForce(layers, {picture.begin(), picture.end()}, side);
        const auto row = featuresOf(network, picture);
        ASSERT_EQ(row.size(), expected.size());
        for (std::size_t c = 0; c < row.size(); ++c)
            EXPECT_NEAR(static_cast<double>(row[c]), expected[c], 1e-4)
                << "side " << side << " channel " << c;
    }
}

TEST(ConvolutionNetwork, RoundsToBfloat16WithinItsPrecision) {
    if (!processorHasBfloat16())
        GTEST_SKIP() << "this processor has no bfloat16";
    const auto layers = smallNetwork();
    const auto picture = referencePicture(20);
    const auto exact = featuresOf(ConvolutionNetwork(layers, 20, EncoderPrecision::float32), picture);
    const auto rounded = featuresOf(ConvolutionNetwork(layers, 20, EncoderPrecision::bfloat16), picture);
    // Eight bits of mantissa through seven layers, averaged over 25 pixels: 1 % of the range of 6.
    for (std::size_t c = 0; c < exact.size(); ++c)
        EXPECT_NEAR(exact[c], rounded[c], 0.06F) << "channel " << c;
    EXPECT_NE(exact, rounded);
}

TEST(ConvolutionNetwork, GivesTheSameBitsFromSeveralThreads) {
    const ConvolutionNetwork network(smallNetwork(), 20, EncoderPrecision::float32);
    const auto picture = referencePicture(20);
    const auto alone = featuresOf(network, picture);
    std::vector<std::vector<float>> rows(4);
    {
        std::vector<std::jthread> threads;
        for (auto& row : rows)
            threads.emplace_back([&] {
                for (int i = 0; i < 20; ++i)
                    row = featuresOf(network, picture);
            });
    }
    for (const auto& row : rows)
        EXPECT_EQ(row, alone);
}

TEST(ConvolutionNetwork, RefusesPartsThatDoNotFit) {
    auto layers = smallNetwork();
    layers[2].bias.pop_back();
    EXPECT_THROW(ConvolutionNetwork(layers, 20, EncoderPrecision::float32), std::invalid_argument);
    EXPECT_THROW(ConvolutionNetwork({}, 20, EncoderPrecision::float32), std::invalid_argument);
    const ConvolutionNetwork network(smallNetwork(), 20, EncoderPrecision::float32);
    std::vector<float> row(network.dimensions());
    EXPECT_THROW(network.features(std::vector<float>(3), row), std::invalid_argument);
}

TEST(EfficientNetLite, NamesAMissingTensor) {
    try {
        efficientNetLiteLayers(EfficientNetLiteVariant::lite0(), {});
        FAIL() << "an empty file was taken";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("_conv_stem.weight"), std::string::npos) << error.what();
    }
}

class EfficientNetLiteReference
    : public testing::TestWithParam<std::pair<const char*, EfficientNetLiteVariant>> {};

TEST_P(EfficientNetLiteReference, AgreesWithPyTorch) {
    const auto& [name, variant] = GetParam();
    const std::filesystem::path weights = test::encoderFileIfHere(name, "weights.pth");
    if (weights.empty())
        GTEST_SKIP() << name << " is not here: crossview-cli encoders fetch " << name;
    std::ifstream file(std::string(CROSSVIEW_TEST_DATA) + "/encoder_reference.json");
    const auto reference = nlohmann::json::parse(file)["image"][name];
    const auto expected = reference["pooled"].get<std::vector<float>>();
    const auto layers = efficientNetLiteLayers(variant, readWeights(weights));
    const auto picture = referencePicture(variant.side);
    const auto row = featuresOf(ConvolutionNetwork(layers, variant.side, EncoderPrecision::float32), picture);
    ASSERT_EQ(row.size(), expected.size());
    float worst = 0;
    for (std::size_t c = 0; c < row.size(); ++c)
        worst = std::max(worst, std::abs(row[c] - expected[c]));
    EXPECT_LT(worst, 1e-4F); // float32 sums over a few thousand values in another order
    RecordProperty("worst", std::to_string(worst));
    if (!processorHasBfloat16())
        return;
    const auto rounded =
        featuresOf(ConvolutionNetwork(layers, variant.side, EncoderPrecision::bfloat16), picture);
    const auto product = [](const auto& a, const auto& b) {
        return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    };
    const double cosine = product(row, rounded) / std::sqrt(product(row, row) * product(rounded, rounded));
    EXPECT_GT(cosine, 0.99);
    RecordProperty("bfloat16Cosine", std::to_string(cosine));
}

INSTANTIATE_TEST_SUITE_P(Variants, EfficientNetLiteReference,
                         testing::Values(std::pair("efficientnet-lite0", EfficientNetLiteVariant::lite0()),
                                         std::pair("efficientnet-lite2", EfficientNetLiteVariant::lite2())),
                         [](const auto& variant) {
                             return std::string(variant.param.first).ends_with("0") ? "lite0" : "lite2";
                         });

} // namespace
} // namespace crossview
