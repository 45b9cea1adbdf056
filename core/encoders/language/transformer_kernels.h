#pragma once

#include <cstddef>
#include <cstdint>

namespace crossview {

/// Shape of a transformer's attention: the heads share the width equally.
struct AttentionShape {
    std::size_t width = 0; ///< values per token, a multiple of 16 per head
    std::size_t heads = 0;

    std::size_t headWidth() const { return width / heads; }
};

/// The parts of a transformer between its large products, compiled for AVX-512, AVX2 and the base line; the
/// best that the processor has is chosen at run time.
struct TransformerKernels {
    /// LayerNorm of each row of `rows` [count, width] in place (Ba et al. 2016).
    void (*layerNorm)(float* rows, std::size_t count, std::size_t width, const float* gamma,
                      const float* beta, float epsilon);
    /// softmax(Q K^T / sqrt(head width)) V of each head (Vaswani et al. 2017, eq. 1) for one sentence. `qkv`
    /// [tokens, 3 width]: queries, keys, values; `out` [tokens, width]; `workspace`: attentionScratch()
    /// floats.
    void (*attend)(const float* qkv, std::size_t tokens, AttentionShape shape, float* workspace, float* out);
    /// Rounds to bfloat16, to the nearest and ties to even.
    void (*toBfloat16)(const float* from, std::size_t count, std::uint16_t* to);
    const char* name; ///< "avx512", "avx2" or "baseline"
};

/// Floats of scratch memory that attend needs.
std::size_t attentionScratch(std::size_t tokens, AttentionShape shape);

/// The kernels for this processor.
const TransformerKernels& transformerKernels();
/// All kernels that this processor can run, for tests.
std::size_t transformerKernelCount();
const TransformerKernels& transformerKernels(std::size_t index);

} // namespace crossview
