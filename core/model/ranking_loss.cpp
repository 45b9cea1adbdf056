#include "model/ranking_loss.h"

#include "common/error.h"
#include "model/distances.h"
#include "model/violation_mining.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <fmt/format.h>
#include <torch/csrc/autograd/custom_function.h>

namespace crossview {
namespace {

enum Term : std::size_t { kT1, kT2, kT3, kT4 };

std::array<double, 4> weightsOf(const LossOptions& options) {
    return {1.0, options.lambda1, options.lambda2, options.lambda3};
}

/// Factor from the sum of hinges to the reduced term.
double reductionScale(const TermSums& sums, Reduction reduction) {
    const auto over = [](std::int64_t count) { return count > 0 ? 1.0 / static_cast<double>(count) : 0.0; };
    switch (reduction) {
    case Reduction::sum:
        return 1;
    case Reduction::meanOverSlots:
        return over(sums.slots);
    case Reduction::meanOverActive:
        break;
    }
    return over(sums.active);
}

at::Tensor kindsTensor(const std::vector<PairKind>& kinds, std::size_t rows, std::size_t cols,
                       at::Device device) {
    // from_blob wants a mutable pointer; nothing writes through it.
    auto* data = const_cast<PairKind*>(kinds.data());
    return at::from_blob(data, {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(cols)},
                         at::TensorOptions(at::kByte))
        .to(device);
}

bool hasPositive(const std::vector<PairKind>& kinds) {
    return std::find(kinds.begin(), kinds.end(), PairKind::positive) != kinds.end();
}

/// Collects the terms of one batch and their gradients.
class Accumulator {
public:
    Accumulator(const at::Tensor& images, const at::Tensor& sentences, const PairKinds& kinds,
                const LossOptions& options, bool forceTensors)
        : m_images(images), m_sentences(sentences), m_kinds(kinds), m_options(options),
          m_weights(weightsOf(options)), m_onCpu(images.is_cpu() && !forceTensors) {}

    LossGradient run() {
        addCross();
        m_result.images = addWithin(kT3, m_images, m_kinds.imagePairs, std::move(m_result.images));
        m_result.sentences =
            addWithin(kT4, m_sentences, m_kinds.sentencePairs, std::move(m_result.sentences));
        for (std::size_t t = 0; t < 4; ++t)
            m_result.value.total += m_weights[t] * m_result.value.terms[t];
        return std::move(m_result);
    }

private:
    /// Mines one term; returns its pair weights scaled by weight and reduction.
    at::Tensor mine(Term term, const at::Tensor& distances, const at::Tensor& kinds) {
        const bool within = term == kT3 || term == kT4;
        const MiningOptions mining{m_options.margin, m_options.topK, m_options.distance,
                                   within && m_options.structurePositives == StructurePositives::hardest};
        at::Tensor weights = at::zeros_like(distances);
        const TermSums sums = m_onCpu ? mineOnCpu(distances, kinds, mining, weights)
                                      : mineWithTensors(distances, kinds, mining, weights);
        const double scale = reductionScale(sums, m_options.reduction);
        m_result.value.terms[term] = sums.hinges * scale;
        m_result.value.active[term] = sums.active;
        m_result.value.slots[term] = sums.slots;
        return weights.mul_(m_weights[term] * scale);
    }

    /// T1 and T2 share their distances and, after adding their pair weights, both products of the gradient.
    void addCross() {
        const at::Tensor distances = distanceMatrix(m_images, m_sentences, m_options.distance);
        const at::Tensor kinds =
            kindsTensor(m_kinds.cross, m_kinds.images, m_kinds.sentences, m_images.device());
        at::Tensor weights = mine(kT1, distances, kinds);
        weights.add_(mine(kT2, distances.t().contiguous(), kinds.t().contiguous()).t());
        const at::Tensor transposed = weights.t();
        m_result.images = ownPart(weights, m_images).addmm_(weights, m_sentences, 1, -1);
        m_result.sentences = ownPart(transposed, m_sentences).addmm_(transposed, m_images, 1, -1);
    }

    at::Tensor addWithin(Term term, const at::Tensor& rows, const std::vector<PairKind>& pairs,
                         at::Tensor gradient) {
        // Without positives the term is 0: on data where no two images share a sentence T3 costs nothing.
        if (m_options.structurePositives == StructurePositives::all && !hasPositive(pairs))
            return gradient;
        const auto side = static_cast<std::size_t>(rows.size(0));
        const at::Tensor distances = distanceMatrix(rows, rows, m_options.distance);
        const at::Tensor weights = mine(term, distances, kindsTensor(pairs, side, side, rows.device()));
        if (m_weights[term] == 0)
            return gradient;
        const at::Tensor both = weights + weights.t();
        if (m_options.distance != Distance::negativeDot)
            gradient.addcmul_(rows, both.sum(1, true));
        return gradient.addmm_(both, rows, 1, -1);
    }

    /// diag(W 1) A, the part of the gradient along the row itself; a dot product has none.
    at::Tensor ownPart(const at::Tensor& weights, const at::Tensor& rows) const {
        if (m_options.distance == Distance::negativeDot)
            return at::zeros_like(rows);
        return rows * weights.sum(1, true);
    }

    const at::Tensor& m_images;
    const at::Tensor& m_sentences;
    const PairKinds& m_kinds;
    const LossOptions& m_options;
    std::array<double, 4> m_weights;
    bool m_onCpu;
    LossGradient m_result;
};

class RankingLossFunction : public torch::autograd::Function<RankingLossFunction> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& images,
                              const at::Tensor& sentences, const PairKinds* kinds, const LossOptions* options,
                              LossValue* value) {
        const LossGradient result = rankingLossGradient(images, sentences, *kinds, *options);
        context->save_for_backward({result.images, result.sentences});
        if (value != nullptr)
            *value = result.value;
        return at::full({}, result.value.total, images.options());
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list upstream) {
        const auto saved = context->get_saved_variables();
        return {saved[0] * upstream[0], saved[1] * upstream[0], {}, {}, {}};
    }
};

} // namespace

LossGradient rankingLossGradient(const at::Tensor& images, const at::Tensor& sentences,
                                 const PairKinds& kinds, const LossOptions& options, bool forceTensors) {
    const auto rows = [](const at::Tensor& tensor) { return static_cast<std::size_t>(tensor.size(0)); };
    if (images.dim() != 2 || sentences.dim() != 2 || images.size(1) != sentences.size(1) ||
        rows(images) != kinds.images || rows(sentences) != kinds.sentences)
        throw Error(
            fmt::format("The loss was given {} images and {} sentences, but kinds for {} x {}; make both "
                        "from one batch.",
                        images.size(0), sentences.size(0), kinds.images, kinds.sentences));
    const at::NoGradGuard noGrad;
    const at::Tensor x = images.detach().contiguous();
    const at::Tensor y = sentences.detach().contiguous();
    return Accumulator(x, y, kinds, options, forceTensors).run();
}

at::Tensor rankingLoss(const at::Tensor& images, const at::Tensor& sentences, const PairKinds& kinds,
                       const LossOptions& options, LossValue* value) {
    return RankingLossFunction::apply(images, sentences, &kinds, &options, value);
}

double collapseConstant(const LossValue& value, const LossOptions& options) {
    const std::array<double, 4> weights = weightsOf(options);
    double total = 0;
    for (std::size_t t = 0; t < 4; ++t) {
        const auto slots = static_cast<double>(value.slots[t]);
        const double live = options.reduction == Reduction::sum ? slots : std::min(slots, 1.0);
        total += weights[t] * live * std::max(options.margin, 0.0);
    }
    return total;
}

} // namespace crossview
