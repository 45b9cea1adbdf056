#include "model/contrastive_loss.h"

#include "model/pair_kinds.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

at::Tensor areOfKind(const at::Tensor& kinds, PairKind kind) {
    return kinds == static_cast<std::int64_t>(kind);
}

double sumOf(const at::Tensor& values) {
    return values.sum(at::kDouble).item<double>();
}

/// The anchors of one direction are rows (dim 1) or columns (dim 0) of the similarities.
struct Direction {
    std::int64_t candidates; ///< dimension that they run along
    double weight;           ///< of the term in the loss
};

double softplus(double value) {
    return std::max(value, 0.0) + std::log1p(std::exp(-std::abs(value)));
}

/// Works on one batch.
class Contrast {
public:
    Contrast(const at::Tensor& similarities, const at::Tensor& kinds, const LossOptions& options,
             const LogitValues& logits)
        : m_similarities(similarities), m_positive(areOfKind(kinds, PairKind::positive)),
          m_negative(areOfKind(kinds, PairKind::negative)),
          m_logits(logits), m_directions{Direction{1, 1.0}, Direction{0, options.lambda1}} {}

    ContrastiveLoss run(Objective objective) {
        if (m_similarities.numel() == 0) {
            m_result.gradient = at::zeros_like(m_similarities);
            return std::move(m_result);
        }
        for (std::size_t t = 0; t < 2; ++t)
            countOutscored(t);
        if (objective == Objective::infoNce)
            addEntropies();
        else
            addSigmoids();
        // Until here it is the gradient by the logits.
        if (objective == Objective::sigLip)
            m_result.logits.bias = sumOf(m_result.gradient);
        m_result.gradient.mul_(m_logits.scale);
        m_result.logits.scale = sumOf(m_result.gradient * m_similarities);
        return std::move(m_result);
    }

private:
    void countOutscored(std::size_t t) {
        const at::Tensor nearest = m_similarities.masked_fill(m_negative.logical_not(), -kInfinity)
                                       .amax(m_directions[t].candidates, true);
        m_result.positives[t] = m_positive.sum().item<std::int64_t>();
        m_result.outscored[t] = m_positive.logical_and(nearest >= m_similarities).sum().item<std::int64_t>();
    }

    void addEntropies() {
        const at::Tensor logits =
            (m_similarities * m_logits.scale)
                .masked_fill(m_positive.logical_or(m_negative).logical_not(), -kInfinity);
        m_result.gradient = at::zeros_like(logits);
        for (std::size_t t = 0; t < 2; ++t)
            addEntropy(t, logits);
    }

    /// One direction: every anchor with a match weighs the same, and so do its matches.
    void addEntropy(std::size_t t, const at::Tensor& logits) {
        const Direction& direction = m_directions[t];
        const at::Tensor matches = m_positive.sum(direction.candidates, true);
        const at::Tensor isAnchor = matches > 0;
        const auto anchors = isAnchor.sum().item<std::int64_t>();
        if (anchors == 0)
            return;
        const double share = 0.5 / static_cast<double>(anchors);
        const at::Tensor target =
            m_positive.to(logits.scalar_type()) * (share / matches.clamp_min(1).to(logits.scalar_type()));
        const at::Tensor logShares = at::log_softmax(logits, direction.candidates);
        // What is ignored has the logarithm of 0, times no weight.
        m_result.terms[t] = -sumOf(target * logShares.masked_fill(m_positive.logical_not(), 0));
        m_result.collapsed[t] = share * sumOf(m_positive.logical_or(m_negative)
                                                  .sum(direction.candidates, true)
                                                  .to(at::kDouble)
                                                  .log()
                                                  .masked_fill(isAnchor.logical_not(), 0));
        // An anchor without a match may have no candidate at all: its softmax is no number.
        const at::Tensor slope =
            logShares.exp().mul_(share).masked_fill_(isAnchor.logical_not(), 0).sub_(target);
        m_result.gradient.add_(slope, direction.weight);
    }

    void addSigmoids() {
        const at::Tensor sign =
            m_positive.to(m_similarities.scalar_type()) - m_negative.to(m_similarities.scalar_type());
        const at::Tensor signedLogits = (m_similarities * m_logits.scale + m_logits.bias).mul_(sign);
        const double total = -sumOf(at::log_sigmoid(signedLogits).masked_fill_(sign == 0, 0));
        const double equal = m_logits.scale + m_logits.bias; // logit of equal embeddings
        const double collapsed = static_cast<double>(m_result.positives[0]) * softplus(-equal) +
                                 sumOf(m_negative) * softplus(equal);
        double weight = 0;
        for (std::size_t t = 0; t < 2; ++t) {
            const auto anchors = m_similarities.size(static_cast<std::int64_t>(t));
            const double share = 0.5 / static_cast<double>(anchors);
            m_result.terms[t] = share * total;
            m_result.collapsed[t] = share * collapsed;
            weight += m_directions[t].weight * share;
        }
        m_result.gradient = at::sigmoid(signedLogits.neg_()).mul_(sign).mul_(-weight);
    }

    const at::Tensor& m_similarities;
    at::Tensor m_positive; // [images, sentences]
    at::Tensor m_negative; // [images, sentences]
    LogitValues m_logits;
    std::array<Direction, 2> m_directions;
    ContrastiveLoss m_result;
};

} // namespace

ContrastiveLoss contrastiveLoss(const at::Tensor& similarities, const at::Tensor& kinds,
                                const LossOptions& options, const LogitValues& logits) {
    const at::NoGradGuard noGrad;
    return Contrast(similarities, kinds, options, logits).run(options.objective);
}

} // namespace crossview
