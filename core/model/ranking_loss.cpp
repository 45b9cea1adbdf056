#include "model/ranking_loss.h"

#include "common/error.h"
#include "model/distances.h"
#include "model/kinds_tensor.h"
#include "model/pair_gradient.h"
#include "model/violation_mining.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <fmt/format.h>

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

bool hasPositive(const std::vector<PairKind>& kinds) {
    return std::find(kinds.begin(), kinds.end(), PairKind::positive) != kinds.end();
}

/// Kept pairs are few when a row keeps less than this share of its candidates: then the gradient is added up
/// from them, else it is taken by products with the matrix of pair weights. Measured (loss_benchmark): adding
/// a pair up costs about as much as sixteen pairs in a product.
constexpr std::int64_t kFewestPerPair = 16;

/// Collects the terms of one batch and their gradients.
class Accumulator {
public:
    Accumulator(const at::Tensor& images, const at::Tensor& sentences, const PairKinds& kinds,
                const LossOptions& options, LossForm form)
        : m_images(images), m_sentences(sentences), m_kinds(kinds), m_options(options),
          m_weights(weightsOf(options)),
          m_form(images.is_cpu() || form == LossForm::tensors ? form : LossForm::tensors) {}

    LossGradient run(bool withCross) {
        m_result.images = at::zeros_like(m_images);
        m_result.sentences = at::zeros_like(m_sentences);
        if (withCross)
            addCross();
        addWithin(kT3, m_images, m_kinds.imagePairs, m_result.images);
        addWithin(kT4, m_sentences, m_kinds.sentencePairs, m_result.sentences);
        for (std::size_t t = 0; t < 4; ++t)
            m_result.value.total += m_weights[t] * m_result.value.terms[t];
        return std::move(m_result);
    }

private:
    MiningOptions miningOf(Term term) const {
        const bool within = term == kT3 || term == kT4;
        return {m_options.margin, m_options.topK, m_options.distance,
                within && m_options.structurePositives == StructurePositives::hardest};
    }

    /// Whether rows of so many candidates keep few of them.
    bool keepsFew(std::int64_t candidates) const {
        if (m_form != LossForm::fastest)
            return m_form == LossForm::pairs;
        return m_options.topK > 0 && m_options.topK * kFewestPerPair <= candidates;
    }

    /// Takes the sums of a term; returns the factor of its gradient.
    double take(Term term, const TermSums& sums) {
        const double scale = reductionScale(sums, m_options.reduction);
        m_result.value.terms[term] = sums.hinges * scale;
        m_result.value.active[term] = sums.active;
        m_result.value.slots[term] = sums.slots;
        return m_weights[term] * scale;
    }

    /// Mines one term; returns its pair weights scaled by weight and reduction.
    at::Tensor mine(Term term, const at::Tensor& distances, const at::Tensor& kinds) {
        at::Tensor weights = at::zeros_like(distances);
        const TermSums sums = m_form == LossForm::tensors
                                  ? mineWithTensors(distances, kinds, miningOf(term), weights)
                                  : mineOnCpu(distances, kinds, miningOf(term), weights);
        return weights.mul_(take(term, sums));
    }

    /// Mines one term and adds its gradient pair by pair.
    void minePairs(Term term, const at::Tensor& distances, const at::Tensor& kinds, const at::Tensor& anchors,
                   const at::Tensor& candidates, at::Tensor& anchorGradient, at::Tensor& candidateGradient) {
        std::vector<KeptPair> pairs;
        const double scale = take(term, mineOnCpu(distances, kinds, miningOf(term), pairs));
        if (scale != 0)
            addPairGradient(pairs, scale, m_options.distance, anchors, candidates, anchorGradient,
                            candidateGradient);
    }

    /// T1 and T2 share their distances and, as matrices of pair weights, both products of the gradient.
    void addCross() {
        const at::Tensor distances = distanceMatrix(m_images, m_sentences, m_options.distance);
        const at::Tensor kinds =
            kindsTensor(m_kinds.cross, m_kinds.images, m_kinds.sentences, m_images.device());
        const at::Tensor turnedDistances = distances.t().contiguous();
        const at::Tensor turnedKinds = kinds.t().contiguous();
        if (keepsFew(distances.size(0)) && keepsFew(distances.size(1))) {
            minePairs(kT1, distances, kinds, m_images, m_sentences, m_result.images, m_result.sentences);
            minePairs(kT2, turnedDistances, turnedKinds, m_sentences, m_images, m_result.sentences,
                      m_result.images);
            return;
        }
        at::Tensor weights = mine(kT1, distances, kinds);
        weights.add_(mine(kT2, turnedDistances, turnedKinds).t());
        addProducts(weights, m_images, m_sentences, m_result.images);
        addProducts(weights.t(), m_sentences, m_images, m_result.sentences);
    }

    void addWithin(Term term, const at::Tensor& rows, const std::vector<PairKind>& pairs,
                   at::Tensor& gradient) {
        // Without positives the term is 0: on data where no two images share a sentence T3 costs nothing.
        if (m_options.structurePositives == StructurePositives::all && !hasPositive(pairs))
            return;
        const auto side = static_cast<std::size_t>(rows.size(0));
        const at::Tensor distances = distanceMatrix(rows, rows, m_options.distance);
        const at::Tensor kinds = kindsTensor(pairs, side, side, rows.device());
        if (keepsFew(rows.size(0))) {
            minePairs(term, distances, kinds, rows, rows, gradient, gradient);
            return;
        }
        const at::Tensor weights = mine(term, distances, kinds);
        if (m_weights[term] != 0)
            addProducts(weights + weights.t(), rows, rows, gradient);
    }

    /// Adds diag(W 1) A - W B: of a distance's gradient the part along the row itself, which a dot product
    /// does not have, and that towards the others.
    void addProducts(const at::Tensor& weights, const at::Tensor& rows, const at::Tensor& others,
                     at::Tensor& gradient) const {
        if (m_options.distance != Distance::negativeDot)
            gradient.addcmul_(rows, weights.sum(1, true));
        gradient.addmm_(weights, others, 1, -1);
    }

    const at::Tensor& m_images;
    const at::Tensor& m_sentences;
    const PairKinds& m_kinds;
    const LossOptions& m_options;
    std::array<double, 4> m_weights;
    LossForm m_form;
    LossGradient m_result;
};

LossGradient gradientOf(const at::Tensor& images, const at::Tensor& sentences, const PairKinds& kinds,
                        const LossOptions& options, LossForm form, bool withCross) {
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
    return Accumulator(x, y, kinds, options, form).run(withCross);
}

} // namespace

LossGradient rankingLossGradient(const at::Tensor& images, const at::Tensor& sentences,
                                 const PairKinds& kinds, const LossOptions& options, LossForm form) {
    return gradientOf(images, sentences, kinds, options, form, true);
}

LossGradient structureLossGradient(const at::Tensor& images, const at::Tensor& sentences,
                                   const PairKinds& kinds, const LossOptions& options, LossForm form) {
    return gradientOf(images, sentences, kinds, options, form, false);
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
