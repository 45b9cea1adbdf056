#include "model/branch_pass.h"

#include "common/onednn_product.h"
#include "common/seeded_random.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

constexpr std::int64_t kRowGrain = 16;

/// Floats of a tensor that is one piece.
float* dataOf(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

float dot(const float* a, const float* b, std::int64_t width) {
    constexpr std::int64_t kLanes = 16; // sums side by side, which the compiler makes vectors of
    float lanes[kLanes] = {};
    std::int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes)
        for (std::int64_t lane = 0; lane < kLanes; ++lane)
            lanes[lane] += a[i + lane] * b[i + lane];
    float sum = 0;
    for (; i < width; ++i)
        sum += a[i] * b[i];
    for (const float lane : lanes)
        sum += lane;
    return sum;
}

} // namespace

bool BranchPass::fits(const BranchTensors& tensors, Precision precision) {
    const at::Tensor& weight = tensors.output.weight;
    return weight.is_cpu() && weight.scalar_type() == at::kFloat &&
           (precision == Precision::float32 || oneDnnHasBfloat16());
}

at::Tensor BranchPass::forward(BranchTensors& tensors, const at::Tensor& features,
                               std::uint64_t dropoutSeed) {
    const std::int64_t joint = tensors.output.weight.size(0);
    const std::int64_t inputs = features.size(1);
    m_rows = features.size(0);
    m_normsHidden = m_options.nonLinear && m_options.batchNorm == BatchNorm::first;
    m_normsOutput = tensors.scale.defined() && !m_normsHidden;
    takeFeatures(features, Dropout(m_options.inputDropout, mixSeed({dropoutSeed, 1})));
    m_dropout = Dropout(m_options.dropout, mixSeed({dropoutSeed, 2}));
    if (m_options.nonLinear) {
        const std::int64_t hidden = tensors.hidden.weight.size(0);
        m_hiddenWeight = weightFactor(tensors.hidden.weight, m_hiddenWeightBuffer);
        m_hidden.resize(static_cast<std::size_t>(m_rows * hidden));
        multiply(false, true, m_rows, hidden, inputs, m_input, m_hiddenWeight, m_hidden.data());
        m_activation.prepare(m_rows * hidden, m_isNarrow);
        m_hiddenStage.forward(m_hidden.data(), m_rows, hidden,
                              vectorsOf(tensors, tensors.hidden, m_normsHidden), m_options.batchNormMomentum,
                              true, m_dropout, m_activation);
    }
    m_outputWeight = weightFactor(tensors.output.weight, m_outputWeightBuffer);
    m_output.resize(static_cast<std::size_t>(m_rows * joint));
    multiply(false, true, m_rows, joint, tensors.output.weight.size(1),
             m_options.nonLinear ? m_activation.factor() : m_input, m_outputWeight, m_output.data());
    m_result.prepare(m_rows * joint, false);
    m_outputStage.forward(m_output.data(), m_rows, joint, vectorsOf(tensors, tensors.output, m_normsOutput),
                          m_options.batchNormMomentum, false, Dropout(0, 0), m_result);
    makeUnitRows(m_result.factor().wide, joint);
    return m_unit;
}

void BranchPass::backward(BranchTensors& tensors, const at::Tensor& upstream) {
    const std::int64_t joint = tensors.output.weight.size(0);
    const std::int64_t outputInputs = tensors.output.weight.size(1);
    takeUpstream(upstream);
    m_outputGradient.prepare(m_rows * joint, m_isNarrow);
    m_outputStage.backward(m_output.data(), m_gradient.data(), m_rows, joint,
                           vectorsOf(tensors, tensors.output, m_normsOutput), false, Dropout(0, 0), m_result,
                           gradientsOf(tensors, kOutputBias, tensors.output.bias, m_normsOutput),
                           m_outputGradient);
    multiply(true, false, joint, outputInputs, m_rows, m_outputGradient.factor(),
             m_options.nonLinear ? m_activation.factor() : m_input,
             gradientOf(kOutputWeight, tensors.output.weight));
    if (!m_options.nonLinear)
        return;
    const std::int64_t hidden = outputInputs;
    m_gradient.resize(static_cast<std::size_t>(m_rows * hidden));
    multiply(false, false, m_rows, hidden, joint, m_outputGradient.factor(), m_outputWeight,
             m_gradient.data());
    m_hiddenGradient.prepare(m_rows * hidden, m_isNarrow);
    m_hiddenStage.backward(m_hidden.data(), m_gradient.data(), m_rows, hidden,
                           vectorsOf(tensors, tensors.hidden, m_normsHidden), true, m_dropout, m_activation,
                           gradientsOf(tensors, kHiddenBias, tensors.hidden.bias, m_normsHidden),
                           m_hiddenGradient);
    multiply(true, false, hidden, tensors.hidden.weight.size(1), m_rows, m_hiddenGradient.factor(), m_input,
             gradientOf(kHiddenWeight, tensors.hidden.weight));
}

Factor BranchPass::weightFactor(const at::Tensor& weight, FactorBuffer& buffer) const {
    if (!m_isNarrow)
        return {dataOf(weight), nullptr};
    buffer.prepare(weight.numel(), true);
    buffer.putAll(weight.numel(), dataOf(weight));
    return buffer.factor();
}

void BranchPass::takeFeatures(const at::Tensor& features, const Dropout& dropout) {
    const float* values = dataOf(features);
    const std::int64_t width = features.size(1);
    if (!dropout.isNone()) {
        m_dropped.assign(values, values + features.numel());
        at::parallel_for(0, m_rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
            dropout.apply(begin * width, (end - begin) * width, m_dropped.data() + begin * width);
        });
        values = m_dropped.data();
    }
    m_input = {values, nullptr};
    if (m_isNarrow) {
        m_inputBuffer.prepare(features.numel(), true);
        m_inputBuffer.putAll(features.numel(), values);
        m_input = m_inputBuffer.factor();
    }
}

void BranchPass::makeUnitRows(const float* rows, std::int64_t width) {
    m_lengths.resize(static_cast<std::size_t>(m_rows));
    m_unit = at::empty({m_rows, width}, at::kFloat);
    float* const unit = dataOf(m_unit);
    at::parallel_for(0, m_rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            const float* const row = rows + r * width;
            const float length = std::sqrt(dot(row, row, width));
            m_lengths[r] = length;
            const float divisor = std::max(length, kSmallestLength);
            std::transform(row, row + width, unit + r * width,
                           [divisor](float value) { return value / divisor; });
        }
    });
}

void BranchPass::takeUpstream(const at::Tensor& upstream) {
    const at::Tensor given = upstream.contiguous();
    const float* const arrived = dataOf(given);
    const float* const unit = dataOf(m_unit);
    const std::int64_t width = given.size(1);
    m_gradient.resize(static_cast<std::size_t>(m_rows * width));
    at::parallel_for(0, m_rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t r = begin; r < end; ++r) {
            const float* const from = arrived + r * width;
            const float* const along = unit + r * width;
            float* const to = m_gradient.data() + r * width;
            // Below the smallest length rows are divided by a constant.
            const float radial = m_lengths[r] < kSmallestLength ? 0.0F : dot(from, along, width);
            const float divisor = std::max(m_lengths[r], kSmallestLength);
            for (std::int64_t c = 0; c < width; ++c)
                to[c] = (from[c] - along[c] * radial) / divisor;
        }
    });
}

float* BranchPass::gradientOf(Trained which, at::Tensor& trained) {
    at::Tensor& gradient = m_gradients[which];
    if (!gradient.defined())
        gradient = at::empty(trained.sizes(), at::kFloat);
    trained.mutable_grad() = gradient;
    return dataOf(gradient);
}

StageVectors BranchPass::vectorsOf(BranchTensors& tensors, const BranchTensors::Linear& layer,
                                   bool isNormed) const {
    StageVectors vectors;
    vectors.bias = dataOf(layer.bias);
    if (isNormed) {
        vectors.scale = dataOf(tensors.scale);
        vectors.shift = dataOf(tensors.shift);
        vectors.runningMean = dataOf(tensors.runningMean);
        vectors.runningVariance = dataOf(tensors.runningVariance);
    }
    return vectors;
}

StageVectors BranchPass::gradientsOf(BranchTensors& tensors, Trained biasName, at::Tensor& bias,
                                     bool isNormed) {
    StageVectors gradients;
    gradients.bias = gradientOf(biasName, bias);
    if (isNormed) {
        gradients.scale = gradientOf(kScale, tensors.scale);
        gradients.shift = gradientOf(kShift, tensors.shift);
    }
    return gradients;
}

} // namespace crossview
