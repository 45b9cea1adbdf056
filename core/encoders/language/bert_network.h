#pragma once

#include "encoders/language/dense.h"
#include "encoders/language/transformer_kernels.h"
#include "encoders/weights/weights.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossview {

/// A BERT encoder (Devlin et al. 2019) from token numbers to the mean of its last layer: layers with
/// attention, LayerNorm after each residual sum, exact GELU. Its shape is read from the weights. Immutable.
class BertNetwork {
public:
    static constexpr std::size_t kHeadWidth = 32;

    /// Throws Error when weights are missing or of shapes that do not fit.
    BertNetwork(const Weights& weights, EncoderPrecision precision);

    std::size_t width() const { return m_attention.width; }
    std::size_t vocabularySize() const { return m_words.shape[0]; }
    std::size_t positions() const { return m_positions.shape[0]; }

    /// Memory of one thread, used again from batch to batch.
    struct Workspace {
        std::vector<float> hidden;
        std::vector<float> mixed; ///< queries, keys, values
        std::vector<float> context;
        std::vector<float> inner; ///< feed-forward, in the network's precision
        std::vector<std::uint16_t> rounded;
        std::vector<float> attention;
    };

    /// Mean over each text's tokens [texts, width], not scaled, into `means`. Texts are packed one behind the
    /// other into one matrix [tokens, width]; no padding between them. Needs SingleThread.
    void run(std::span<const std::span<const std::int32_t>> texts, Workspace& workspace,
             std::span<const std::span<float>> means) const;

private:
    struct Norm {
        WeightTensor gamma;
        WeightTensor beta;
    };
    struct Layer {
        DenseWeights queryKeyValue;
        DenseWeights attentionOut;
        Norm attentionNorm;
        DenseWeights inner;
        DenseWeights out;
        Norm outNorm;
    };

    void embed(std::span<const std::span<const std::int32_t>> texts, float* hidden) const;
    void normalise(const Norm& norm, std::size_t rows, float* hidden) const;
    const void* input(const std::vector<float>& values, Workspace& workspace) const;

    AttentionShape m_attention;
    std::size_t m_innerWidth = 0;
    EncoderPrecision m_precision;
    WeightTensor m_words;
    WeightTensor m_positions;
    WeightTensor m_types;
    Norm m_embeddingNorm;
    std::vector<Layer> m_layers;
    DenseLayers m_queryKeyValue;
    DenseLayers m_attentionOut;
    DenseLayers m_inner;
    DenseLayers m_out;
};

} // namespace crossview
