#include "features/blocks.h"
#include "support/temporary_folder.h"

#include "encoders/store/catalogue.h"
#include "features/available_encoders.h"
#include "features/feature_options.h"
#include "support/environment_variable.h"
#include "support/temporary_folder.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;

TEST(FeatureBlocks, AreEachDescribedInPlainSentences) {
    std::set<std::string_view> keys;
    for (const FeatureBlock& block : featureBlocks()) {
        SCOPED_TRACE(block.key);
        EXPECT_TRUE(keys.insert(block.key).second);
        EXPECT_TRUE(block.key.starts_with(block.view == View::image ? "features.image." : "features.text."));
        EXPECT_FALSE(std::string(block.name).empty());
        EXPECT_FALSE(std::string(block.label).empty());
        EXPECT_TRUE(std::string(block.use).ends_with('.'));
        EXPECT_TRUE(std::string(block.help).ends_with('.'));
        EXPECT_GT(block.dimensions, 0);
        EXPECT_LE(block.dimensions, block.maximum);
        for (const std::string_view encoder : {block.encoder, block.reader})
            if (!encoder.empty()) {
                EXPECT_NO_THROW(encoderEntry(encoder));
            }
        EXPECT_EQ(featureBlock(block.key), &block);
    }
    EXPECT_EQ(featureBlock("features.image.size"), nullptr);
}

TEST(FeatureBlocks, ReachTheirOwnDimensionsAndNoOthers) {
    for (const FeatureBlock& block : featureBlocks()) {
        FeatureOptions options;
        block.components(options) = 17;
        for (const FeatureBlock& other : featureBlocks())
            EXPECT_EQ(other.components(options), &other == &block ? 17 : other.components(FeatureOptions()))
                << block.key << " and " << other.key;
    }
    FeatureOptions options;
    featureBlock("features.image.hsvComponents")->components(options) = 3;
    featureBlock("features.image.hsvComponents")->settings.front().value(options) = 5;
    EXPECT_EQ(options.image.hsvComponents, 3);
    EXPECT_EQ(options.image.hsvGrid, 5);
}

TEST(FeatureBlocks, AreOnWhereTheyHaveDimensionsAndWhatTheyStandOn) {
    FeatureOptions options;
    const FeatureBlock& names = *featureBlock("features.image.nameComponents");
    const FeatureBlock& patches = *featureBlock("features.image.patchComponents");
    options.image.nameComponents = 8;
    EXPECT_FALSE(names.isOn(options)) << "no network gives names";
    options.image.lite0Components = 8;
    EXPECT_TRUE(names.isOn(options));
    EXPECT_TRUE(patches.isOn(options));
    options.image.patchWords = 0;
    EXPECT_FALSE(patches.isOn(options));
}

TEST(FeatureBlocks, AreLeftOutWithTheEncodersThatAreMissing) {
    const test::TemporaryFolder folder;
    const test::EnvironmentVariable none("CROSSVIEW_ENCODERS", folder.path().string());
    FeatureOptions options;
    options.image.lite2Components = options.image.nameComponents = 8;
    EXPECT_THAT(missingEncoders(options), ElementsAre("efficientnet-lite2", "minilm-l6"));
    options.text.miniLmComponents = 8;
    EXPECT_THAT(missingEncoders(options), ElementsAre("efficientnet-lite2", "minilm-l6"));
    FeatureOptions left = options;
    EXPECT_NE(leaveOutMissingEncoders(left), "");
    EXPECT_EQ(left.image.lite2Components, 0);
    EXPECT_EQ(left.image.nameComponents, 0);
    EXPECT_EQ(left.text.miniLmComponents, 0);
    EXPECT_EQ(left.image.hsvComponents, options.image.hsvComponents);
    options.text.components = 0; // then sentences would have no block
    left = options;
    EXPECT_EQ(leaveOutMissingEncoders(left), "");
    EXPECT_EQ(left.text.miniLmComponents, 8);
}

} // namespace
} // namespace crossview
