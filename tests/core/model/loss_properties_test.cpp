#include "common/error.h"
#include "common/seeded_random.h"
#include "model/ranking_loss.h"
#include "reference_vectors.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

at::Tensor unitRows(std::int64_t rows, std::int64_t cols, std::uint64_t seed,
                    at::ScalarType type = at::kDouble) {
    SeededRandom random(seed);
    at::Tensor values = at::empty({rows, cols}, at::kDouble);
    for (std::int64_t i = 0; i < values.numel(); ++i)
        values.data_ptr<double>()[i] = 2 * random.uniform() - 1;
    return (values / values.norm(2, 1, true)).to(type);
}

/// Each image has `each` sentences of its own.
PairKinds ownSentences(std::size_t images, std::size_t each) {
    std::vector<std::uint8_t> matches(images * images * each, 0);
    for (std::size_t i = 0; i < images; ++i)
        for (std::size_t s = 0; s < each; ++s)
            matches[i * images * each + i * each + s] = 1;
    return pairKindsFromMatches(matches, images, images * each);
}

/// Kinds with positives, negatives and ignored pairs at random; symmetric within a view.
PairKinds randomKinds(std::size_t images, std::size_t sentences, std::uint64_t seed) {
    SeededRandom random(seed);
    std::vector<std::uint8_t> matches(images * sentences);
    for (auto& match : matches)
        match = random.uniform() < 0.12 ? 1 : 0;
    PairKinds kinds = pairKindsFromMatches(matches, images, sentences);
    for (PairKind& kind : kinds.cross)
        if (kind == PairKind::negative && random.uniform() < 0.2)
            kind = PairKind::ignored;
    const auto ignoreSome = [&](std::vector<PairKind>& pairs, std::size_t side) {
        for (std::size_t a = 0; a < side; ++a)
            for (std::size_t b = 0; b < a; ++b)
                if (pairs[a * side + b] == PairKind::negative && random.uniform() < 0.2)
                    pairs[a * side + b] = pairs[b * side + a] = PairKind::ignored;
    };
    ignoreSome(kinds.imagePairs, images);
    ignoreSome(kinds.sentencePairs, sentences);
    return kinds;
}

/// A term by visiting every triplet: anchors are rows of d.
double bruteTerm(const at::Tensor& d, const std::vector<PairKind>& kinds, const LossOptions& options) {
    const std::int64_t cols = d.size(1);
    const auto kind = [&](std::int64_t a, std::int64_t c) {
        return kinds[static_cast<std::size_t>(a * cols + c)];
    };
    const double* data = d.data_ptr<double>();
    double sum = 0;
    std::int64_t slots = 0;
    std::int64_t active = 0;
    for (std::int64_t a = 0; a < d.size(0); ++a)
        for (std::int64_t p = 0; p < cols; ++p) {
            if (kind(a, p) != PairKind::positive)
                continue;
            std::vector<double> hinges;
            for (std::int64_t n = 0; n < cols; ++n)
                if (kind(a, n) == PairKind::negative)
                    hinges.push_back(std::max(0.0, options.margin + data[a * cols + p] - data[a * cols + n]));
            std::sort(hinges.rbegin(), hinges.rend());
            if (options.topK > 0 && hinges.size() > static_cast<std::size_t>(options.topK))
                hinges.resize(static_cast<std::size_t>(options.topK));
            for (const double hinge : hinges) {
                sum += hinge;
                active += hinge > 0 ? 1 : 0;
            }
            slots += static_cast<std::int64_t>(hinges.size());
        }
    if (options.reduction == Reduction::meanOverSlots)
        return slots > 0 ? sum / static_cast<double>(slots) : 0;
    if (options.reduction == Reduction::meanOverActive)
        return active > 0 ? sum / static_cast<double>(active) : 0;
    return sum;
}

at::Tensor bruteDistances(const at::Tensor& a, const at::Tensor& b, Distance kind) {
    at::Tensor squares = (a.unsqueeze(1) - b.unsqueeze(0)).square().sum(2);
    if (kind == Distance::negativeDot)
        return -at::mm(a, b.t());
    if (kind == Distance::squaredEuclidean)
        return squares;
    return (squares + (kind == Distance::euclideanEpsilon ? 1e-4 : 0.0)).sqrt();
}

std::vector<PairKind> transposed(const std::vector<PairKind>& kinds, std::size_t rows, std::size_t cols) {
    std::vector<PairKind> result(kinds.size());
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c)
            result[c * rows + r] = kinds[r * cols + c];
    return result;
}

const std::vector<Distance> kDistances{Distance::euclidean, Distance::euclideanEpsilon, Distance::negativeDot,
                                       Distance::squaredEuclidean};
const std::vector<Reduction> kReductions{Reduction::sum, Reduction::meanOverSlots, Reduction::meanOverActive};

TEST(RankingLoss, AgreesWithEveryTripletVisitedOnRandomMasksOfAnySize) {
    // 70 and 150 cross the blocks of the selection; K around and above the number of negatives.
    for (const int topK : {0, 1, 3, 20, 149, 400})
        for (const Distance distance : kDistances)
            for (const Reduction reduction : kReductions) {
                const PairKinds kinds = randomKinds(70, 150, static_cast<std::uint64_t>(topK) + 5);
                const at::Tensor x = unitRows(70, 16, 1);
                const at::Tensor y = unitRows(150, 16, 2);
                LossOptions options{
                    .margin = 0.3, .lambda1 = 1.5, .lambda2 = 0.4, .lambda3 = 0.7, .topK = topK};
                options.distance = distance;
                options.reduction = reduction;
                const LossValue value = rankingLossGradient(x, y, kinds, options).value;
                const at::Tensor d = bruteDistances(x, y, distance);
                expectClose(value.terms[0], bruteTerm(d, kinds.cross, options), 1e-9, "T1");
                expectClose(value.terms[1],
                            bruteTerm(d.t().contiguous(), transposed(kinds.cross, 70, 150), options), 1e-9,
                            "T2");
                expectClose(value.terms[2],
                            bruteTerm(bruteDistances(x, x, distance), kinds.imagePairs, options), 1e-9, "T3");
                expectClose(value.terms[3],
                            bruteTerm(bruteDistances(y, y, distance), kinds.sentencePairs, options), 1e-9,
                            "T4");
            }
}

TEST(RankingLoss, AllFormsAgreeInValueAndGradient) {
    for (const Distance distance : kDistances)
        for (const StructurePositives positives : {StructurePositives::all, StructurePositives::hardest}) {
            const PairKinds kinds = randomKinds(40, 90, 3);
            LossOptions options{
                .margin = 0.3, .topK = 7, .distance = distance, .structurePositives = positives};
            const at::Tensor x = unitRows(40, 12, 3);
            const at::Tensor y = unitRows(90, 12, 4);
            const LossGradient tensors = rankingLossGradient(x, y, kinds, options, LossForm::tensors);
            for (const LossForm form : {LossForm::fastest, LossForm::pairs, LossForm::matrix}) {
                const LossGradient mined = rankingLossGradient(x, y, kinds, options, form);
                expectClose(mined.value.total, tensors.value.total, 1e-12, "total");
                EXPECT_EQ(mined.value.active, tensors.value.active);
                EXPECT_EQ(mined.value.slots, tensors.value.slots);
                expectClose(mined.images, tensors.images, 1e-12, "gX");
                expectClose(mined.sentences, tensors.sentences, 1e-12, "gY");
            }
        }
}

TEST(RankingLoss, GradientAgreesWithCentralDifferences) {
    const PairKinds kinds = randomKinds(9, 20, 8);
    LossOptions options{.margin = 0.2, .lambda1 = 2, .lambda2 = 0.3, .lambda3 = 0.4, .topK = 4};
    options.structurePositives = StructurePositives::hardest;
    const at::Tensor x = unitRows(9, 5, 11);
    const at::Tensor y = unitRows(20, 5, 12);
    const at::Tensor gradient = rankingLossGradient(x, y, kinds, options).images;
    constexpr double kStep = 1e-6;
    for (std::int64_t i = 0; i < x.numel(); ++i) {
        at::Tensor up = x.clone();
        at::Tensor down = x.clone();
        up.data_ptr<double>()[i] += kStep;
        down.data_ptr<double>()[i] -= kStep;
        const double slope = (rankingLossGradient(up, y, kinds, options).value.total -
                              rankingLossGradient(down, y, kinds, options).value.total) /
                             (2 * kStep);
        EXPECT_NEAR(gradient.data_ptr<double>()[i], slope, 1e-6);
    }
}

TEST(RankingLoss, EqualEmbeddingsSitOnTheCollapseConstant) {
    const PairKinds kinds = ownSentences(4, 2);
    for (const auto type : {at::kDouble, at::kFloat}) {
        const at::Tensor x = unitRows(1, 8, 5, type).expand({4, 8}).contiguous();
        const at::Tensor y = x.select(0, 0).expand({8, 8}).contiguous();
        LossOptions options{.margin = 0.1, .lambda1 = 2, .lambda2 = 0.1, .lambda3 = 0.2, .topK = 3};
        options.distance = Distance::euclidean;
        const LossGradient mean = rankingLossGradient(x, y, kinds, options);
        expectClose(mean.value.total, 0.32, 1e-6, "mean");
        expectClose(collapseConstant(mean.value, options), 0.32, 1e-9, "constant");
        EXPECT_EQ(mean.images.abs().max().item<double>(), 0) << "sub-gradient 0 at distance 0";
        options.reduction = Reduction::sum;
        const LossValue sum = rankingLossGradient(x, y, kinds, options).value;
        for (const std::size_t t : {0, 1, 3}) {
            EXPECT_EQ(sum.slots[t], 24);
            expectClose(sum.terms[t], 2.4, 1e-6, "sum");
        }
        EXPECT_EQ(sum.terms[2], 0);
        expectClose(sum.total, 7.68, 1e-6, "total");
        expectClose(collapseConstant(sum, options), 7.68, 1e-9, "constant");
    }
}

TEST(RankingLoss, OrthonormalClassesAreFreeUntilTheMarginReachesTheRootOfTwo) {
    const PairKinds kinds = ownSentences(3, 2);
    const at::Tensor x = at::eye(3, at::kDouble);
    const at::Tensor y = x.repeat_interleave(2, 0);
    LossOptions options{.margin = 1.414, .lambda1 = 1, .lambda2 = 1, .lambda3 = 1, .topK = 0};
    options.distance = Distance::euclidean;
    options.reduction = Reduction::sum;
    EXPECT_EQ(rankingLossGradient(x, y, kinds, options).value.total, 0);
    options.margin = std::sqrt(2.0) + 0.1;
    const LossValue value = rankingLossGradient(x, y, kinds, options).value;
    EXPECT_NEAR(value.terms[0], 2.4, 1e-9);
    EXPECT_NEAR(value.terms[1], 1.2, 1e-9);
    EXPECT_NEAR(value.terms[3], 2.4, 1e-9);
}

TEST(RankingLoss, AntipodalSwapsReachTheBoundAndAVeryNegativeMarginIsFree) {
    const PairKinds kinds = ownSentences(2, 1);
    const at::Tensor x = tensorOf(nlohmann::json{{1, 0}, {-1, 0}});
    const at::Tensor y = -x;
    LossOptions options{.margin = 0.1, .lambda1 = 1, .lambda2 = 0, .lambda3 = 0, .topK = 1};
    options.distance = Distance::euclidean;
    options.reduction = Reduction::sum;
    const LossValue value = rankingLossGradient(x, y, kinds, options).value;
    EXPECT_NEAR(value.terms[0], 4.2, 1e-12);
    EXPECT_NEAR(value.terms[1], 4.2, 1e-12);
    options.margin = -2;
    const LossGradient free = rankingLossGradient(x, y, kinds, options);
    EXPECT_EQ(free.value.total, 0);
    EXPECT_EQ(free.images.abs().max().item<double>(), 0);
}

TEST(RankingLoss, KBeyondTheNegativesIsAllAndTheSumGrowsWithKAndMargin) {
    const PairKinds kinds = ownSentences(12, 2);
    const at::Tensor x = unitRows(12, 6, 21);
    const at::Tensor y = unitRows(24, 6, 22);
    LossOptions options{.margin = 0.2, .lambda2 = 0.1, .lambda3 = 0.2, .topK = 0};
    options.reduction = Reduction::sum;
    const double all = rankingLossGradient(x, y, kinds, options).value.total;
    options.topK = 22;
    EXPECT_EQ(rankingLossGradient(x, y, kinds, options).value.total, all);
    options.topK = 100000;
    EXPECT_EQ(rankingLossGradient(x, y, kinds, options).value.total, all);
    double previousSum = 0;
    double previousMean = 1e9;
    for (int topK = 1; topK <= 11; ++topK) {
        options.topK = topK;
        options.reduction = Reduction::sum;
        const double sum = rankingLossGradient(x, y, kinds, options).value.total;
        EXPECT_GE(sum, previousSum);
        previousSum = sum;
        options.reduction = Reduction::meanOverSlots;
        const double mean = rankingLossGradient(x, y, kinds, options).value.total;
        EXPECT_LE(mean, previousMean + 1e-12);
        previousMean = mean;
    }
    double previous = 0;
    options.reduction = Reduction::sum;
    for (const double margin : {-0.5, 0.0, 0.1, 0.5, 1.0}) {
        options.margin = margin;
        const double sum = rankingLossGradient(x, y, kinds, options).value.total;
        EXPECT_GE(sum, previous);
        previous = sum;
    }
}

TEST(RankingLoss, WithoutWeightsOnlyTheFirstTermIsLeft) {
    const PairKinds kinds = ownSentences(5, 1);
    LossOptions options{.margin = 0.4, .lambda1 = 0, .lambda2 = 0, .lambda3 = 0, .topK = 2};
    const LossValue value = rankingLossGradient(unitRows(5, 4, 1), unitRows(5, 4, 2), kinds, options).value;
    EXPECT_EQ(value.total, value.terms[0]);
    EXPECT_EQ(value.terms[2], 0) << "one caption per image: no neighbours";
    EXPECT_EQ(value.terms[3], 0);
}

TEST(RankingLoss, IsInvariantAsTheMethodSays) {
    for (const auto& item : referenceVectors().at("cases")) {
        SCOPED_TRACE(item.at("name").get<std::string>());
        const at::Tensor x = tensorOf(item.at("X"));
        const at::Tensor y = tensorOf(item.at("Y"));
        const LossOptions options = lossOptionsOf(item.at("params"));
        const PairKinds kinds = kindsOf(item.at("M"));
        const LossGradient plain = rankingLossGradient(x, y, kinds, options);
        // A common rotation changes nothing.
        const at::Tensor rotation = std::get<0>(at::linalg_qr(unitRows(x.size(1), x.size(1), 9)));
        expectClose(rankingLossGradient(at::mm(x, rotation), at::mm(y, rotation), kinds, options).value.total,
                    plain.value.total, 1e-9, "rotation");
        const bool euclidean = options.distance != Distance::negativeDot;
        if (euclidean) { // nor does a translation, hence the gradients add up to nothing
            expectClose(rankingLossGradient(x + 0.3, y + 0.3, kinds, options).value.total, plain.value.total,
                        1e-9, "translation");
            EXPECT_LT((plain.images.sum(0) + plain.sentences.sum(0)).abs().max().item<double>(), 1e-8);
        }
        const at::Tensor moment = at::mm(x.t(), plain.images) + at::mm(y.t(), plain.sentences);
        expectClose(moment, moment.t().contiguous(), 1e-8, "X^T gX + Y^T gY is symmetric");
        // Swapping the views swaps T1 with T2 and T3 with T4.
        PairKinds swapped;
        swapped.images = kinds.sentences;
        swapped.sentences = kinds.images;
        swapped.cross = transposed(kinds.cross, kinds.images, kinds.sentences);
        swapped.imagePairs = kinds.sentencePairs;
        swapped.sentencePairs = kinds.imagePairs;
        const LossValue other = rankingLossGradient(y, x, swapped, options).value;
        for (const auto& [a, b] : {std::pair(0, 1), {1, 0}, {2, 3}, {3, 2}})
            expectClose(other.terms.at(static_cast<std::size_t>(a)),
                        plain.value.terms.at(static_cast<std::size_t>(b)), 1e-9, "swap");
    }
}

TEST(RankingLoss, PermutedItemsGivePermutedGradients) {
    const auto& item = referenceVectors().at("cases").at(9);
    const at::Tensor x = tensorOf(item.at("X"));
    const at::Tensor y = tensorOf(item.at("Y"));
    const LossOptions options = lossOptionsOf(item.at("params"));
    nlohmann::json reversed = item.at("M");
    std::reverse(reversed.begin(), reversed.end());
    for (auto& row : reversed)
        std::reverse(row.begin(), row.end());
    const LossGradient plain = rankingLossGradient(x, y, kindsOf(item.at("M")), options);
    const LossGradient turned = rankingLossGradient(x.flip(0), y.flip(0), kindsOf(reversed), options);
    expectClose(turned.value.total, plain.value.total, 1e-12, "total");
    expectClose(turned.images.flip(0), plain.images, 1e-12, "gX");
    expectClose(turned.sentences.flip(0), plain.sentences, 1e-12, "gY");
}

TEST(RankingLoss, RefusesKindsOfAnotherBatch) {
    EXPECT_THROW(rankingLossGradient(unitRows(3, 4, 1), unitRows(6, 4, 2), ownSentences(4, 2), {}), Error);
    EXPECT_THROW(rankingLossGradient(unitRows(4, 4, 1), unitRows(8, 5, 2), ownSentences(4, 2), {}), Error);
}

TEST(RankingLoss, ABatchWithoutNegativesIsFree) {
    const LossGradient result =
        rankingLossGradient(unitRows(1, 4, 1), unitRows(2, 4, 2), ownSentences(1, 2), {});
    EXPECT_EQ(result.value.total, 0);
    EXPECT_EQ(result.images.abs().max().item<double>(), 0);
}

} // namespace
} // namespace crossview::test
