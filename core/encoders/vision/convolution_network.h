#pragma once

#include "encoders/precision.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace crossview {

/// One convolution with its batch norm folded in.
struct ConvolutionLayer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::size_t kernel = 1;      ///< pixels per side
    std::size_t stride = 1;      ///< padding is TensorFlow's "same": the smaller half first
    bool depthwise = false;      ///< one filter per channel; inputs == outputs
    bool clip = true;            ///< ReLU6 at the end
    bool startsBlock = false;    ///< its input is what a later addsBlockInput adds
    bool addsBlockInput = false; ///< the residual sum
    std::vector<float> weights;  ///< [outputs, inputs or 1, kernel, kernel]
    std::vector<float> bias;     ///< [outputs]
};

/// A chain of convolutions on one square picture of three channels, ended by the mean over space; through
/// oneDNN, channels last, with bias, ReLU6 and residual sum fused. One picture runs on one core, so
/// that its values do not depend on what runs beside it; run several from several threads. Immutable.
class ConvolutionNetwork {
public:
    /// Throws Error when oneDNN has no way to run a layer, std::invalid_argument when layers do not fit.
    ConvolutionNetwork(std::span<const ConvolutionLayer> layers, std::size_t side,
                       EncoderPrecision precision);
    ~ConvolutionNetwork();

    std::size_t side() const;
    std::size_t dimensions() const;
    /// `picture` [side, side, 3]; `out` [dimensions]. Safe from several threads.
    void features(std::span<const float> picture, std::span<float> out) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
