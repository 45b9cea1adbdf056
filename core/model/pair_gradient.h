#pragma once

#include "model/violation_mining.h"

#include <ATen/core/Tensor.h>
#include <vector>

namespace crossview {

/// Adds the gradient of a term out of its kept pairs alone, without a product: with w the pair's weight times
/// `scale`, w (a - c) to the anchor's row and its opposite to the candidate's, or for the dot product -w c
/// and -w a. Both gradients may be one tensor (within a view). For tensors on the CPU without gaps, all of
/// one type. Every sum runs in the order of the pairs, so that it does not depend on the threads.
void addPairGradient(const std::vector<KeptPair>& pairs, double scale, Distance distance,
                     const at::Tensor& anchors, const at::Tensor& candidates, at::Tensor& anchorGradient,
                     at::Tensor& candidateGradient);

} // namespace crossview
