#include "model/two_branch_network.h"

#include "common/seeded_random.h"
#include "model/dropout.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <cmath>
#include <torch/csrc/autograd/autograd.h>

namespace crossview {
namespace {

at::Tensor leaf(const at::Tensor& values, const at::TensorOptions& options) {
    return values.to(options.device(), c10::typeMetaToScalarType(options.dtype())).set_requires_grad(true);
}

at::Tensor xavierUniform(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
    const double bound = std::sqrt(6.0 / static_cast<double>(rows + cols));
    SeededRandom random(seed);
    at::Tensor values = at::empty({rows, cols}, at::kDouble);
    double* const data = values.data_ptr<double>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
        data[i] = bound * (2 * random.uniform() - 1);
    return values;
}

at::Tensor unitRows(const at::Tensor& rows) {
    return rows / rows.norm(2, 1, true).clamp_min(double{kSmallestLength});
}

Matrix toMatrix(const at::Tensor& tensor) {
    const at::Tensor values = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
    const auto rows = static_cast<std::size_t>(values.dim() == 2 ? values.size(0) : 1);
    const auto count = static_cast<std::size_t>(values.numel());
    const float* const data = values.data_ptr<float>();
    return Matrix(rows, rows == 0 ? 0 : count / rows, std::vector<float>(data, data + count));
}

std::vector<float> toVector(const at::Tensor& tensor) {
    return std::move(toMatrix(tensor).values());
}

} // namespace

Branch::Branch(std::string name, std::int64_t features, const NetworkOptions& options, std::uint64_t seed,
               const at::TensorOptions& tensorOptions, Precision precision)
    : m_name(std::move(name)), m_options(options), m_precision(precision), m_pass(options, precision) {
    const auto linear = [&](std::int64_t out, std::int64_t in, std::uint64_t part) {
        return Linear{leaf(xavierUniform(out, in, mixSeed({seed, part})), tensorOptions),
                      leaf(at::zeros({out}, at::kDouble), tensorOptions)};
    };
    const std::int64_t joint = options.jointDimensions;
    if (options.nonLinear)
        m_tensors.hidden = linear(options.hiddenUnits, features, 1);
    m_tensors.output = linear(joint, options.nonLinear ? options.hiddenUnits : features, 2);
    if (options.batchNorm == BatchNorm::none)
        return;
    const bool first = options.nonLinear && options.batchNorm == BatchNorm::first;
    const std::int64_t width = first ? options.hiddenUnits : joint;
    m_tensors.scale = leaf(at::ones({width}, at::kDouble), tensorOptions);
    m_tensors.shift = leaf(at::zeros({width}, at::kDouble), tensorOptions);
    m_tensors.runningMean = at::zeros({width}, tensorOptions);
    m_tensors.runningVariance = at::ones({width}, tensorOptions);
}

at::Tensor Branch::trainedProduct(const at::Tensor& rows, const Linear& layer) const {
    if (m_precision == Precision::float32)
        return at::linear(rows, layer.weight, layer.bias);
    // What autocast does: both sides are rounded, the backward pass multiplies in the same type, and the
    // gradients come back in the type of the weights. The bias is added to the wider sum.
    return at::linear(rows.to(at::kBFloat16), layer.weight.to(at::kBFloat16)).to(rows.scalar_type()) +
           layer.bias;
}

at::Tensor Branch::normalised(const at::Tensor& rows, bool training) const {
    return at::batch_norm(rows, m_tensors.scale, m_tensors.shift, m_tensors.runningMean,
                          m_tensors.runningVariance, training, m_options.batchNormMomentum, kBatchNormEpsilon,
                          false);
}

at::Tensor Branch::train(const at::Tensor& features, std::uint64_t dropoutSeed) {
    const auto drop = [&](const at::Tensor& rows, double share, std::uint64_t part) {
        if (share <= 0)
            return rows;
        const Dropout dropout(share, mixSeed({dropoutSeed, part}));
        return rows * dropout.mask(rows.size(0), rows.size(1), rows.options());
    };
    at::Tensor rows = drop(features, m_options.inputDropout, 1);
    if (m_options.nonLinear) {
        rows = trainedProduct(rows, m_tensors.hidden);
        if (m_options.batchNorm == BatchNorm::first)
            rows = normalised(rows, true);
        rows = drop(at::relu(rows), m_options.dropout, 2);
    }
    rows = trainedProduct(rows, m_tensors.output);
    if (m_options.batchNorm == BatchNorm::last || (m_tensors.scale.defined() && !m_options.nonLinear))
        rows = normalised(rows, true);
    return unitRows(rows);
}

at::Tensor Branch::forward(const at::Tensor& features, std::uint64_t dropoutSeed) {
    m_embedded.reset();
    if (BranchPass::fits(m_tensors, m_precision))
        return m_pass.forward(m_tensors, features, dropoutSeed);
    const at::AutoGradMode withGradients(true);
    m_embedded = train(features, dropoutSeed);
    return m_embedded.detach();
}

void Branch::backward(const at::Tensor& upstream) {
    if (m_embedded.defined())
        torch::autograd::backward({m_embedded}, {upstream});
    else
        m_pass.backward(m_tensors, upstream);
    m_embedded.reset();
}

at::Tensor Branch::evaluate(const at::Tensor& features) const {
    const at::NoGradGuard noGrad;
    at::Tensor rows = features;
    if (m_options.nonLinear) {
        rows = at::linear(rows, m_tensors.hidden.weight, m_tensors.hidden.bias);
        if (m_options.batchNorm == BatchNorm::first)
            rows = normalised(rows, false);
        rows = at::relu(rows);
    }
    rows = at::linear(rows, m_tensors.output.weight, m_tensors.output.bias);
    if (m_options.batchNorm == BatchNorm::last || (m_tensors.scale.defined() && !m_options.nonLinear))
        rows = normalised(rows, false);
    return unitRows(rows);
}

std::vector<NamedTensor> Branch::parameters() const {
    std::vector<NamedTensor> all;
    if (m_tensors.hidden.weight.defined()) {
        all.push_back({m_name + ".hidden.weight", m_tensors.hidden.weight, true});
        all.push_back({m_name + ".hidden.bias", m_tensors.hidden.bias, false});
    }
    all.push_back({m_name + ".output.weight", m_tensors.output.weight, true});
    all.push_back({m_name + ".output.bias", m_tensors.output.bias, false});
    if (m_tensors.scale.defined()) {
        all.push_back({m_name + ".norm.scale", m_tensors.scale, false});
        all.push_back({m_name + ".norm.shift", m_tensors.shift, false});
    }
    return all;
}

std::vector<NamedTensor> Branch::buffers() const {
    if (!m_tensors.scale.defined())
        return {};
    return {{m_name + ".norm.mean", m_tensors.runningMean, false},
            {m_name + ".norm.variance", m_tensors.runningVariance, false}};
}

FrozenBranch Branch::freeze() const {
    const at::NoGradGuard noGrad;
    const auto folded = [this](const Linear& layer, bool fold) {
        if (!fold)
            return layer;
        // Folded in float64: the frozen network must agree with the evaluated one to 1e-5.
        const at::Tensor factor = m_tensors.scale.to(at::kDouble) /
                                  (m_tensors.runningVariance.to(at::kDouble) + kBatchNormEpsilon).sqrt();
        return Linear{layer.weight.to(at::kDouble) * factor.unsqueeze(1),
                      (layer.bias.to(at::kDouble) - m_tensors.runningMean.to(at::kDouble)) * factor +
                          m_tensors.shift.to(at::kDouble)};
    };
    const bool foldFirst =
        m_tensors.scale.defined() && m_options.nonLinear && m_options.batchNorm == BatchNorm::first;
    FrozenBranch frozen;
    if (m_options.nonLinear) {
        const Linear hidden = folded(m_tensors.hidden, foldFirst);
        frozen.hiddenWeight = toMatrix(hidden.weight);
        frozen.hiddenBias = toVector(hidden.bias);
    }
    const Linear output = folded(m_tensors.output, m_tensors.scale.defined() && !foldFirst);
    frozen.outputWeight = toMatrix(output.weight);
    frozen.outputBias = toVector(output.bias);
    return frozen;
}

TwoBranchNetwork::TwoBranchNetwork(std::int64_t imageFeatures, std::int64_t sentenceFeatures,
                                   const NetworkOptions& options, std::uint64_t seed,
                                   const at::TensorOptions& tensorOptions, Precision precision)
    : image("image", imageFeatures, options, mixSeed({seed, 1}), tensorOptions, precision),
      sentence("sentence", sentenceFeatures, options, mixSeed({seed, 2}), tensorOptions, precision) {}

std::vector<NamedTensor> TwoBranchNetwork::parameters() const {
    std::vector<NamedTensor> all = image.parameters();
    for (NamedTensor& tensor : sentence.parameters())
        all.push_back(std::move(tensor));
    return all;
}

std::vector<NamedTensor> TwoBranchNetwork::buffers() const {
    std::vector<NamedTensor> all = image.buffers();
    for (NamedTensor& tensor : sentence.buffers())
        all.push_back(std::move(tensor));
    return all;
}

} // namespace crossview
