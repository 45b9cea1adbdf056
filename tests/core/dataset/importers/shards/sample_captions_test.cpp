// What the text and the JSON beside a picture say, in files and in archives alike.
#include "dataset/importers/shards/sample_captions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<std::string> captionsOf(std::string_view text, const std::string& json) {
    return captionsOfSample(text, [&] { return json; });
}

} // namespace

TEST(SampleCaptions, ALineIsACaption) {
    EXPECT_THAT(captionLines("A dog\n\n  \r\nIt barks\r\n"), ElementsAre("A dog", "It barks"));
    EXPECT_THAT(captionsOf("A dog\nIt barks\n", R"({"caption": "another"})"),
                ElementsAre("A dog", "It barks"));
}

TEST(SampleCaptions, JsonIsAskedForWhereTheTextHoldsNone) {
    EXPECT_THAT(captionsOf(" \n", R"({"caption": "A dog", "url": "x"})"), ElementsAre("A dog"));
    EXPECT_THAT(captionsOf("", R"({"captions": ["A dog", "It barks"]})"), ElementsAre("A dog", "It barks"));
    EXPECT_THAT(captionsOf("", R"({"caption": null})"), IsEmpty());
    EXPECT_THAT(captionsOf("", "no JSON"), IsEmpty());
    bool asked = false;
    captionsOfSample("A dog", [&] {
        asked = true;
        return std::string();
    });
    EXPECT_FALSE(asked);
}

TEST(SampleCaptions, ATextThatTheJsonHasAsOneCaptionIsOneBrokenOverLines) {
    EXPECT_THAT(captionsOf("A dog,\nbarking\n", R"({"caption": "A dog,\nbarking"})"),
                ElementsAre("A dog,\nbarking"));
    EXPECT_THAT(captionsOf("A dog\nbarking\n", R"({"caption": "A dog"})"), ElementsAre("A dog", "barking"));
}
