#include "common/error.h"
#include "files/atomic_file.h"
#include "model/user/torch_script_network.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <torch/csrc/jit/api/module.h>

#include <opencv2/core.hpp>

namespace crossview::test {
namespace {

namespace jit = torch::jit;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Its channels become 10, 20 and 30 with the recipe below.
cv::Mat evenPicture(int size = 8) {
    return {size, size, CV_8UC3, cv::Scalar(180, 100, 30)};
}

/// Mixtures of the three colours, then their sum: whole numbers, so that the tests can say what must come
/// out.
jit::Module network() {
    jit::Module mix("Mix");
    mix.register_parameter(
        "weight",
        at::tensor({1., 0., 0., 0., 1., 0., 0., 0., 1., 1., -1., 2.}, at::kFloat).reshape({4, 3, 1, 1}),
        false);
    mix.define("def forward(self, x):\n    return torch.conv2d(x, self.weight)\n");
    jit::Module features("Features");
    features.register_module("mix", mix);
    features.define("def forward(self, x):\n    return torch.relu(self.mix.forward(x))\n");
    jit::Module rare("Rare");
    rare.define("def forward(self, x):\n    return x * 1000\n");
    jit::Module whole("Network");
    whole.register_attribute("training", c10::BoolType::get(), true);
    whole.register_attribute("kept", c10::TensorType::get(), at::zeros({1}));
    whole.register_module("features", features);
    whole.register_module("rare", rare);
    whole.register_module("unused", rare.clone());
    whole.define(R"(
def embed(self, x):
    return self.features.forward(x).mean([2, 3])
def forward(self, x, factor: int = 1):
    y = self.embed(x) * factor
    if self.training:
        y = self.rare.forward(y)
    unfit = torch.matmul(x.flatten(1), torch.zeros(192, 1))
    return y.sum(1, keepdim=True) + unfit
def pair(self, x):
    return x.mean([2, 3]), 5
def table(self, x):
    return {"out": x}
def logarithm(self, x):
    return torch.log(x - 20)
def keeping(self, x):
    self.kept = x.mean([2, 3])
    for i in range(50):
        x = torch.sin(x)
    return self.kept
)");
    return whole;
}

class TorchScript : public testing::Test {
protected:
    TorchScript() { network().save((m_folder / "net.pt").string()); }

    NetworkRecipe recipe(const std::string& layer = {}) const {
        NetworkRecipe made;
        made.file = m_folder / "net.pt";
        made.size = 8;
        made.mean = {10, 20, 30};
        made.deviation = {2, 4, 5};
        made.layer = layer;
        return made;
    }
    static std::shared_ptr<const PictureNetwork> open(const NetworkRecipe& recipe) {
        return openTorchScriptNetwork(recipe, readNetworkFile(recipe.file));
    }
    static std::vector<float> featuresOf(const NetworkRecipe& recipe,
                                         const cv::Mat& picture = evenPicture()) {
        const auto opened = open(recipe);
        const auto features = opened->features(picture);
        EXPECT_EQ(features.size(), opened->dimensions());
        return features;
    }
    static std::string faultOf(const NetworkRecipe& recipe) {
        try {
            featuresOf(recipe);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }

    TemporaryFolder m_folder;
};

TEST_F(TorchScript, GivesItsOutputInEvaluationMode) {
    EXPECT_THAT(featuresOf(recipe()),
                ElementsAre(110)); // 10 + 20 + 30 + 50; in training mode 1000 times that
}

TEST_F(TorchScript, GivesAMethodByItsName) {
    EXPECT_THAT(featuresOf(recipe("embed")), ElementsAre(10, 20, 30, 50));
    EXPECT_THAT(featuresOf(recipe("pair")), ElementsAre(10, 20, 30)); // the first of two outputs
}

TEST_F(TorchScript, GivesASubmoduleByItsPath) {
    EXPECT_THAT(featuresOf(recipe("features")), ElementsAre(10, 20, 30, 50)); // [1, 4, 8, 8] averaged
    EXPECT_THAT(featuresOf(recipe("features.mix")), ElementsAre(10, 20, 30, 50));
    // Before the ReLU and behind it: a darker red makes the fourth mixture negative.
    const cv::Mat dark(8, 8, CV_8UC3, cv::Scalar(30, 100, 30));
    EXPECT_THAT(featuresOf(recipe("features.mix"), dark), ElementsAre(10, 20, 0, -10));
    EXPECT_THAT(featuresOf(recipe("features"), dark), ElementsAre(10, 20, 0, 0));
}

TEST_F(TorchScript, DoesNotRunWhatComesBehindASubmodule) {
    // The end of forward takes pictures of 8 x 8 only.
    NetworkRecipe larger = recipe("features");
    larger.size = 16;
    EXPECT_THAT(featuresOf(larger), ElementsAre(10, 20, 30, 50));
}

TEST_F(TorchScript, GivesTheMeanOfTenCrops) {
    NetworkRecipe ten = recipe("embed");
    ten.resize = 16;
    ten.tenCropMean = true;
    cv::Mat quarters = evenPicture(16);
    quarters(cv::Rect(0, 0, 8, 8)).setTo(cv::Scalar(180, 100, 230)); // red 110 instead of 10 at the top left
    const float red = 10 + (100 + 25) / 5.0F;
    EXPECT_THAT(featuresOf(ten, quarters), ElementsAre(red, 20, 30, red + 40));
}

TEST_F(TorchScript, IsSafeFromSeveralThreads) {
    for (const char* layer : {"embed", "features", "keeping"}) {
        const auto opened = open(recipe(layer));
        std::vector<std::thread> threads;
        std::vector<int> wrong(4, 0);
        for (std::size_t t = 0; t < wrong.size(); ++t)
            threads.emplace_back([&, t] {
                const cv::Mat picture(8, 8, CV_8UC3, cv::Scalar(180, 100, 30 + 2 * static_cast<int>(t)));
                for (int i = 0; i < 50; ++i)
                    wrong[t] += opened->features(picture).front() == static_cast<float>(10 + t) ? 0 : 1;
            });
        for (auto& thread : threads)
            thread.join();
        EXPECT_THAT(wrong, ElementsAre(0, 0, 0, 0));
    }
}

TEST_F(TorchScript, ItsSettingsFollowTheFileAndTheRecipe) {
    const std::string settings = open(recipe())->settings();
    EXPECT_THAT(settings, testing::StartsWith("torchscript "));
    EXPECT_NE(open(recipe("embed"))->settings(), settings);
    EXPECT_EQ(open(recipe())->settings(), settings);
}

TEST_F(TorchScript, SaysWhatIsWrong) {
    EXPECT_THAT(
        faultOf(recipe("nowhere")),
        HasSubstr("net.pt cannot be used as a network: it has no method \"nowhere\" and calls no submodule"));
    EXPECT_THAT(faultOf(recipe("rare")), HasSubstr("\"rare\" on every way through")); // only in training
    EXPECT_THAT(faultOf(recipe("unused")), HasSubstr("\"unused\" on every way through"));
    EXPECT_THAT(faultOf(recipe("features.")), HasSubstr("\"features.\" on every way through"));
    EXPECT_THAT(faultOf(recipe("table")), HasSubstr("its output is a GenericDict and not a tensor"));
    EXPECT_THAT(faultOf(recipe("logarithm")), HasSubstr("it gave values that are no finite numbers"));
    NetworkRecipe larger = recipe();
    larger.size = 16;
    EXPECT_THAT(faultOf(larger),
                AllOf(HasSubstr("it fails on a picture of 16 x 16 pixels (mat1"),
                      HasSubstr("Set the size that it was made for."), Not(HasSubstr("\n"))));
    NetworkRecipe missing = recipe();
    missing.file = m_folder / "missing.pt";
    EXPECT_THAT(faultOf(missing), HasSubstr("missing.pt cannot be read: No such file"));
}

TEST_F(TorchScript, RefusesOtherAndDamagedFiles) {
    const std::string whole = readFile(m_folder / "net.pt");
    NetworkRecipe other = recipe();
    other.file = m_folder / "other.pt";
    writeFileAtomically(other.file, "");
    EXPECT_THAT(faultOf(other), HasSubstr("it is neither TorchScript nor called .onnx"));
    for (std::size_t size = 2; size < whole.size(); size += 97) {
        writeFileAtomically(other.file, whole.substr(0, size));
        ASSERT_THAT(faultOf(other),
                    AllOf(HasSubstr("other.pt cannot be used as a network: "), Not(HasSubstr("\n"))))
            << size;
    }
    const auto stateDict =
        std::filesystem::path(CROSSVIEW_TEST_DATA).parent_path() / "fuzz" / "corpus" / "state_dict" / "zip";
    other.file = stateDict; // a zip archive of PyTorch's, but weights alone
    EXPECT_THAT(faultOf(other),
                HasSubstr("zip cannot be used as a network: it holds weights without their network."));
}

} // namespace
} // namespace crossview::test
