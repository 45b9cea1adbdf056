#include "training/optimiser.h"

#include "common/wide.h"
#include "model/checkpoint_tensors.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kAdamEpsilon = 1e-8;
constexpr std::int64_t kGrain = 16384;

struct AdamFactors {
    float keep;        // of the weight, after its decay
    float rate;        // with the correction of the first moment
    float inverseRoot; // correction of the second one
};

CROSSVIEW_WIDE void stepAdamRange(float* w, const float* g, float* m, float* v, std::int64_t count,
                                  AdamFactors factors) {
    constexpr auto kB1 = static_cast<float>(kBeta1);
    constexpr auto kB2 = static_cast<float>(kBeta2);
    constexpr auto kEpsilon = static_cast<float>(kAdamEpsilon);
    for (std::int64_t i = 0; i < count; ++i) {
        m[i] = kB1 * m[i] + (1 - kB1) * g[i];
        v[i] = kB2 * v[i] + (1 - kB2) * g[i] * g[i];
        w[i] = factors.keep * w[i] - factors.rate * m[i] / (std::sqrt(v[i]) * factors.inverseRoot + kEpsilon);
    }
}

bool fusable(const at::Tensor& tensor) {
    return tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous();
}

} // namespace

Optimiser::Optimiser(std::vector<NamedTensor> parameters, const OptimiserOptions& options)
    : m_options(options) {
    for (NamedTensor& parameter : parameters) {
        const at::Tensor values = parameter.tensor.detach();
        Slot slot{std::move(parameter), at::zeros_like(values), {}};
        if (options.kind == OptimiserKind::adam)
            slot.second = at::zeros_like(values);
        m_slots.push_back(std::move(slot));
    }
}

void Optimiser::step(double learningRate) {
    const at::NoGradGuard noGrad;
    ++m_steps;
    for (Slot& slot : m_slots) {
        at::Tensor& gradient = slot.parameter.tensor.mutable_grad();
        if (!gradient.defined())
            continue;
        if (m_options.kind == OptimiserKind::sgd)
            stepSgd(slot, learningRate);
        else
            stepAdam(slot, learningRate);
        gradient.reset();
    }
}

void Optimiser::stepSgd(Slot& slot, double learningRate) const {
    const double decay = slot.parameter.decays ? m_options.weightDecay : 0.0;
    at::Tensor weight = slot.parameter.tensor.detach();
    const at::Tensor gradient = slot.parameter.tensor.grad().contiguous();
    if (!fusable(weight)) {
        slot.first.mul_(m_options.momentum).add_(gradient).add_(weight, decay);
        weight.sub_(slot.first, learningRate);
        return;
    }
    float* const w = weight.data_ptr<float>();
    const float* const g = gradient.data_ptr<float>();
    float* const v = slot.first.data_ptr<float>();
    const auto momentum = static_cast<float>(m_options.momentum);
    const auto pull = static_cast<float>(decay);
    const auto rate = static_cast<float>(learningRate);
    at::parallel_for(0, weight.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            v[i] = momentum * v[i] + (g[i] + pull * w[i]);
            w[i] -= rate * v[i];
        }
    });
}

void Optimiser::stepAdam(Slot& slot, double learningRate) const {
    const auto steps = static_cast<double>(m_steps);
    const double keep = slot.parameter.decays ? 1 - learningRate * m_options.weightDecay : 1.0;
    const double rate = learningRate / (1 - std::pow(kBeta1, steps));
    const double rootCorrection = std::sqrt(1 - std::pow(kBeta2, steps));
    at::Tensor weight = slot.parameter.tensor.detach();
    const at::Tensor gradient = slot.parameter.tensor.grad().contiguous();
    if (!fusable(weight)) {
        weight.mul_(keep);
        slot.first.mul_(kBeta1).add_(gradient, 1 - kBeta1);
        slot.second.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
        weight.addcdiv_(slot.first, slot.second.sqrt().div_(rootCorrection).add_(kAdamEpsilon), -rate);
        return;
    }
    float* const w = weight.data_ptr<float>();
    const float* const g = gradient.data_ptr<float>();
    float* const m = slot.first.data_ptr<float>();
    float* const v = slot.second.data_ptr<float>();
    const AdamFactors factors{static_cast<float>(keep), static_cast<float>(rate),
                              static_cast<float>(1 / rootCorrection)};
    at::parallel_for(0, weight.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        stepAdamRange(w + begin, g + begin, m + begin, v + begin, end - begin, factors);
    });
}

void Optimiser::store(Checkpoint& checkpoint) const {
    for (const Slot& slot : m_slots) {
        storeTensor(checkpoint, "first." + slot.parameter.name, slot.first);
        if (slot.second.defined())
            storeTensor(checkpoint, "second." + slot.parameter.name, slot.second);
    }
}

void Optimiser::restore(const Checkpoint& checkpoint, long long steps) {
    for (Slot& slot : m_slots) {
        restoreTensor(checkpoint, "first." + slot.parameter.name, slot.first);
        if (slot.second.defined())
            restoreTensor(checkpoint, "second." + slot.parameter.name, slot.second);
    }
    m_steps = steps;
}

} // namespace crossview
