#pragma once

#include "model/contrastive_loss.h"
#include "model/ranking_loss.h"

namespace crossview {

/// The loss of one batch whatever its objective is, with its gradients.
struct ObjectiveGradient {
    LossGradient loss;  ///< of infoNce and sigLip, T1 and T2 count (anchor, positive) pairs as slots,
                        ///< and those that a negative outscores as active
    LogitValues logits; ///< dL/d(log scale), dL/d(bias)
    double collapseConstant = 0; ///< total at which all embeddings are equal (method.md 6B)
};

/// Value and gradient for embeddings X [images, d] and Y [sentences, d] of unit length, float32 or float64,
/// on any device: T1 and T2 as options.objective says, T3 and T4 by hinges. `logits` are read by infoNce and
/// sigLip only. Throws Error when the shapes do not fit the kinds.
ObjectiveGradient objectiveGradient(const at::Tensor& images, const at::Tensor& sentences,
                                    const PairKinds& kinds, const LossOptions& options,
                                    const LogitValues& logits, LossForm form = LossForm::fastest);

} // namespace crossview
