#include "model/ranking_loss.h"
#include "model/violation_mining.h"
#include "reference_vectors.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

namespace crossview::test {
namespace {

struct Precision {
    at::ScalarType type;
    double tolerance;
    LossForm form;
};

class LossReference : public testing::TestWithParam<std::tuple<int, Precision>> {};

void expectValue(const LossValue& value, const nlohmann::json& expected, double tolerance) {
    for (std::size_t t = 0; t < 4; ++t) {
        expectClose(value.terms[t], expected.at("T" + std::to_string(t + 1)), tolerance, "term");
        EXPECT_EQ(value.active[t], expected.at("active_triplets")[t].get<std::int64_t>()) << "T" << t + 1;
        // Without neighbours a term is left out; the reference counts its slots in mode "hardest" only.
        EXPECT_EQ(value.slots[t], expected.at("topk_slots")[t].get<std::int64_t>()) << "T" << t + 1;
    }
    expectClose(value.total, expected.at("total"), tolerance, "total");
}

TEST_P(LossReference, TermsTotalsAndGradientsAgreeWithEveryTripletVisitedInALoop) {
    const auto& [index, precision] = GetParam();
    const auto& item = referenceVectors().at("cases").at(static_cast<std::size_t>(index));
    SCOPED_TRACE(item.at("name").get<std::string>());
    const at::Tensor x = tensorOf(item.at("X"), precision.type);
    const at::Tensor y = tensorOf(item.at("Y"), precision.type);
    const LossOptions options = lossOptionsOf(item.at("params"));
    const PairKinds kinds = kindsOf(item.at("M"));
    const LossGradient result = rankingLossGradient(x, y, kinds, options, precision.form);
    expectValue(result.value, item.at("expected"), precision.tolerance);
    expectClose(result.images, tensorOf(item.at("expected").at("gX")), precision.tolerance, "gX");
    expectClose(result.sentences, tensorOf(item.at("expected").at("gY")), precision.tolerance, "gY");
}

TEST_P(LossReference, GradientsGoOnThroughTheUnitLength) {
    const auto& [index, precision] = GetParam();
    const auto& item = referenceVectors().at("cases").at(static_cast<std::size_t>(index));
    if (!item.contains("ZX"))
        GTEST_SKIP() << "the case has no vectors before L2";
    SCOPED_TRACE(item.at("name").get<std::string>());
    at::Tensor zx = tensorOf(item.at("ZX"), precision.type).set_requires_grad(true);
    at::Tensor zy = tensorOf(item.at("ZY"), precision.type).set_requires_grad(true);
    const at::Tensor x = zx / zx.norm(2, 1, true);
    const at::Tensor y = zy / zy.norm(2, 1, true);
    const LossGradient loss =
        rankingLossGradient(x, y, kindsOf(item.at("M")), lossOptionsOf(item.at("params")), precision.form);
    torch::autograd::backward({x, y}, {loss.images, loss.sentences});
    // Finite differences hold about seven digits.
    const double tolerance = std::max(precision.tolerance, 1e-6);
    expectClose(zx.grad(), tensorOf(item.at("expected").at("gZX_fd")), tolerance, "gZX");
    expectClose(zy.grad(), tensorOf(item.at("expected").at("gZY_fd")), tolerance, "gZY");
    expectClose(loss.value.total, item.at("expected").at("total"), precision.tolerance, "total");
    // The loss does not change along an embedding's own length.
    EXPECT_LT((zx.grad() * zx).sum(1).abs().max().item<double>(), 10 * tolerance);
}

/// For example paper_sum_4img_2sent_each_double_tensors: the case, its precision and the path of the code.
std::string nameOf(const testing::TestParamInfo<LossReference::ParamType>& info) {
    const auto& [index, precision] = info.param;
    const auto& item = referenceVectors().at("cases").at(static_cast<std::size_t>(index));
    return item.at("name").get<std::string>() + (precision.type == at::kDouble ? "_double" : "_float") +
           (precision.form == LossForm::pairs    ? "_pairs"
            : precision.form == LossForm::matrix ? "_matrix"
                                                 : "_tensors");
}

INSTANTIATE_TEST_SUITE_P(AllCases, LossReference,
                         testing::Combine(testing::Range(0, 11),
                                          testing::Values(Precision{at::kDouble, 1e-9, LossForm::pairs},
                                                          Precision{at::kFloat, 1e-5, LossForm::pairs},
                                                          Precision{at::kDouble, 1e-9, LossForm::matrix},
                                                          Precision{at::kFloat, 1e-5, LossForm::matrix},
                                                          Precision{at::kDouble, 1e-9, LossForm::tensors},
                                                          Precision{at::kFloat, 1e-5, LossForm::tensors})),
                         nameOf);

TEST(LossReferenceFile, HoldsTheElevenCases) {
    EXPECT_EQ(referenceVectors().at("cases").size(), 11U);
}

TEST(DuplicateBatch, ATwinIsAnEnemyUnderTheCodesLabelsAndAFriendUnderTheTrueRelation) {
    const auto& item = referenceVectors().at("duplicate_batch");
    const at::Tensor x = tensorOf(item.at("X"));
    const at::Tensor y = tensorOf(item.at("Y"));
    const LossOptions options = lossOptionsOf(item.at("params"));
    for (const auto& [labels, expected] :
         {std::pair("M_tf_labels", "tf_labels"), {"M_true", "true_relation"}}) {
        SCOPED_TRACE(labels);
        const LossValue value = rankingLossGradient(x, y, kindsOf(item.at(labels)), options).value;
        for (std::size_t t = 0; t < 4; ++t) {
            expectClose(value.terms[t], item.at(expected).at("terms")[t], 1e-9, "term");
            EXPECT_EQ(value.slots[t], item.at(expected).at("slots")[t].get<std::int64_t>());
            EXPECT_EQ(value.active[t], item.at(expected).at("active")[t].get<std::int64_t>());
        }
        expectClose(value.total, item.at(expected).at("total"), 1e-9, "total");
    }
}

/// Mining on distances given by hand (method.md 6A).
TermSums mineByHand(const at::Tensor& distances, const at::Tensor& kinds, int topK) {
    at::Tensor weights = at::zeros_like(distances);
    return mineOnCpu(distances, kinds, {0.2, topK, Distance::negativeDot, false}, weights);
}

TEST(HandCases, CrossTermsOfThreeImagesAndThreeSentences) {
    const auto& hand = referenceVectors().at("hand");
    const at::Tensor d = tensorOf(hand.at("D"));
    const at::Tensor kinds = at::eye(3, at::kByte); // positives on the diagonal, everything else a negative
    const at::Tensor dt = d.t().contiguous();
    EXPECT_NEAR(mineByHand(d, kinds, 0).hinges, hand.at("T1_sum"), 1e-12);
    EXPECT_NEAR(mineByHand(dt, kinds, 0).hinges, hand.at("T2_sum"), 1e-12);
    EXPECT_NEAR(mineByHand(d, kinds, 1).hinges, hand.at("T1_K1"), 1e-12);
    EXPECT_NEAR(mineByHand(dt, kinds, 1).hinges, hand.at("T2_K1"), 1e-12);
    const TermSums two = mineByHand(d, kinds, 2);
    EXPECT_EQ(two.slots, 6);
    EXPECT_NEAR(two.hinges / 6, hand.at("T1_mean_K2"), 1e-12);
    EXPECT_NEAR(mineByHand(dt, kinds, 2).hinges / 6, hand.at("T2_mean_K2"), 1e-12);
}

TEST(HandCases, StructureTermOfFourSentences) {
    const auto& hand = referenceVectors().at("hand");
    const at::Tensor kinds = tensorOf(hand.at("N_sent"), at::kByte);
    kinds.diagonal().fill_(static_cast<int>(PairKind::ignored));
    const at::Tensor d = tensorOf(hand.at("D_sent"));
    EXPECT_NEAR(mineByHand(d, kinds, 0).hinges, hand.at("T4_sum"), 1e-12);
    EXPECT_NEAR(mineByHand(d, kinds, 1).hinges, hand.at("T4_K1"), 1e-12);
    const TermSums two = mineByHand(d, kinds, 2);
    EXPECT_EQ(two.slots, 8);
    EXPECT_NEAR(two.hinges / 8, hand.at("T4_mean_K2"), 1e-12);
}

} // namespace
} // namespace crossview::test
