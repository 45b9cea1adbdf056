#include "common/text.h"
#include "common/unicode_text.h"

#include <gtest/gtest.h>

namespace crossview {
namespace {

TEST(Text, NumbersAreReadWholeAndWithoutTheLocale) {
    EXPECT_EQ(parseDouble("0.05"), 0.05);
    EXPECT_EQ(parseDouble("-1e3"), -1000.0);
    for (const char* wrong : {"", "0,05", "1x", " 1", "nan", "inf", "1e999"})
        EXPECT_EQ(parseDouble(wrong), std::nullopt) << wrong;
    EXPECT_EQ(parseInteger("-12"), -12);
    for (const char* wrong : {"", "1.5", "99999999999999999999", "0x1"})
        EXPECT_EQ(parseInteger(wrong), std::nullopt) << wrong;
}

TEST(Text, SplitKeepsEmptyParts) {
    EXPECT_EQ(split("a\t\tb\t", '\t'), (std::vector<std::string_view>{"a", "", "b", ""}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
    EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(trimmed(" \n"), "");
}

TEST(Text, Utf8IsChecked) {
    EXPECT_TRUE(isUtf8("K\xC3\xA4se \xF0\x9F\x8D\x8E"));
    EXPECT_FALSE(isUtf8("K\xE4se"));
    EXPECT_FALSE(isUtf8("\xC0\xAF"));
    EXPECT_FALSE(isUtf8("\xED\xA0\x80"));
    EXPECT_FALSE(isUtf8("ab\xC3"));
}

TEST(Text, FoldedTextIsTheIdentityOfASentence) {
    EXPECT_EQ(foldedText("  A  Red\tFLOWER \n"), "a red flower");
    EXPECT_EQ(foldedText("Cafe\xCC\x81"), foldedText("caf\xC3\xA9"));
    EXPECT_EQ(foldedText("\xC2\xA0"), "");
    // ASCII goes a shorter way to the same text.
    std::string all;
    for (char c = 1; c != 127; ++c)
        all += std::string(1, c) + "Aa";
    for (const std::string& text : {all, std::string("\t A \v\f b\r\n C"), std::string("no\0thing", 8)})
        EXPECT_EQ(foldedText(text) + "é", foldedText(text + "É"));
}

} // namespace
} // namespace crossview
