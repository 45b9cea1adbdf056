#include "model/dropout.h"
#include "model/ranking_loss.h"
#include "model/two_branch_network.h"
#include "reference_vectors.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <torch/csrc/autograd/autograd.h>

namespace crossview::test {
namespace {

const at::TensorOptions kDoubles(at::kDouble);

NetworkOptions tinyOptions(BatchNorm batchNorm = BatchNorm::first, bool nonLinear = true) {
    return {
        .nonLinear = nonLinear, .hiddenUnits = 6, .jointDimensions = 3, .batchNorm = batchNorm, .dropout = 0};
}

at::Tensor parameter(const Branch& branch, const std::string& ending) {
    for (const NamedTensor& tensor : branch.parameters())
        if (tensor.name.ends_with(ending))
            return tensor.tensor;
    ADD_FAILURE() << "no parameter " << ending;
    return {};
}

/// The branch of the reference: y = x W + b with W [in, out].
void setWeights(const Branch& branch, const nlohmann::json& theta) {
    const at::NoGradGuard noGrad;
    const auto copy = [&](const char* name, const at::Tensor& values) {
        parameter(branch, name).detach().copy_(values);
    };
    copy("hidden.weight", tensorOf(theta.at("W1")).t());
    copy("hidden.bias", tensorOf(theta.at("b1")));
    copy("norm.scale", tensorOf(theta.at("gamma")));
    copy("norm.shift", tensorOf(theta.at("beta")));
    copy("output.weight", tensorOf(theta.at("W2")).t());
    copy("output.bias", tensorOf(theta.at("b2")));
}

class NetworkReference : public testing::TestWithParam<std::pair<at::ScalarType, double>> {};

TEST_P(NetworkReference, EmbeddingsLossAndAllParameterGradientsAgree) {
    const auto [type, tolerance] = GetParam();
    const auto& item = referenceVectors().at("network");
    TwoBranchNetwork network(4, 5, tinyOptions(), 1, at::TensorOptions(type));
    setWeights(network.image, item.at("theta").at("img"));
    setWeights(network.sentence, item.at("theta").at("txt"));
    const at::Tensor images = tensorOf(item.at("image_features"), type);
    const at::Tensor texts = tensorOf(item.at("text_features"), type);
    const at::Tensor x = network.image.forward(images, 1);
    const at::Tensor y = network.sentence.forward(texts, 2);
    expectClose(x, tensorOf(item.at("X")), tolerance, "X");
    expectClose(y, tensorOf(item.at("Y")), tolerance, "Y");
    const LossGradient loss =
        rankingLossGradient(x, y, kindsOf(item.at("M")), lossOptionsOf(item.at("params")));
    network.image.backward(loss.images);
    network.sentence.backward(loss.sentences);
    const LossValue& value = loss.value;
    const auto& expected = item.at("expected");
    for (std::size_t t = 0; t < 4; ++t)
        expectClose(value.terms[t], expected.at("terms")[t], tolerance, "term");
    expectClose(value.total, expected.at("total"), tolerance, "total");
    const double fdTolerance = std::max(tolerance, 2e-7); // the reference gradient is by finite differences
    for (const auto& [name, branch] : {std::pair("img", &network.image), {"txt", &network.sentence}}) {
        const auto& gradient = expected.at("grad_fd").at(name);
        const auto check = [&](const char* ending, const at::Tensor& reference) {
            expectClose(parameter(*branch, ending).grad(), reference, fdTolerance,
                        std::string(name) + ending);
        };
        check("hidden.weight", tensorOf(gradient.at("W1")).t());
        check("hidden.bias", tensorOf(gradient.at("b1")));
        check("norm.scale", tensorOf(gradient.at("gamma")));
        check("norm.shift", tensorOf(gradient.at("beta")));
        check("output.weight", tensorOf(gradient.at("W2")).t());
        check("output.bias", tensorOf(gradient.at("b2")));
    }
}

INSTANTIATE_TEST_SUITE_P(Precisions, NetworkReference,
                         testing::Values(std::pair(at::kDouble, 1e-9), std::pair(at::kFloat, 1e-5)),
                         [](const auto& instance) {
                             return instance.param.first == at::kDouble ? "double" : "float";
                         });

TEST(TwoBranchNetwork, HasTheParametersOfThePaper) {
    const NetworkOptions options; // 2048 hidden units, 512 joint dimensions
    TwoBranchNetwork network(4096, 6000, options, 1, at::TensorOptions(at::kFloat));
    std::int64_t count = 0;
    for (const NamedTensor& tensor : network.parameters())
        count += tensor.tensor.numel();
    EXPECT_EQ(count, 22787072);
}

TEST(TwoBranchNetwork, StartsXavierUniformWithoutBias) {
    NetworkOptions options{.hiddenUnits = 200, .jointDimensions = 50};
    TwoBranchNetwork network(300, 100, options, 7, kDoubles);
    const at::Tensor weight = parameter(network.image, "hidden.weight").detach();
    const double bound = std::sqrt(6.0 / 500);
    EXPECT_LE(weight.abs().max().item<double>(), bound);
    EXPECT_GT(weight.abs().max().item<double>(), 0.99 * bound);
    EXPECT_NEAR(weight.mean().item<double>(), 0, 0.01 * bound);
    EXPECT_NEAR(weight.std().item<double>(), bound / std::sqrt(3.0), 0.01 * bound);
    EXPECT_EQ(parameter(network.image, "hidden.bias").abs().max().item<double>(), 0);
    TwoBranchNetwork same(300, 100, options, 7, kDoubles);
    TwoBranchNetwork other(300, 100, options, 8, kDoubles);
    EXPECT_TRUE(at::equal(weight, parameter(same.image, "hidden.weight").detach()));
    EXPECT_FALSE(at::equal(weight, parameter(other.image, "hidden.weight").detach()));
}

class NetworkShapes : public testing::TestWithParam<std::tuple<BatchNorm, bool>> {};

TEST_P(NetworkShapes, TheFrozenNetworkAgreesWithTheEvaluatedOne) {
    const auto [batchNorm, nonLinear] = GetParam();
    NetworkOptions options{.nonLinear = nonLinear,
                           .hiddenUnits = 40,
                           .jointDimensions = 16,
                           .batchNorm = batchNorm,
                           .dropout = 0.3,
                           .inputDropout = 0.1};
    TwoBranchNetwork network(30, 20, options, 3, at::TensorOptions(at::kFloat));
    const at::Tensor features = at::randn({64, 30}) * 3 + 1;
    for (int step = 0; step < 5; ++step) // moves the running statistics
        network.image.train(features, static_cast<std::uint64_t>(step));
    const at::Tensor expected = network.image.evaluate(features);
    const FrozenBranch frozen = network.freeze().image;
    const Matrix rows(64, 30,
                      std::vector<float>(features.data_ptr<float>(), features.data_ptr<float>() + 64 * 30));
    const Matrix embedded = frozen.embedRows(rows);
    for (std::size_t r = 0; r < 64; ++r) {
        const std::vector<float> single = frozen.embed(rows.row(r));
        double length = 0;
        for (std::size_t c = 0; c < 16; ++c) {
            const float reference =
                expected[static_cast<std::int64_t>(r)][static_cast<std::int64_t>(c)].item<float>();
            EXPECT_NEAR(single[c], reference, 1e-5);
            EXPECT_NEAR(embedded(r, c), reference, 1e-5);
            length += static_cast<double>(single[c]) * static_cast<double>(single[c]);
        }
        EXPECT_NEAR(length, 1, 1e-5);
    }
    EXPECT_EQ(frozen.hiddenWeight.empty(), !nonLinear);
    EXPECT_EQ(frozen.inputDimensions(), 30U);
    EXPECT_EQ(frozen.jointDimensions(), 16U);
}

std::string nameOfShape(const testing::TestParamInfo<NetworkShapes::ParamType>& info) {
    const auto [batchNorm, nonLinear] = info.param;
    const std::string norm = batchNorm == BatchNorm::none    ? "withoutBatchNorm"
                             : batchNorm == BatchNorm::first ? "batchNormFirst"
                                                             : "batchNormLast";
    return norm + (nonLinear ? "_nonLinear" : "_linear");
}

INSTANTIATE_TEST_SUITE_P(All, NetworkShapes,
                         testing::Combine(testing::Values(BatchNorm::none, BatchNorm::first, BatchNorm::last),
                                          testing::Bool()),
                         nameOfShape);

/// What a training step came to: unit rows, running statistics and all gradients, by name.
std::map<std::string, at::Tensor> stepOf(Branch& branch, const at::Tensor& features,
                                         const at::Tensor& upstream, bool byAutograd) {
    std::map<std::string, at::Tensor> made;
    if (byAutograd) {
        const at::AutoGradMode withGradients(true);
        const at::Tensor rows = branch.train(features, 7);
        torch::autograd::backward({rows}, {upstream});
        made["rows"] = rows.detach();
    } else {
        made["rows"] = branch.forward(features, 7);
        branch.backward(upstream);
    }
    for (const NamedTensor& tensor : branch.parameters())
        made[tensor.name] = tensor.tensor.grad();
    for (const NamedTensor& tensor : branch.buffers())
        made[tensor.name] = tensor.tensor;
    return made;
}

/// The rounding of float32 (6e-8) in sums of 200 to 700 products, of which the errors add up as their square
/// root: 2e-6 of a tensor's length; ten times that is allowed. A slip (a transpose, a missing term) costs 100
/// %.
constexpr double kFloatShare = 2e-5;

TEST_P(NetworkShapes, AStepOfThePassIsThatOfAutograd) {
    const auto [batchNorm, nonLinear] = GetParam();
    const NetworkOptions options{.nonLinear = nonLinear,
                                 .hiddenUnits = 150, // not a multiple of a block of columns
                                 .jointDimensions = 70,
                                 .batchNorm = batchNorm,
                                 .dropout = 0.4,
                                 .inputDropout = 0.2};
    const at::TensorOptions floats(at::kFloat);
    at::manual_seed(5);
    Branch pass("image", 201, options, 3, floats);
    Branch graph("image", 201, options, 3, floats);
    for (const std::int64_t n : {130, 61}) { // the second time in memory of the first
        const at::Tensor features = at::randn({n, 201}, floats) + 0.5;
        const at::Tensor upstream = at::randn({n, 70}, floats);
        const auto made = stepOf(pass, features, upstream, false);
        for (const auto& [name, expected] : stepOf(graph, features, upstream, true)) {
            SCOPED_TRACE(name);
            ASSERT_TRUE(made.at(name).defined());
            const double length = expected.norm().item<double>();
            // A bias before batch norm has no gradient but rounding: the norm takes the mean away.
            const bool isRounding =
                batchNorm != BatchNorm::none &&
                name ==
                    (nonLinear && batchNorm == BatchNorm::first ? "image.hidden.bias" : "image.output.bias");
            EXPECT_LT((made.at(name) - expected).norm().item<double>(),
                      kFloatShare * (isRounding ? 1000 : length));
        }
        for (Branch* branch : {&pass, &graph})
            for (const NamedTensor& tensor : branch->parameters())
                tensor.tensor.mutable_grad().reset();
    }
}

TEST(BranchPass, LeavesRowsOfLengthZeroAlone) {
    Branch branch("image", 5, {.nonLinear = false, .jointDimensions = 4, .batchNorm = BatchNorm::none}, 3,
                  at::TensorOptions(at::kFloat));
    const at::Tensor features = at::zeros({2, 5});
    EXPECT_EQ(branch.forward(features, 1).abs().max().item<float>(), 0);
    branch.backward(at::zeros({2, 4}));
    EXPECT_TRUE(parameter(branch, "output.weight").grad().isfinite().all().item<bool>());
}

TEST(Dropout, KeepsTheMeanAndFollowsTheSeed) {
    const at::Tensor mask = Dropout(0.25, 9).mask(300, 401, kDoubles);
    const double kept = (mask > 0).to(at::kDouble).mean().item<double>();
    EXPECT_NEAR(kept, 0.75, 0.005);
    EXPECT_NEAR(mask.max().item<double>(), 1 / 0.75, 1e-6);
    EXPECT_TRUE(at::equal(mask, Dropout(0.25, 9).mask(300, 401, kDoubles)));
    EXPECT_TRUE(at::equal(mask, Dropout(0.25, 9).mask(300, 401, kDoubles, true)))
        << "as another device draws it";
    EXPECT_TRUE(
        at::equal(Dropout(0.5, 77).mask(3, 3, kDoubles), Dropout(0.5, 77).mask(3, 3, kDoubles, true)));
    EXPECT_FALSE(at::equal(mask, Dropout(0.25, 10).mask(300, 401, kDoubles)));
}

TEST(Dropout, WorksInTrainingOnly) {
    NetworkOptions options = tinyOptions(BatchNorm::none);
    options.hiddenUnits = 64;
    options.dropout = 0.5;
    TwoBranchNetwork network(4, 5, options, 1, kDoubles);
    const at::Tensor features = at::ones({3, 4}, at::kDouble);
    EXPECT_FALSE(at::allclose(network.image.train(features, 1), network.image.train(features, 2)));
    EXPECT_TRUE(at::equal(network.image.evaluate(features), network.image.evaluate(features)));
}

} // namespace
} // namespace crossview::test
