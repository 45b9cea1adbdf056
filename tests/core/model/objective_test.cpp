#include "common/error.h"
#include "common/seeded_random.h"
#include "model/objective.h"
#include "options/run_options.h"
#include "reference_vectors.h"

#include <ATen/ATen.h>
#include <cmath>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

namespace crossview::test {
namespace {

const nlohmann::json& optionVectors() {
    return referenceVectors().at("options");
}

/// Rows with these similarities to the rows of a unit matrix.
at::Tensor axes(const at::Tensor& similarities) {
    return at::eye(similarities.size(1), similarities.options());
}

PairKinds ownPairs(std::size_t count) {
    std::vector<std::uint8_t> matches(count * count, 0);
    for (std::size_t i = 0; i < count; ++i)
        matches[i * count + i] = 1;
    return pairKindsFromMatches(matches, count, count);
}

LossOptions contrastive(Objective objective, double lambda1 = 1) {
    LossOptions options{.lambda1 = lambda1, .lambda2 = 0, .lambda3 = 0};
    options.objective = objective;
    return options;
}

TEST(Objectives, VseZeroAndVsePlusPlusAreTheirPresetsAndGiveTheReferenceValues) {
    const at::Tensor s = tensorOf(optionVectors().at("S"));
    for (const auto& [name, key] : {std::pair("vse0", "vse_sum_m02"), {"vse++", "vse_max_m02"}}) {
        const ObjectiveGradient result = objectiveGradient(s, axes(s), ownPairs(3), preset(name).loss, {});
        expectClose(result.loss.value.total, optionVectors().at(key), 1e-12, name);
    }
}

TEST(Objectives, InfoNceGivesTheReferenceValues) {
    const at::Tensor s = tensorOf(optionVectors().at("S"));
    const LossOptions options = contrastive(Objective::infoNce);
    for (const auto& [temperature, key] : {std::pair(0.07, "infonce_tau007"), {1.0, "infonce_tau1"}}) {
        const auto value =
            objectiveGradient(s, axes(s), ownPairs(3), options, {1 / temperature, 0}).loss.value;
        expectClose(value.total, optionVectors().at(key), 1e-12, key);
        expectClose(value.terms[0] + value.terms[1], optionVectors().at(key), 1e-12, "both directions");
    }
    const auto& several = optionVectors().at("multipos");
    const at::Tensor t = tensorOf(several.at("S"));
    const auto value = objectiveGradient(t, axes(t), kindsOf(several.at("M")), options,
                                         {1 / several.at("tau").get<double>(), 0})
                           .loss.value;
    expectClose(value.total, several.at("value"), 1e-12, "several positives");
}

at::Tensor unitRowsOf(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
    SeededRandom random(seed);
    at::Tensor values = at::empty({rows, cols}, at::kDouble);
    for (std::int64_t i = 0; i < values.numel(); ++i)
        values.data_ptr<double>()[i] = 2 * random.uniform() - 1;
    return values / values.norm(2, 1, true);
}

/// Matches, and pairs that must not count, at random; image 0 has neither a match nor a candidate, sentence 1
/// no match.
PairKinds patchyKinds(std::size_t images, std::size_t sentences, std::uint64_t seed) {
    SeededRandom random(seed);
    std::vector<std::uint8_t> matches(images * sentences);
    for (std::size_t i = 0; i < matches.size(); ++i)
        matches[i] = i >= sentences && i % sentences != 1 && random.uniform() < 0.2 ? 1 : 0;
    PairKinds kinds = pairKindsFromMatches(matches, images, sentences);
    for (std::size_t i = 0; i < kinds.cross.size(); ++i)
        if (kinds.cross[i] == PairKind::negative && (i < sentences || random.uniform() < 0.25))
            kinds.cross[i] = PairKind::ignored;
    return kinds;
}

/// The cross-view terms anchor by anchor as the formulas are written, for autograd.
struct Written {
    at::Tensor terms[2];
};

at::Tensor entropiesAsWritten(const at::Tensor& logits, const at::Tensor& kinds) {
    at::Tensor sum = at::zeros({}, logits.options());
    int anchors = 0;
    for (std::int64_t a = 0; a < logits.size(0); ++a) {
        const at::Tensor matches = (kinds[a] == 1).nonzero().select(1, 0);
        if (matches.numel() == 0)
            continue;
        const at::Tensor all = logits[a].index_select(0, (kinds[a] != 2).nonzero().select(1, 0));
        sum = sum + (all.exp().sum().log() - logits[a].index_select(0, matches)).mean();
        ++anchors;
    }
    return sum * 0.5 / anchors;
}

at::Tensor sigmoidsAsWritten(const at::Tensor& logits, const at::Tensor& kinds) {
    const at::Tensor matches = (kinds == 1).to(logits.scalar_type());
    const at::Tensor others = (kinds == 0).to(logits.scalar_type());
    const at::Tensor losses = matches * (1 + (-logits).exp()).log() + others * (1 + logits.exp()).log();
    return losses.sum(1).mean() * 0.5;
}

Written asWritten(Objective objective, const at::Tensor& x, const at::Tensor& y, const PairKinds& kinds,
                  const at::Tensor& logScale, const at::Tensor& bias) {
    at::Tensor kind = at::empty({x.size(0), y.size(0)}, at::kByte);
    for (std::size_t i = 0; i < kinds.cross.size(); ++i)
        kind.data_ptr<std::uint8_t>()[i] = static_cast<std::uint8_t>(kinds.cross[i]);
    const at::Tensor logits = at::mm(x, y.t()) * logScale.exp();
    if (objective == Objective::infoNce)
        return {{entropiesAsWritten(logits, kind), entropiesAsWritten(logits.t(), kind.t())}};
    return {{sigmoidsAsWritten(logits + bias, kind), sigmoidsAsWritten((logits + bias).t(), kind.t())}};
}

class Contrastive : public testing::TestWithParam<Objective> {
protected:
    static constexpr double kLambda1 = 1.7;
    PairKinds kinds = patchyKinds(9, 14, 4);
    at::Tensor x = unitRowsOf(9, 5, 1);
    at::Tensor y = unitRowsOf(14, 5, 2);
    LogitValues logits{1 / 0.2, GetParam() == Objective::sigLip ? -1.5 : 0.0};
    LossOptions options = contrastive(GetParam(), kLambda1);

    double totalAt(const at::Tensor& images, const at::Tensor& sentences, const LogitValues& at) const {
        return objectiveGradient(images, sentences, kinds, options, at).loss.value.total;
    }
};

TEST_P(Contrastive, ValuesAndGradientsAreThoseOfAutogradOnTheFormula) {
    const at::Tensor leafX = x.clone().set_requires_grad(true);
    const at::Tensor leafY = y.clone().set_requires_grad(true);
    const at::Tensor logScale = at::full({}, std::log(logits.scale), at::kDouble).set_requires_grad(true);
    const at::Tensor bias = at::full({}, logits.bias, at::kDouble).set_requires_grad(true);
    const Written written = asWritten(GetParam(), leafX, leafY, kinds, logScale, bias);
    torch::autograd::backward({written.terms[0] + kLambda1 * written.terms[1]}, {});
    const ObjectiveGradient ours = objectiveGradient(x, y, kinds, options, logits);
    // Sums of some hundred numbers around 1 in float64.
    expectClose(ours.loss.value.terms[0], written.terms[0].item<double>(), 1e-12, "T1");
    expectClose(ours.loss.value.terms[1], written.terms[1].item<double>(), 1e-12, "T2");
    expectClose(ours.loss.images, leafX.grad(), 1e-12, "gX");
    expectClose(ours.loss.sentences, leafY.grad(), 1e-12, "gY");
    expectClose(ours.logits.scale, logScale.grad().item<double>(), 1e-12, "log scale");
    if (GetParam() == Objective::sigLip)
        expectClose(ours.logits.bias, bias.grad().item<double>(), 1e-12, "bias");
    else
        EXPECT_EQ(ours.logits.bias, 0);
}

TEST_P(Contrastive, GradientsAgreeWithCentralDifferencesBesideTheStructureTerms) {
    options.lambda2 = 0.6;
    options.lambda3 = 0.4;
    options.margin = 0.3;
    options.topK = 3;
    const ObjectiveGradient ours = objectiveGradient(x, y, kinds, options, logits);
    ASSERT_GT(ours.loss.value.terms[2], 0);
    ASSERT_GT(ours.loss.value.terms[3], 0);
    constexpr double kStep = 1e-6; // as for the ranking loss: about seven digits are left
    const auto check = [&](const at::Tensor& rows, const at::Tensor& gradient, bool areImages) {
        for (std::int64_t i = 0; i < rows.numel(); ++i) {
            at::Tensor up = rows.clone();
            at::Tensor down = rows.clone();
            up.data_ptr<double>()[i] += kStep;
            down.data_ptr<double>()[i] -= kStep;
            const double difference = areImages ? totalAt(up, y, logits) - totalAt(down, y, logits)
                                                : totalAt(x, up, logits) - totalAt(x, down, logits);
            EXPECT_NEAR(gradient.data_ptr<double>()[i], difference / (2 * kStep), 1e-6);
        }
    };
    check(x, ours.loss.images, true);
    check(y, ours.loss.sentences, false);
    const double factor = std::exp(kStep);
    EXPECT_NEAR(ours.logits.scale,
                (totalAt(x, y, {logits.scale * factor, logits.bias}) -
                 totalAt(x, y, {logits.scale / factor, logits.bias})) /
                    (2 * kStep),
                1e-6);
    EXPECT_NEAR(ours.logits.bias,
                (totalAt(x, y, {logits.scale, logits.bias + kStep}) -
                 totalAt(x, y, {logits.scale, logits.bias - kStep})) /
                    (2 * kStep) * (GetParam() == Objective::sigLip ? 1 : 0),
                1e-6);
}

TEST_P(Contrastive, TheStructureTermsAreThoseOfTheRankingLoss) {
    options.lambda2 = 0.6;
    options.lambda3 = 0.4;
    options.topK = 3;
    const LossValue ours = objectiveGradient(x, y, kinds, options, logits).loss.value;
    const LossValue ranking = rankingLossGradient(x, y, kinds, options).value;
    for (const std::size_t t : {2U, 3U}) {
        EXPECT_EQ(ours.terms[t], ranking.terms[t]);
        EXPECT_EQ(ours.slots[t], ranking.slots[t]);
        EXPECT_EQ(ours.active[t], ranking.active[t]);
    }
    EXPECT_NEAR(ours.total,
                ours.terms[0] + kLambda1 * ours.terms[1] + 0.6 * ours.terms[2] + 0.4 * ours.terms[3], 1e-12);
}

TEST_P(Contrastive, WhatIsIgnoredHasNoPart) {
    const at::Tensor s = at::mm(x, y.t());
    at::Tensor other = s.clone();
    for (std::size_t i = 0; i < kinds.cross.size(); ++i)
        if (kinds.cross[i] == PairKind::ignored)
            other.data_ptr<double>()[i] = 40;
    const auto totalOf = [&](const at::Tensor& similarities) {
        return objectiveGradient(similarities, axes(similarities), kinds, options, logits).loss;
    };
    expectClose(totalOf(other).value.total, totalOf(s).value.total, 1e-12, "total");
    expectClose(totalOf(other).images, totalOf(s).images, 1e-12, "gradient");
    EXPECT_EQ(totalOf(s).images[0].abs().max().item<double>(), 0) << "an image without a candidate";
}

TEST_P(Contrastive, EqualEmbeddingsSitOnTheCollapseConstant) {
    options.lambda2 = 0.5;
    options.lambda3 = 0.25;
    options.distance = Distance::euclidean;
    const at::Tensor row = unitRowsOf(1, 5, 3);
    const ObjectiveGradient collapsed =
        objectiveGradient(row.expand({9, 5}), row.expand({14, 5}), kinds, options, logits);
    expectClose(collapsed.loss.value.total, collapsed.collapseConstant, 1e-9, "constant");
    const ObjectiveGradient spread = objectiveGradient(x, y, kinds, options, logits);
    expectClose(spread.collapseConstant, collapsed.collapseConstant, 1e-9, "whatever the embeddings are");
    EXPECT_GT(std::abs(spread.loss.value.total / collapsed.collapseConstant - 1), 0.05);
}

TEST_P(Contrastive, Float32AgreesWithFloat64) {
    const ObjectiveGradient precise = objectiveGradient(x, y, kinds, options, logits);
    const ObjectiveGradient rounded =
        objectiveGradient(x.to(at::kFloat), y.to(at::kFloat), kinds, options, logits);
    // Cosines to 1e-7, times a scale of 5, in sums of some ten.
    expectClose(rounded.loss.value.total, precise.loss.value.total, 1e-5, "total");
    expectClose(rounded.loss.images, precise.loss.images, 1e-5, "gX");
    expectClose(rounded.loss.sentences, precise.loss.sentences, 1e-5, "gY");
    EXPECT_EQ(rounded.loss.images.scalar_type(), at::kFloat);
}

TEST_P(Contrastive, CountsMatchesThatANonMatchOutscores) {
    const LossValue value = objectiveGradient(x, y, kinds, options, logits).loss.value;
    const at::Tensor s = at::mm(x, y.t());
    std::int64_t outscored[2] = {0, 0};
    std::int64_t positives = 0;
    const auto kind = [&](std::int64_t i, std::int64_t j) {
        return kinds.cross[static_cast<std::size_t>(i * 14 + j)];
    };
    const auto cosine = [&](std::int64_t i, std::int64_t j) { return s[i][j].item<double>(); };
    for (std::int64_t i = 0; i < 9; ++i)
        for (std::int64_t j = 0; j < 14; ++j) {
            if (kind(i, j) != PairKind::positive)
                continue;
            ++positives;
            bool byRow = false;
            bool byColumn = false;
            for (std::int64_t n = 0; n < 14; ++n)
                byRow = byRow || (kind(i, n) == PairKind::negative && cosine(i, n) >= cosine(i, j));
            for (std::int64_t n = 0; n < 9; ++n)
                byColumn = byColumn || (kind(n, j) == PairKind::negative && cosine(n, j) >= cosine(i, j));
            outscored[0] += byRow ? 1 : 0;
            outscored[1] += byColumn ? 1 : 0;
        }
    for (const std::size_t t : {0U, 1U}) {
        EXPECT_EQ(value.slots[t], positives);
        EXPECT_EQ(value.active[t], outscored[t]);
    }
    EXPECT_NE(outscored[0], outscored[1]) << "the two directions are told apart";
}

TEST_P(Contrastive, RefusesKindsOfAnotherBatch) {
    EXPECT_THROW(objectiveGradient(x, x, kinds, options, logits), Error);
}

INSTANTIATE_TEST_SUITE_P(Both, Contrastive, testing::Values(Objective::infoNce, Objective::sigLip),
                         [](const auto& instance) {
                             return instance.param == Objective::infoNce ? "InfoNce" : "SigLip";
                         });

TEST(SigLip, IsThePublishedLossWithOneMatchEach) {
    // -1/n sum over all pairs of log sigmoid(z (t s + b)): Zhai et al., equation 1.
    const at::Tensor s = tensorOf(optionVectors().at("S"));
    double sum = 0;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            sum += std::log1p(std::exp((i == j ? -1 : 1) * (10 * s[i][j].item<double>() - 10)));
    const auto value = objectiveGradient(s, axes(s), ownPairs(3), contrastive(Objective::sigLip), {10, -10});
    expectClose(value.loss.value.total, sum / 3, 1e-12, "total");
}

TEST(RankingObjective, IsTheRankingLossToTheLastBit) {
    const PairKinds kinds = patchyKinds(9, 14, 4);
    const at::Tensor x = unitRowsOf(9, 5, 1).to(at::kFloat);
    const at::Tensor y = unitRowsOf(14, 5, 2).to(at::kFloat);
    const LossOptions options{.margin = 0.3, .topK = 2};
    const ObjectiveGradient ours = objectiveGradient(x, y, kinds, options, {});
    const LossGradient ranking = rankingLossGradient(x, y, kinds, options);
    EXPECT_EQ(ours.loss.value.total, ranking.value.total);
    EXPECT_EQ(ours.loss.value.terms, ranking.value.terms);
    EXPECT_TRUE(at::equal(ours.loss.images, ranking.images));
    EXPECT_TRUE(at::equal(ours.loss.sentences, ranking.sentences));
    EXPECT_EQ(ours.collapseConstant, collapseConstant(ranking.value, options));
}

} // namespace
} // namespace crossview::test
