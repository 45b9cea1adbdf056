#include "dataset/importers/caption_text.h"

#include "common/error.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using namespace std::string_view_literals;
using testing::HasSubstr;

namespace {

std::string decoded(std::string_view bytes) {
    return decodeCaptionText("f.csv", std::string(bytes)).text;
}

std::string noteOf(std::string_view bytes) {
    return decodeCaptionText("f.csv", std::string(bytes)).note;
}

std::string refusal(std::string_view bytes) {
    try {
        decoded(bytes);
    } catch (const Error& error) {
        return error.what();
    }
    return "no Error was thrown";
}

std::string utf16(std::u16string_view text, bool littleEndian) {
    std::string bytes;
    for (const char16_t unit : text) {
        const auto low = static_cast<char>(unit & 0xFFU);
        const auto high = static_cast<char>(unit >> 8U);
        bytes += littleEndian ? low : high;
        bytes += littleEndian ? high : low;
    }
    return bytes;
}

} // namespace

TEST(CaptionText, EncodingsAndLineEndsBecomeOne) {
    EXPECT_EQ(decoded("\xef\xbb\xbf"
                      "a.jpg,Größe\r\n"),
              "a.jpg,Größe\r\n");
    EXPECT_EQ(noteOf("a.jpg,Größe\n"), "");
    const std::u16string_view wide = u"image,caption\na.jpg,Größe 😀 der Welt\n";
    for (const bool littleEndian : {true, false}) {
        EXPECT_EQ(decoded(utf16(wide, littleEndian)), "image,caption\na.jpg,Größe 😀 der Welt\n");
        EXPECT_EQ(decoded((littleEndian ? "\xff\xfe" : "\xfe\xff") + utf16(wide, littleEndian)),
                  "image,caption\na.jpg,Größe 😀 der Welt\n");
        EXPECT_THAT(noteOf(utf16(wide, littleEndian)), HasSubstr("UTF-16"));
    }
    EXPECT_EQ(decoded("a.jpg,Gr\xf6\xdf"
                      "e \x96 \x93sch\xf6n\x94 f\xfcr 5 \x80\n"),
              "a.jpg,Größe – “schön” für 5 €\n");
    EXPECT_THAT(noteOf("a.jpg,Gr\xf6\xdf"
                       "e\n"),
                HasSubstr("Windows-1252"));
    EXPECT_EQ(decoded("image,caption\ra.jpg,A dog\r"), "image,caption\na.jpg,A dog\n");
    EXPECT_THAT(noteOf("image,caption\ra.jpg,A dog\r"), HasSubstr("CR"));
}

TEST(CaptionText, AFewDamagedBytesSpoilTheirLinesOnly) {
    EXPECT_EQ(decoded("a.jpg,A dog\nb.jpg,A\0 cat\n"sv), "a.jpg,A dog\nb.jpg,A\0 cat\n"sv);
    EXPECT_EQ(decoded("a.jpg,Größe\nb.jpg,äöü\nc.jpg,\xe4\n"), "a.jpg,Größe\nb.jpg,äöü\nc.jpg,\xe4\n");
}

TEST(CaptionText, WhatIsNoCaptionFileIsNamed) {
    EXPECT_THAT(refusal(""), HasSubstr("is empty"));
    EXPECT_THAT(refusal(" \r\n\n"), HasSubstr("is empty"));
    EXPECT_THAT(refusal("version https://git-lfs.github.com/spec/v1\noid sha256:0f\nsize 7\n"),
                HasSubstr("Git LFS pointer"));
    EXPECT_THAT(refusal("\n<!DOCTYPE html>\n<html></html>"), HasSubstr("web page"));
    EXPECT_THAT(refusal("<HTML><head>"), HasSubstr("web page"));
    EXPECT_THAT(refusal("PK\x03\x04\x14\0\0\0"sv), HasSubstr("ZIP"));
    EXPECT_THAT(refusal("PAR1\x15\0\x15"sv), HasSubstr("Parquet"));
    EXPECT_THAT(refusal("\x1f\x8b\x08\0"sv), HasSubstr("gzip"));
    EXPECT_THAT(refusal("\xff\xd8\xff\xe0 a picture"), HasSubstr("not a text file"));
    EXPECT_THAT(refusal(std::string(100, '\0')), HasSubstr("not a text file"));
    // Russian in Windows-1251: another code page than Western ones cannot be told by its bytes.
    EXPECT_THAT(refusal("\xea\xf0\xe0\xf1\xed\xfb\xe9 \xea\xf0\xf3\xe3\n"), HasSubstr("unknown encoding"));
}

TEST(CaptionText, ALongFileIsReadUpToAWholeLine) {
    const test::TemporaryFolder folder;
    const auto file = folder.write("c.csv", "a.jpg,A dog\nb.jpg,A cat\nc.jpg,A cow\n");
    const CaptionText cut = readCaptionText(file, 30);
    EXPECT_EQ(cut.text, "a.jpg,A dog\nb.jpg,A cat\n");
    EXPECT_TRUE(cut.cut);
    EXPECT_FALSE(readCaptionText(file, 36).cut);
}
