#include "model/two_branch_network.h"

#include "common/seeded_random.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <cmath>

namespace crossview {
namespace {

constexpr double kBatchNormEpsilon = 1e-5;
constexpr double kSmallestLength = 1e-12; // rows of length 0 stay 0 instead of NaN

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
    return rows / rows.norm(2, 1, true).clamp_min(kSmallestLength);
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

constexpr std::int64_t kPerDraw = 4; // four 16-bit numbers out of every 64-bit draw of a dropout mask

at::Tensor maskOnCpu(std::int64_t count, std::uint64_t dropBelow, float kept, std::uint64_t seed) {
    at::Tensor mask = at::empty({count}, at::kFloat);
    float* const data = mask.data_ptr<float>();
    at::parallel_for(0, (count + kPerDraw - 1) / kPerDraw, 4096, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t draw = begin; draw < end; ++draw) {
            // Counted, not chained: every draw stands for itself, so threads do not matter.
            const std::uint64_t bits =
                SeededRandom::mixed(seed + SeededRandom::kStep * (static_cast<std::uint64_t>(draw) + 1));
            for (std::int64_t i = 0; i < kPerDraw && draw * kPerDraw + i < count; ++i)
                data[draw * kPerDraw + i] = ((bits >> (16 * i)) & 0xFFFF) < dropBelow ? 0.0F : kept;
        }
    });
    return mask;
}

/// The same with tensor operations, for any device. Tensors know no unsigned 64-bit numbers: products and
/// sums have the same bits, and a shift to the right is masked.
at::Tensor maskWithTensors(std::int64_t count, std::uint64_t dropBelow, float kept, std::uint64_t seed,
                           at::Device device) {
    const auto number = [](std::uint64_t bits) { return static_cast<std::int64_t>(bits); };
    const auto shifted = [&](const at::Tensor& value, std::int64_t by) {
        return at::bitwise_right_shift(value, by).bitwise_and_(
            number(~0ULL >> static_cast<std::uint64_t>(by)));
    };
    at::Tensor bits =
        at::arange(1, (count + kPerDraw - 1) / kPerDraw + 1, at::TensorOptions(at::kLong).device(device));
    bits.mul_(number(SeededRandom::kStep)).add_(number(seed));
    bits = bits.bitwise_xor(shifted(bits, 30)).mul_(number(SeededRandom::kMix1));
    bits = bits.bitwise_xor(shifted(bits, 27)).mul_(number(SeededRandom::kMix2));
    bits = bits.bitwise_xor(shifted(bits, 31));
    const at::Tensor parts = at::arange(0, 16 * kPerDraw, 16, bits.options());
    const at::Tensor numbers =
        at::bitwise_right_shift(bits.unsqueeze(1), parts.unsqueeze(0)).bitwise_and_(0xFFFF).flatten();
    return (numbers.slice(0, 0, count) >= number(dropBelow)).to(at::kFloat).mul_(kept);
}

} // namespace

at::Tensor dropoutMask(std::int64_t rows, std::int64_t cols, double share, std::uint64_t seed,
                       const at::TensorOptions& tensorOptions, bool forceTensors) {
    const auto dropBelow = static_cast<std::uint64_t>(std::lround(share * 65536.0));
    const auto kept = static_cast<float>(1.0 / (1.0 - share));
    const at::Device device = tensorOptions.device();
    const at::Tensor mask = device.is_cpu() && !forceTensors
                                ? maskOnCpu(rows * cols, dropBelow, kept, seed)
                                : maskWithTensors(rows * cols, dropBelow, kept, seed, device);
    return mask.view({rows, cols}).to(c10::typeMetaToScalarType(tensorOptions.dtype()));
}

Branch::Branch(std::string name, std::int64_t features, const NetworkOptions& options, std::uint64_t seed,
               const at::TensorOptions& tensorOptions, Precision precision)
    : m_name(std::move(name)), m_options(options), m_precision(precision) {
    const auto linear = [&](std::int64_t out, std::int64_t in, std::uint64_t part) {
        return Linear{leaf(xavierUniform(out, in, mixSeed({seed, part})), tensorOptions),
                      leaf(at::zeros({out}, at::kDouble), tensorOptions)};
    };
    const std::int64_t joint = options.jointDimensions;
    if (options.nonLinear)
        m_hidden = linear(options.hiddenUnits, features, 1);
    m_output = linear(joint, options.nonLinear ? options.hiddenUnits : features, 2);
    if (options.batchNorm == BatchNorm::none)
        return;
    const bool first = options.nonLinear && options.batchNorm == BatchNorm::first;
    const std::int64_t width = first ? options.hiddenUnits : joint;
    m_scale = leaf(at::ones({width}, at::kDouble), tensorOptions);
    m_shift = leaf(at::zeros({width}, at::kDouble), tensorOptions);
    m_runningMean = at::zeros({width}, tensorOptions);
    m_runningVariance = at::ones({width}, tensorOptions);
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
    return at::batch_norm(rows, m_scale, m_shift, m_runningMean, m_runningVariance, training,
                          m_options.batchNormMomentum, kBatchNormEpsilon, false);
}

at::Tensor Branch::train(const at::Tensor& features, std::uint64_t dropoutSeed) {
    const auto drop = [&](const at::Tensor& rows, double share, std::uint64_t part) {
        if (share <= 0)
            return rows;
        return rows *
               dropoutMask(rows.size(0), rows.size(1), share, mixSeed({dropoutSeed, part}), rows.options());
    };
    at::Tensor rows = drop(features, m_options.inputDropout, 1);
    if (m_options.nonLinear) {
        rows = trainedProduct(rows, m_hidden);
        if (m_options.batchNorm == BatchNorm::first)
            rows = normalised(rows, true);
        rows = drop(at::relu(rows), m_options.dropout, 2);
    }
    rows = trainedProduct(rows, m_output);
    if (m_options.batchNorm == BatchNorm::last || (m_scale.defined() && !m_options.nonLinear))
        rows = normalised(rows, true);
    return unitRows(rows);
}

at::Tensor Branch::evaluate(const at::Tensor& features) const {
    const at::NoGradGuard noGrad;
    at::Tensor rows = features;
    if (m_options.nonLinear) {
        rows = at::linear(rows, m_hidden.weight, m_hidden.bias);
        if (m_options.batchNorm == BatchNorm::first)
            rows = normalised(rows, false);
        rows = at::relu(rows);
    }
    rows = at::linear(rows, m_output.weight, m_output.bias);
    if (m_options.batchNorm == BatchNorm::last || (m_scale.defined() && !m_options.nonLinear))
        rows = normalised(rows, false);
    return unitRows(rows);
}

std::vector<NamedTensor> Branch::parameters() const {
    std::vector<NamedTensor> all;
    if (m_hidden.weight.defined()) {
        all.push_back({m_name + ".hidden.weight", m_hidden.weight, true});
        all.push_back({m_name + ".hidden.bias", m_hidden.bias, false});
    }
    all.push_back({m_name + ".output.weight", m_output.weight, true});
    all.push_back({m_name + ".output.bias", m_output.bias, false});
    if (m_scale.defined()) {
        all.push_back({m_name + ".norm.scale", m_scale, false});
        all.push_back({m_name + ".norm.shift", m_shift, false});
    }
    return all;
}

std::vector<NamedTensor> Branch::buffers() const {
    if (!m_scale.defined())
        return {};
    return {{m_name + ".norm.mean", m_runningMean, false},
            {m_name + ".norm.variance", m_runningVariance, false}};
}

FrozenBranch Branch::freeze() const {
    const at::NoGradGuard noGrad;
    const auto folded = [this](const Linear& layer, bool fold) {
        if (!fold)
            return layer;
        // Folded in float64: the frozen network must agree with the evaluated one to 1e-5.
        const at::Tensor factor =
            m_scale.to(at::kDouble) / (m_runningVariance.to(at::kDouble) + kBatchNormEpsilon).sqrt();
        return Linear{layer.weight.to(at::kDouble) * factor.unsqueeze(1),
                      (layer.bias.to(at::kDouble) - m_runningMean.to(at::kDouble)) * factor +
                          m_shift.to(at::kDouble)};
    };
    const bool foldFirst =
        m_scale.defined() && m_options.nonLinear && m_options.batchNorm == BatchNorm::first;
    FrozenBranch frozen;
    if (m_options.nonLinear) {
        const Linear hidden = folded(m_hidden, foldFirst);
        frozen.hiddenWeight = toMatrix(hidden.weight);
        frozen.hiddenBias = toVector(hidden.bias);
    }
    const Linear output = folded(m_output, m_scale.defined() && !foldFirst);
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
