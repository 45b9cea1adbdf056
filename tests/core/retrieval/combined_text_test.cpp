#include "retrieval/combined_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CombinedText, LeavesAPlainSentenceWhole) {
    EXPECT_THAT(partsOfText("a red flower"), ElementsAre(TextPart{"a red flower", 1}));
    EXPECT_THAT(partsOfText("  a T-shirt - blue, 50^50 ^ "),
                ElementsAre(TextPart{"a T-shirt - blue,", 1}, TextPart{"50", 50}, TextPart{"^", 1}));
    EXPECT_THAT(partsOfText("C++ --help"), ElementsAre(TextPart{"C++ --help", 1}));
    EXPECT_THAT(partsOfText("an \"open quote"), ElementsAre(TextPart{"an \"open quote", 1}));
    EXPECT_THAT(partsOfText(" + \"\" "), IsEmpty());
}

TEST(CombinedText, TakesSumsDifferencesAndWeightsApart) {
    EXPECT_THAT(partsOfText("dog -cat"), ElementsAre(TextPart{"dog", 1}, TextPart{"cat", -0.5}));
    EXPECT_THAT(partsOfText("dog -cat^1"), ElementsAre(TextPart{"dog", 1}, TextPart{"cat", -1}));
    EXPECT_THAT(partsOfText("\"red flower\" + snow"),
                ElementsAre(TextPart{"red flower", 1}, TextPart{"snow", 1}));
    EXPECT_THAT(partsOfText("red flower + white snow"),
                ElementsAre(TextPart{"red flower", 1}, TextPart{"white snow", 1}));
    EXPECT_THAT(partsOfText("bird^2 -\"dark sky\"^0.25 tree"),
                ElementsAre(TextPart{"bird", 2}, TextPart{"dark sky", -0.25}, TextPart{"tree", 1}));
    EXPECT_THAT(partsOfText("\"one\"two"), ElementsAre(TextPart{"one", 1}, TextPart{"two", 1}));
}

} // namespace
} // namespace crossview
