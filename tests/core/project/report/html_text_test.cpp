#include "project/report/html_text.h"

#include <gtest/gtest.h>

namespace crossview {
namespace {

TEST(HtmlText, IsShownAndNeverTakenForTags) {
    EXPECT_EQ(htmlText("<img src=\"x\" onerror='a()'> & co"),
              "&lt;img src=&quot;x&quot; onerror='a()'&gt; &amp; co");
    EXPECT_EQ(htmlText("café 猫"), "café 猫");
    EXPECT_EQ(htmlText("a\nb\x1b[31m\xC2\x9B"), "a\\u000ab\\u001b[31m\\u009b");
    EXPECT_EQ(htmlText("\xFF"), "\\xff");
    EXPECT_EQ(htmlText(""), "");
}

TEST(Base64, IsThatOfTheStandard) { // RFC 4648, section 10
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xFF\xFE\xFD"), "//79");
}

} // namespace
} // namespace crossview
