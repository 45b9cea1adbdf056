#pragma once

#include "model/contrastive_loss.h"
#include "model/two_branch_network.h"

#include <vector>

namespace crossview {

/// Scale and bias of the logits, learned beside the network or fixed. The logarithm of the scale is what is
/// learned, and the scale is at most kLargestScale (Radford et al., ICML 2021, section 2.5).
class LearnedLogits {
public:
    static constexpr double kLargestScale = 100;

    LearnedLogits(const LossOptions& options, const at::TensorOptions& tensorOptions);

    LogitValues values() const;
    /// Names "logits.logScale" and, with SigLIP, "logits.bias", each [1]; none where nothing is learned.
    std::vector<NamedTensor> parameters() const;
    /// Gradients of the parameters, for the optimiser's next step.
    void setGradients(const LogitValues& derivatives);
    /// After a step: brings the scale back to at most kLargestScale.
    void keepInRange();

private:
    LogitValues m_fixed;
    at::Tensor m_logScale; // undefined where it is not learned
    at::Tensor m_bias;     // the same
};

} // namespace crossview
