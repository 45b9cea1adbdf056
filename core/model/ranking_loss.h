#pragma once

#include "model/model_options.h"
#include "model/pair_kinds.h"

#include <ATen/core/Tensor.h>
#include <array>
#include <cstdint>

namespace crossview {

/// The four terms of one batch in the order T1, T2, T3, T4, each reduced, unweighted.
struct LossValue {
    std::array<double, 4> terms{};
    double total = 0;                     ///< T1 + lambda1 T2 + lambda2 T3 + lambda3 T4
    std::array<std::int64_t, 4> active{}; ///< kept hinges above zero
    std::array<std::int64_t, 4> slots{};  ///< kept hinges, zeros included
};

/// How the gradient is made; they agree up to rounding.
enum class LossForm : std::uint8_t {
    fastest, ///< for the shapes and the device
    pairs,   ///< on the CPU, added up from the kept pairs alone
    matrix,  ///< on the CPU, by products with the matrix of pair weights
    tensors  ///< of tensor operations only, as on other devices
};

/// The loss with its analytic gradient (method.md 1.10; CVPR 2016, equation 5).
struct LossGradient {
    LossValue value;
    at::Tensor images;    ///< dL/dX [images, d]
    at::Tensor sentences; ///< dL/dY [sentences, d]
};

/// Value and gradient for embeddings X [images, d] and Y [sentences, d], float32 or float64, on any device;
/// no tensor has three batch dimensions. Throws Error when the shapes do not fit the kinds.
LossGradient rankingLossGradient(const at::Tensor& images, const at::Tensor& sentences,
                                 const PairKinds& kinds, const LossOptions& options,
                                 LossForm form = LossForm::fastest);

/// The within-view terms T3 and T4 alone, to stand beside other terms across the views: T1 and T2 are 0, of
/// no slots. Throws Error as rankingLossGradient does.
LossGradient structureLossGradient(const at::Tensor& images, const at::Tensor& sentences,
                                   const PairKinds& kinds, const LossOptions& options,
                                   LossForm form = LossForm::fastest);

/// The total at which the loss sits when all embeddings are equal: every kept hinge equals the margin
/// (method.md 6B). For meanOverActive a margin of 0 or less gives 0.
double collapseConstant(const LossValue& value, const LossOptions& options);

} // namespace crossview
