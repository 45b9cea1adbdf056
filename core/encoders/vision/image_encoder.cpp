#include "encoders/vision/image_encoder.h"

#include "common/error.h"
#include "encoders/store/encoder_store.h"
#include "encoders/vision/class_names.h"
#include "encoders/vision/efficientnet_lite.h"
#include "encoders/weights/weight_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <opencv2/core.hpp>

namespace crossview {
namespace {

EfficientNetLiteVariant variantOf(const EncoderEntry& encoder) {
    if (encoder.name == "efficientnet-lite0")
        return EfficientNetLiteVariant::lite0();
    if (encoder.name == "efficientnet-lite2")
        return EfficientNetLiteVariant::lite2();
    throw Error(fmt::format("{} is no image encoder that this version can run.", encoder.name));
}

PhotoClassifier classifierOf(const Weights& weights, std::size_t features) {
    const std::size_t classes = imagenetClassNames().size();
    const auto values = weightOf(weights, "_fc.weight", std::array{classes, features}).values;
    const auto bias = weightOf(weights, "_fc.bias", std::array{classes}).values;
    const auto finite = [](float value) { return std::isfinite(value); };
    if (!std::ranges::all_of(values, finite) || !std::ranges::all_of(bias, finite))
        throw Error("The weights of the classifier hold a value that is not finite: fetch the file again.");
    return {Matrix(classes, features, {values.begin(), values.end()}), {bias.begin(), bias.end()}};
}

} // namespace

struct ImageEncoder::Impl {
    const EncoderEntry& encoder;
    EncoderPrecision precision;
    EfficientNetLiteVariant variant;
    mutable std::mutex mutex;
    mutable std::unique_ptr<const ConvolutionNetwork> network;
    mutable std::unique_ptr<const PhotoClassifier> classifier;

    /// `part`, made out of the weights by the first call.
    template <typename Part, typename Make>
    const Part& once(std::unique_ptr<const Part>& part, const Make& make) const {
        const std::lock_guard lock(mutex);
        if (!part) {
            const std::filesystem::path file = encoderFile(encoder, "weights.pth");
            try {
                part = make(readWeights(file));
            } catch (const Error& error) {
                throw Error(fmt::format("{}: {}", file.string(), error.what()));
            }
        }
        return *part;
    }

    const ConvolutionNetwork& loaded() const {
        return once(network, [this](const Weights& weights) {
            return std::make_unique<const ConvolutionNetwork>(efficientNetLiteLayers(variant, weights),
                                                              variant.side, precision);
        });
    }
};

ImageEncoder::ImageEncoder(const EncoderEntry& encoder, EncoderPrecision precision)
    : m_impl(new Impl{encoder, precision, variantOf(encoder), {}, {}, {}}) {}
ImageEncoder::~ImageEncoder() = default;

int ImageEncoder::side() const {
    return static_cast<int>(m_impl->variant.side);
}

std::size_t ImageEncoder::dimensions() const {
    return static_cast<std::size_t>(m_impl->encoder.dimensions);
}

std::string ImageEncoder::settings() const {
    return fmt::format("{} {}", m_impl->encoder.files.front().sha256,
                       m_impl->precision == EncoderPrecision::bfloat16 ? "bfloat16" : "float32");
}

void ImageEncoder::load() const {
    m_impl->loaded();
}

std::vector<float> ImageEncoder::features(const cv::Mat& bgr) const {
    const ConvolutionNetwork& network = m_impl->loaded();
    if (bgr.rows != side() || bgr.cols != side() || bgr.type() != CV_8UC3)
        throw std::invalid_argument("a picture of another size or type");
    std::vector<float> rgb;
    rgb.reserve(bgr.total() * 3);
    for (int y = 0; y < bgr.rows; ++y) {
        const auto* row = bgr.ptr<cv::Vec3b>(y);
        for (int x = 0; x < bgr.cols; ++x)
            for (int c = 2; c >= 0; --c)
                rgb.push_back((static_cast<float>(row[x][c]) - 127.F) / 128.F);
    }
    std::vector<float> values(dimensions());
    network.features(rgb, values);
    return values;
}

const PhotoClassifier& ImageEncoder::classifier() const {
    return m_impl->once(m_impl->classifier, [this](const Weights& weights) {
        return std::make_unique<const PhotoClassifier>(classifierOf(weights, dimensions()));
    });
}

} // namespace crossview
