#pragma once

#include "encoders/precision.h"

#include <cstddef>
#include <memory>
#include <span>

namespace crossview {

/// What a dense layer does with its sums before it writes them.
enum class PostOp {
    none, ///< float32
    gelu, ///< exact GELU (with erf); written in the layer's precision
    add,  ///< float32, added to what stands there: a residual sum
};

/// Weights and bias of one layer in the order that oneDNN multiplies fastest.
struct DenseWeights {
    std::shared_ptr<const void> values;
    std::shared_ptr<const void> bias; // float32
};

/// y = post-op(x W^T + b) for many layers of one shape, through oneDNN's inner product with packed weights.
/// Products are prepared per number of rows on first use. Safe to use from several threads, each under
/// SingleThread.
class DenseLayers {
public:
    /// Throws Error when oneDNN cannot do it on this machine.
    DenseLayers(std::size_t inputs, std::size_t outputs, PostOp postOp, EncoderPrecision precision);
    ~DenseLayers();
    DenseLayers(const DenseLayers&) = delete;
    DenseLayers& operator=(const DenseLayers&) = delete;

    std::size_t inputs() const;
    std::size_t outputs() const;
    /// Rows that buffers of `rows` rows must have room for: products are prepared for a few sizes only.
    static std::size_t paddedRows(std::size_t rows);
    /// Packs weights [outputs, inputs] and a bias [outputs].
    DenseWeights pack(std::span<const float> weights, std::span<const float> bias) const;
    /// `from` [padded rows, inputs] in the layers' precision; `to` [padded rows, outputs] as PostOp says.
    void run(const DenseWeights& layer, std::size_t rows, const void* from, void* to) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
