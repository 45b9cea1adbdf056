#include "encoders/user/onnx_network.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include <opencv2/core.hpp>

using namespace crossview;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

/// One of the networks of tests/data/networks/make_networks.py, which say what must come out.
NetworkRecipe network(const char* name, const std::string& layer = {}) {
    NetworkRecipe recipe;
    recipe.file = std::filesystem::path(CROSSVIEW_TEST_DATA) / "networks" / (std::string(name) + ".onnx");
    recipe.size = 8;
    recipe.mean = {10, 20, 30};
    recipe.deviation = {2, 4, 5};
    recipe.layer = layer;
    return recipe;
}

/// Its channels become 10, 20 and 30 with the recipe above.
cv::Mat evenPicture() {
    return {8, 8, CV_8UC3, cv::Scalar(180, 100, 30)};
}

std::shared_ptr<const PictureNetwork> open(const NetworkRecipe& recipe) {
    return openOnnxNetwork(recipe, readNetworkFile(recipe.file));
}

std::vector<float> featuresOf(const NetworkRecipe& recipe, const cv::Mat& picture = evenPicture()) {
    const auto opened = open(recipe);
    const auto features = opened->features(picture);
    EXPECT_EQ(features.size(), opened->dimensions());
    return features;
}

std::string faultOf(const NetworkRecipe& recipe, const cv::Mat& picture = evenPicture()) {
    try {
        featuresOf(recipe, picture);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST(OnnxNetwork, GivesItsOutput) {
    // The mixtures are 10, 20, 30 and 10 - 20 + 60; the classes 10 and 10 + 40 + 90 + 200.
    EXPECT_THAT(featuresOf(network("small")), ElementsAre(10, 340));
}

TEST(OnnxNetwork, GivesALayerByItsName) {
    EXPECT_THAT(featuresOf(network("small", "activation")),
                ElementsAre(10, 20, 30, 50)); // [1, 4, 8, 8] averaged
    EXPECT_THAT(featuresOf(network("small", "flat")), ElementsAre(10, 20, 30, 50));
    EXPECT_THAT(featuresOf(network("small", "classes")), ElementsAre(10, 340)); // the name of an output
    EXPECT_THAT(featuresOf(network("two_outputs", "pooled")), ElementsAre(10, 20, 30, 50));
}

TEST(OnnxNetwork, AveragesOverSpace) {
    cv::Mat halves = evenPicture();
    halves(cv::Rect(0, 0, 4, 8)).setTo(cv::Scalar(180, 100, 50)); // red 20 instead of 10 on the left
    EXPECT_THAT(featuresOf(network("small", "mix"), halves), ElementsAre(15, 20, 30, 55));
}

TEST(OnnxNetwork, GivesTheMeanOfTenCrops) {
    NetworkRecipe recipe = network("small", "mix");
    recipe.resize = 16;
    recipe.tenCropMean = true;
    cv::Mat quarters(16, 16, CV_8UC3, cv::Scalar(180, 100, 30));
    quarters(cv::Rect(0, 0, 8, 8)).setTo(cv::Scalar(180, 100, 230)); // red 110 instead of 10 at the top left
    // The top left crop has all of it, the centre a quarter, three corners nothing; mirroring changes no
    // mean.
    const float red = 10 + (100 + 25) / 5.0F;
    EXPECT_THAT(featuresOf(recipe, quarters), ElementsAre(red, 20, 30, red + 40));
}

TEST(OnnxNetwork, IsSafeFromSeveralThreads) {
    const auto opened = open(network("small"));
    std::vector<std::thread> threads;
    std::vector<int> wrong(4, 0);
    for (std::size_t t = 0; t < wrong.size(); ++t)
        threads.emplace_back([&, t] {
            const int red = 30 + 2 * static_cast<int>(t);
            const cv::Mat picture(8, 8, CV_8UC3, cv::Scalar(180, 100, red));
            for (int i = 0; i < 100; ++i)
                wrong[t] += opened->features(picture).front() == static_cast<float>(10 + t) ? 0 : 1;
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_THAT(wrong, ElementsAre(0, 0, 0, 0));
}

TEST(OnnxNetwork, ItsSettingsFollowTheFileAndTheRecipe) {
    const test::TemporaryFolder folder;
    NetworkRecipe recipe = network("small");
    const std::string settings = open(recipe)->settings();
    std::filesystem::copy_file(recipe.file, folder / "copy.onnx");
    recipe.file = folder / "copy.onnx";
    EXPECT_EQ(open(recipe)->settings(), settings);
    recipe.layer = "flat";
    EXPECT_NE(open(recipe)->settings(), settings);
    EXPECT_NE(open(network("fixed_size"))->settings(), settings);
}

TEST(OnnxNetwork, SaysWhatIsWrong) {
    EXPECT_THAT(faultOf(network("missing")), HasSubstr("missing.onnx cannot be read: No such file"));
    EXPECT_THAT(faultOf(network("small", "nowhere")),
                AllOf(HasSubstr("small.onnx cannot be used as a network: it has no layer \"nowhere\""),
                      HasSubstr("mix, activation, pool")));
    EXPECT_THAT(faultOf(network("two_outputs")),
                AllOf(HasSubstr("it has 2 outputs"), HasSubstr("mixed, pooled")));
    EXPECT_EQ(faultOf(network("logarithm")), "");
    EXPECT_THAT(
        faultOf(network("logarithm"), cv::Mat(8, 8, CV_8UC3, cv::Scalar(0, 0, 0))), // of numbers below 0
        HasSubstr("it gave values that are no finite numbers"));
    EXPECT_THAT(faultOf(network("unknown_operation")),
                AllOf(HasSubstr("of type \"org.example.Divination\""), Not(HasSubstr("OpenCV(")),
                      Not(HasSubstr("layer_internals"))));
    NetworkRecipe larger = network("fixed_size");
    larger.size = 16;
    EXPECT_THAT(faultOf(larger),
                AllOf(HasSubstr("it fails on a picture of 16 x 16 pixels ("),
                      HasSubstr("Set the size that it was made for."), Not(HasSubstr(".cpp"))));
}

TEST(OnnxNetwork, RefusesDamagedFiles) {
    const test::TemporaryFolder folder;
    NetworkRecipe recipe = network("small");
    const std::string whole = readFile(recipe.file);
    recipe.file = folder / "cut.onnx";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        std::ofstream(recipe.file, std::ios::binary) << whole.substr(0, size);
        ASSERT_THAT(faultOf(recipe), HasSubstr("cut.onnx cannot be used as a network: ")) << size;
    }
    writeFileAtomically(recipe.file, "<!DOCTYPE html><html></html>");
    EXPECT_THAT(faultOf(recipe), HasSubstr("Export it again as one ONNX file"));
}

TEST(OpenCvReason, KeepsWhatAPersonCanRead) {
    EXPECT_EQ(openCvReason(
                  "> Node [Conv]:(a) parse error: OpenCV(4.6.0) ./b.cpp:110: error: (-2:Unspecified error) "
                  "Can't create it in function 'get'\n> "),
              "Node [Conv]:(a) parse error: Can't create it");
    EXPECT_EQ(
        openCvReason(
            "in function 'handleNode'\n> Node [Clip@ai.onnx]:(c) parse error: OpenCV(4.6.0) "
            "./modules/dnn/src/onnx/onnx_importer.cpp:1934: error: (-2:Unspecified error) in function "
            "'void parseClip(LayerParams&)'\n> >  (expected: 'node_proto.input_size() == 1'), where\n"
            "> >     'node_proto.input_size()' is 3\n> > must be equal to\n> >     '1' is 1\n> "),
        "Node [Clip@ai.onnx]:(c) parse error: 'node_proto.input_size()' is 3 must be equal to '1' is 1");
}

TEST(BoiledDown, KeepsWhatAPersonCanRead) {
    EXPECT_EQ(boiledDown("\n\t"), "the library gave no reason");
    EXPECT_EQ(boiledDown("One.\nTwo."), "One");
    EXPECT_EQ(boiledDown("a\x1b[31m"), "a?[31m");
    EXPECT_EQ(boiledDown(std::string(5000, 'x')).size(), 200U);
}
