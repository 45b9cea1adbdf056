#include "common/visible_text.h"

#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace crossview {
namespace {

using namespace std::string_literals;

TEST(VisibleText, WritesControlCharactersOut) {
    EXPECT_EQ(visibleText("\x1b[31mred\x07"), "\\u001b[31mred\\u0007");
    EXPECT_EQ(visibleText("a\0b"s), "a\\u0000b");
    EXPECT_EQ(visibleText("back\rward\x7f"), "back\\u000dward\\u007f");
    EXPECT_EQ(visibleText("\xc2\x9b"
                          "31m \xc2\x85"),
              "\\u009b31m \\u0085");
    for (unsigned point = 0x80; point < 0xA0; ++point) {
        const std::string text{'\xc2', static_cast<char>(point)};
        EXPECT_EQ(visibleText(text).front(), '\\') << point;
    }
}

TEST(VisibleText, WritesOutWhatTurnsTheWritingAround) {
    EXPECT_EQ(visibleText("\xe2\x80\xae"
                          "gnp.exe"),
              "\\u202egnp.exe");
    EXPECT_EQ(visibleText("\xe2\x81\xa6x\xe2\x81\xa9"), "\\u2066x\\u2069");
}

TEST(VisibleText, WritesOutBytesThatAreNoUtf8) {
    EXPECT_EQ(visibleText("\x9b"
                          "31m"),
              "\\x9b31m");
    EXPECT_EQ(visibleText("caf\xe9"), "caf\\xe9");
    EXPECT_EQ(visibleText("\xc2"), "\\xc2");
    EXPECT_EQ(visibleText("\xed\xa0\x80"), "\\xed\\xa0\\x80");
}

TEST(VisibleText, LeavesEverythingElseAlone) {
    const std::string text = "a red flower, „ein Haus“, שלום, 花, \xf0\x9f\x8c\xb8 · \xc2\xa0é\\u001b";
    EXPECT_EQ(visibleText(text), text);
    EXPECT_EQ(visibleText("one\ttwo\nthree"), "one\ttwo\nthree");
    EXPECT_EQ(visibleText(""), "");
}

TEST(VisibleLine, HasNoBreaks) {
    EXPECT_EQ(visibleLine("one\ttwo\nthree\xe2\x80\xa8"), "one\\u0009two\\u000athree\\u2028");
}

TEST(VisibleText, IsWhatGoesToAStream) {
    const test::TemporaryFolder folder;
    std::FILE* file = std::fopen((folder / "out").c_str(), "w");
    writeVisibleLine(file, "\x1b[2Jtext");
    std::fclose(file);
    EXPECT_EQ(readFile(folder / "out"), "\\u001b[2Jtext\n");
}

} // namespace
} // namespace crossview
