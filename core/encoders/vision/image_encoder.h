#pragma once

#include "common/matrix.h"
#include "encoders/store/catalogue.h"
#include "encoders/precision.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// The last layer of a network that names photos: logits = weights * features + bias.
struct PhotoClassifier {
    Matrix weights;          ///< [classes, features]
    std::vector<float> bias; ///< [classes]
};

/// An image encoder of the catalogue. Making one reads nothing: its weights are loaded by the first call that
/// needs them, because rows that are stored need none. Safe to use from several threads.
class ImageEncoder {
public:
    /// Throws Error when this program has no network of that name.
    ImageEncoder(const EncoderEntry& encoder, EncoderPrecision precision);
    ~ImageEncoder();
    ImageEncoder(const ImageEncoder&) = delete;
    ImageEncoder& operator=(const ImageEncoder&) = delete;

    std::size_t side() const; ///< pixels of the square that it takes
    std::size_t dimensions() const;
    /// What its values depend on besides the picture: weights and precision.
    std::string settings() const;
    /// Loads the weights now. Throws Error that says how to get them, or what is wrong with them.
    void load() const;
    /// Features of a square, 8-bit B, G, R per pixel [side, side, 3], into `out` [dimensions].
    void features(std::span<const std::uint8_t> bgr, std::span<float> out) const;
    /// What its features were trained to name: the classes of imagenetClassNames. Reads the weights at the
    /// first call and throws as load does.
    const PhotoClassifier& classifier() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
