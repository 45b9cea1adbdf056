#include "encoders/user/network_recipe.h"

#include "common/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

using namespace crossview;
using testing::HasSubstr;

namespace {

NetworkRecipe usual() {
    NetworkRecipe recipe;
    recipe.file = "net.onnx";
    return recipe;
}

std::string faultOf(const std::function<void(NetworkRecipe&)>& change) {
    NetworkRecipe recipe = usual();
    change(recipe);
    try {
        checkRecipe(recipe);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST(NetworkRecipe, ComesBackFromItsText) {
    NetworkRecipe recipe = usual();
    EXPECT_EQ(recipeFromText(recipeText(recipe), "net.onnx"), recipe);
    recipe.size = 299;
    recipe.resize = 320;
    recipe.fit = PictureFit::square;
    recipe.tenCropMean = true;
    recipe.mean = {0.1F, -127.5F, 1e-20F};
    recipe.deviation = {1.0F / 3.0F, 127.5F, 255};
    recipe.channels = ChannelOrder::bgr;
    recipe.layer = "block \"5\", größer";
    EXPECT_EQ(recipeFromText(recipeText(recipe), "net.onnx"), recipe);
}

TEST(NetworkRecipe, ItsTextIsTheSameOnlyForTheSamePreparation) {
    const std::string text = recipeText(usual());
    EXPECT_EQ(text, recipeText(recipeFromText(text, "elsewhere/other.onnx")));
    const std::function<void(NetworkRecipe&)> changes[] = {
        [](NetworkRecipe& r) { r.size = 225; },
        [](NetworkRecipe& r) { r.resize = 256; },
        [](NetworkRecipe& r) { r.fit = PictureFit::square; },
        [](NetworkRecipe& r) { r.tenCropMean = true; },
        [](NetworkRecipe& r) { r.mean[1] = std::nextafter(r.mean[1], 0.0F); },
        [](NetworkRecipe& r) { r.deviation[2] = std::nextafter(r.deviation[2], 0.0F); },
        [](NetworkRecipe& r) { r.channels = ChannelOrder::bgr; },
        [](NetworkRecipe& r) { r.layer = "pool"; },
    };
    for (const auto& change : changes) {
        NetworkRecipe recipe = usual();
        change(recipe);
        EXPECT_NE(recipeText(recipe), text);
    }
}

TEST(NetworkRecipe, ResizesAsThePaperDoesForTenCrops) {
    NetworkRecipe recipe = usual();
    EXPECT_EQ(resizedSide(recipe), 224);
    recipe.tenCropMean = true;
    EXPECT_EQ(resizedSide(recipe), 256);
    recipe.resize = 300;
    EXPECT_EQ(resizedSide(recipe), 300);
}

TEST(NetworkRecipe, SaysWhatCannotBe) {
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(faultOf([](NetworkRecipe&) {}), "");
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.file.clear(); }), HasSubstr("needs a file"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.size = 0; }),
                HasSubstr("net.onnx cannot be used as set: its input"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.size = 5000; }), HasSubstr("between 1 and 4096"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.resize = -1; }), HasSubstr("resized to -1 pixels"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.resize = 200; }),
                HasSubstr("smaller than its input of 224"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.mean[0] = kNan; }), HasSubstr("a mean is no finite number"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.deviation[1] = 0; }), HasSubstr("standard deviation"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.deviation[1] = -1; }), HasSubstr("standard deviation"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.deviation[1] = kNan; }), HasSubstr("standard deviation"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.deviation[1] = HUGE_VALF; }),
                HasSubstr("standard deviation"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.layer = "a\nb"; }), HasSubstr("one line of readable text"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.layer = "\xff"; }), HasSubstr("one line of readable text"));
    EXPECT_THAT(faultOf([](NetworkRecipe& r) { r.layer.assign(2000, 'a'); }), HasSubstr("one line"));
}

TEST(NetworkRecipe, RefusesDamagedTexts) {
    const std::string whole = recipeText(usual());
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_THROW(recipeFromText(whole.substr(0, size), "net.onnx"), Error) << size;
    std::string other = whole;
    other.replace(other.find("crop"), 4, "warp");
    EXPECT_THROW(recipeFromText(other, "net.onnx"), Error);
    other = whole;
    other.replace(other.find("224"), 3, "0.5");
    EXPECT_THROW(recipeFromText(other, "net.onnx"), Error);
    EXPECT_THROW(recipeFromText("[]", "net.onnx"), Error);
    EXPECT_THROW(recipeFromText(R"({"size":1})", "net.onnx"), Error);
}
