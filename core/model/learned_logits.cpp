#include "model/learned_logits.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>

namespace crossview {

LearnedLogits::LearnedLogits(const LossOptions& options, const at::TensorOptions& tensorOptions)
    : m_fixed{std::min(1 / options.temperature, kLargestScale),
              options.objective == Objective::sigLip ? options.logitBias : 0.0} {
    if (options.objective == Objective::ranking || !options.learnTemperature)
        return;
    m_logScale = at::full({1}, std::log(m_fixed.scale), tensorOptions);
    if (options.objective == Objective::sigLip)
        m_bias = at::full({1}, m_fixed.bias, tensorOptions);
}

LogitValues LearnedLogits::values() const {
    LogitValues values = m_fixed;
    if (m_logScale.defined())
        values.scale = std::min(std::exp(m_logScale.item<double>()), kLargestScale);
    if (m_bias.defined())
        values.bias = m_bias.item<double>();
    return values;
}

std::vector<NamedTensor> LearnedLogits::parameters() const {
    std::vector<NamedTensor> all;
    if (m_logScale.defined())
        all.push_back({"logits.logScale", m_logScale, false});
    if (m_bias.defined())
        all.push_back({"logits.bias", m_bias, false});
    return all;
}

void LearnedLogits::setGradients(const LogitValues& derivatives) {
    if (m_logScale.defined())
        m_logScale.mutable_grad() = at::full_like(m_logScale, derivatives.scale);
    if (m_bias.defined())
        m_bias.mutable_grad() = at::full_like(m_bias, derivatives.bias);
}

void LearnedLogits::keepInRange() {
    const at::NoGradGuard noGrad;
    if (m_logScale.defined())
        m_logScale.clamp_max_(std::log(kLargestScale));
}

} // namespace crossview
