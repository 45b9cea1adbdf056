#include "model/objective.h"

#include "model/kinds_tensor.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace crossview {

ObjectiveGradient objectiveGradient(const at::Tensor& images, const at::Tensor& sentences,
                                    const PairKinds& kinds, const LossOptions& options,
                                    const LogitValues& logits, LossForm form) {
    if (options.objective == Objective::ranking) {
        ObjectiveGradient result{rankingLossGradient(images, sentences, kinds, options, form), {}, 0};
        result.collapseConstant = collapseConstant(result.loss.value, options);
        return result;
    }
    ObjectiveGradient result{structureLossGradient(images, sentences, kinds, options, form), {}, 0};
    const at::NoGradGuard noGrad;
    const at::Tensor x = images.detach();
    const at::Tensor y = sentences.detach();
    const ContrastiveLoss cross =
        contrastiveLoss(at::mm(x, y.t()), kindsTensor(kinds.cross, kinds.images, kinds.sentences, x.device()),
                        options, logits);
    result.loss.images.addmm_(cross.gradient, y);
    result.loss.sentences.addmm_(cross.gradient.t(), x);
    result.logits = cross.logits;
    result.collapseConstant = collapseConstant(result.loss.value, options) + cross.collapsed[0] +
                              options.lambda1 * cross.collapsed[1];
    LossValue& value = result.loss.value;
    value.total += cross.terms[0] + options.lambda1 * cross.terms[1];
    for (std::size_t t = 0; t < 2; ++t) {
        value.terms[t] = cross.terms[t];
        value.active[t] = cross.outscored[t];
        value.slots[t] = cross.positives[t];
    }
    return result;
}

} // namespace crossview
