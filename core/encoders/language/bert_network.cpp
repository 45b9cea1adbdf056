#include "encoders/language/bert_network.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr float kEpsilon = 1e-12F;
constexpr std::size_t kLargestSide = 1U << 20U; // beyond it sizes could overflow

/// A matrix whose sides are not known beforehand: the shape of the network is read from it.
const WeightTensor& matrixOf(const Weights& weights, const std::string& name) {
    const auto found = weights.find(name);
    const bool usable = found != weights.end() && found->second.shape.size() == 2 &&
                        std::ranges::all_of(found->second.shape, [](std::size_t side) {
                            return side > 0 && side <= kLargestSide;
                        });
    if (!usable)
        throw Error(
            fmt::format("The weights hold no matrix \"{}\": this is a file of another network.", name));
    return found->second;
}

const WeightTensor& tensorOf(const Weights& weights, const std::string& name,
                             std::initializer_list<std::size_t> shape) {
    return weightOf(weights, name, std::span(shape.begin(), shape.size()));
}

std::size_t widthOf(const Weights& weights) {
    const std::size_t width = matrixOf(weights, "embeddings.word_embeddings.weight").shape[1];
    if (width % BertNetwork::kHeadWidth != 0)
        throw Error(
            fmt::format("The weights' width of {} is no multiple of {}: this is a file of another network.",
                        width, BertNetwork::kHeadWidth));
    return width;
}

std::string layerName(std::size_t layer, const char* part) {
    return fmt::format("encoder.layer.{}.{}", layer, part);
}

std::size_t innerWidthOf(const Weights& weights) {
    return matrixOf(weights, layerName(0, "intermediate.dense.weight")).shape[0];
}

DenseWeights packed(const DenseLayers& shape, const Weights& weights, const std::string& name) {
    return shape.pack(tensorOf(weights, name + ".weight", {shape.outputs(), shape.inputs()}).values,
                      tensorOf(weights, name + ".bias", {shape.outputs()}).values);
}

/// Queries, keys and values come from one product three times as wide.
DenseWeights packedTogether(const DenseLayers& shape, const Weights& weights, std::size_t layer) {
    const std::size_t width = shape.inputs();
    std::vector<float> matrix;
    std::vector<float> bias;
    matrix.reserve(3 * width * width);
    for (const char* part : {"attention.self.query", "attention.self.key", "attention.self.value"}) {
        const std::string name = layerName(layer, part);
        const auto values = tensorOf(weights, name + ".weight", {width, width}).values;
        const auto added = tensorOf(weights, name + ".bias", {width}).values;
        matrix.insert(matrix.end(), values.begin(), values.end());
        bias.insert(bias.end(), added.begin(), added.end());
    }
    return shape.pack(matrix, bias);
}

} // namespace

BertNetwork::BertNetwork(const Weights& weights, EncoderPrecision precision)
    : m_attention{widthOf(weights), widthOf(weights) / kHeadWidth}, m_innerWidth(innerWidthOf(weights)),
      m_precision(precision), m_words(matrixOf(weights, "embeddings.word_embeddings.weight")),
      m_positions(matrixOf(weights, "embeddings.position_embeddings.weight")),
      m_types(matrixOf(weights, "embeddings.token_type_embeddings.weight")),
      m_queryKeyValue(width(), 3 * width(), PostOp::none, precision),
      m_attentionOut(width(), width(), PostOp::add, precision),
      m_inner(width(), m_innerWidth, PostOp::gelu, precision),
      m_out(m_innerWidth, width(), PostOp::add, precision) {
    for (const char* name : {"position_embeddings", "token_type_embeddings"}) {
        const std::string full = fmt::format("embeddings.{}.weight", name);
        tensorOf(weights, full, {matrixOf(weights, full).shape[0], width()});
    }
    const auto norm = [&](const std::string& name) {
        return Norm{tensorOf(weights, name + ".weight", {width()}),
                    tensorOf(weights, name + ".bias", {width()})};
    };
    m_embeddingNorm = norm("embeddings.LayerNorm");
    for (std::size_t l = 0; weights.contains(layerName(l, "output.dense.weight")); ++l)
        m_layers.push_back({packedTogether(m_queryKeyValue, weights, l),
                            packed(m_attentionOut, weights, layerName(l, "attention.output.dense")),
                            norm(layerName(l, "attention.output.LayerNorm")),
                            packed(m_inner, weights, layerName(l, "intermediate.dense")),
                            packed(m_out, weights, layerName(l, "output.dense")),
                            norm(layerName(l, "output.LayerNorm"))});
    if (m_layers.empty())
        throw Error(fmt::format("The weights hold no matrix \"{}\": this is a file of another network.",
                                layerName(0, "output.dense.weight")));
}

void BertNetwork::embed(std::span<const std::span<const std::int32_t>> texts, float* hidden) const {
    const float* type = m_types.values.data(); // one sentence a text: always type 0
    for (const auto& ids : texts)
        for (std::size_t t = 0; t < ids.size(); ++t, hidden += width()) {
            const float* word = m_words.values.data() + static_cast<std::size_t>(ids[t]) * width();
            const float* position = m_positions.values.data() + t * width();
            for (std::size_t c = 0; c < width(); ++c)
                hidden[c] = word[c] + type[c] + position[c];
        }
}

void BertNetwork::normalise(const Norm& norm, std::size_t rows, float* hidden) const {
    transformerKernels().layerNorm(hidden, rows, width(), norm.gamma.values.data(), norm.beta.values.data(),
                                   kEpsilon);
}

const void* BertNetwork::input(const std::vector<float>& values, Workspace& workspace) const {
    if (m_precision == EncoderPrecision::float32)
        return values.data();
    transformerKernels().toBfloat16(values.data(), values.size(), workspace.rounded.data());
    return workspace.rounded.data();
}

void BertNetwork::run(std::span<const std::span<const std::int32_t>> texts, Workspace& workspace,
                      std::span<const std::span<float>> means) const {
    std::size_t rows = 0;
    std::size_t longest = 0;
    for (const auto& ids : texts) {
        rows += ids.size();
        longest = std::max(longest, ids.size());
    }
    // Rows of padding start as zeros and stay finite, for each layer scales them; nobody reads them.
    const std::size_t padded = DenseLayers::paddedRows(rows);
    workspace.hidden.assign(padded * width(), 0.F);
    workspace.context.assign(padded * width(), 0.F);
    workspace.mixed.resize(padded * 3 * width());
    workspace.inner.resize(padded * m_innerWidth);
    workspace.rounded.resize(m_precision == EncoderPrecision::float32 ? 0 : padded * width());
    workspace.attention.resize(attentionScratch(longest, m_attention));
    embed(texts, workspace.hidden.data());
    normalise(m_embeddingNorm, padded, workspace.hidden.data());
    for (const Layer& layer : m_layers) {
        m_queryKeyValue.run(layer.queryKeyValue, rows, input(workspace.hidden, workspace),
                            workspace.mixed.data());
        std::size_t first = 0;
        for (const auto& ids : texts) {
            transformerKernels().attend(workspace.mixed.data() + first * 3 * width(), ids.size(), m_attention,
                                        workspace.attention.data(),
                                        workspace.context.data() + first * width());
            first += ids.size();
        }
        m_attentionOut.run(layer.attentionOut, rows, input(workspace.context, workspace),
                           workspace.hidden.data());
        normalise(layer.attentionNorm, padded, workspace.hidden.data());
        m_inner.run(layer.inner, rows, input(workspace.hidden, workspace), workspace.inner.data());
        m_out.run(layer.out, rows, workspace.inner.data(), workspace.hidden.data());
        normalise(layer.outNorm, padded, workspace.hidden.data());
    }
    const float* token = workspace.hidden.data();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::ranges::fill(means[i], 0.F);
        for (std::size_t t = 0; t < texts[i].size(); ++t, token += width())
            for (std::size_t c = 0; c < width(); ++c)
                means[i][c] += token[c];
        for (float& value : means[i])
            value /= static_cast<float>(texts[i].size());
    }
}

} // namespace crossview
