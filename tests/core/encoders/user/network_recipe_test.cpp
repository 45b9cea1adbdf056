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

TEST(NetworkRecipe, ItsTextHoldsWhatPreparesPictures) {
    NetworkRecipe recipe = usual();
    // Features are stored under this text.
    EXPECT_EQ(recipeText(recipe),
              R"({"size":224,"resize":224,"fit":"crop","tenCropMean":false,)"
              R"("mean":[123.67500305175781,116.27999877929688,103.52999877929688],)"
              R"("deviation":[58.39500045776367,57.119998931884766,57.375],"channels":"rgb",)"
              R"("layer":""})");
    recipe.size = 299;
    recipe.resize = 320;
    recipe.fit = PictureFit::square;
    recipe.tenCropMean = true;
    recipe.mean = {0.1F, -127.5F, 1e-20F};
    recipe.deviation = {1.0F / 3.0F, 127.5F, 255};
    recipe.channels = ChannelOrder::bgr;
    recipe.layer = "block \"5\", größer";
    EXPECT_EQ(recipeText(recipe), R"({"size":299,"resize":320,"fit":"square","tenCropMean":true,)"
                                  R"("mean":[0.10000000149011612,-127.5,9.999999682655225e-21],)"
                                  R"("deviation":[0.3333333432674408,127.5,255.0],"channels":"bgr",)"
                                  R"("layer":"block \"5\", größer"})");
}

TEST(NetworkRecipe, ItsTextIsTheSameOnlyForTheSamePreparation) {
    const std::string text = recipeText(usual());
    NetworkRecipe elsewhere = usual();
    elsewhere.file = "elsewhere/other.onnx";
    EXPECT_EQ(recipeText(elsewhere), text);
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
