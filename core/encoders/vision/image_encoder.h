#pragma once

#include "encoders/picture_network.h"
#include "encoders/precision.h"
#include "encoders/store/catalogue.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace crossview {

/// An image encoder of the catalogue. Making one reads nothing: its weights are loaded by the first call that
/// needs them, because rows that are stored need none. Safe to use from several threads.
class ImageEncoder final : public PictureNetwork {
public:
    /// Throws Error when this program has no network of that name.
    ImageEncoder(const EncoderEntry& encoder, EncoderPrecision precision);
    ~ImageEncoder() override;
    ImageEncoder(const ImageEncoder&) = delete;
    ImageEncoder& operator=(const ImageEncoder&) = delete;

    /// Weights and precision.
    std::string settings() const override;
    int side() const override;
    /// Throws Error that says how to get the weights, or what is wrong with them.
    void load() const override;
    std::size_t dimensions() const override;
    /// The picture is a square of `side` pixels (std::invalid_argument).
    std::vector<float> features(const cv::Mat& bgr) const override;
    /// The classes of imagenetClassNames.
    bool hasClassifier() const override { return true; }
    const PhotoClassifier& classifier() const override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
