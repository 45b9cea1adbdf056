#include "features/text/words/word_vector_file.h"

#include "files/atomic_file.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

#include <cstring>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const WordsToKeep kAll{100, {}};

WordVectors parsed(std::string_view content, const WordsToKeep& keep = kAll) {
    return parseWordVectors(std::as_bytes(std::span(content)), "words", keep);
}

/// A file as word2vec writes it: a line break behind every word, or (gensim) none.
std::string binary(const std::string& header,
                   const std::vector<std::pair<std::string, std::vector<float>>>& words,
                   const std::string& end = "\n") {
    std::string content = header;
    for (const auto& [word, values] : words) {
        content += word + ' ';
        content.append(reinterpret_cast<const char*>(values.data()), 4 * values.size());
        content += end;
    }
    return content;
}

const std::string kText = "3 2\nthe 0.5 -1\nred 2 3e-1\nParis -0.25 0\n";

void expectTheThree(const WordVectors& words) {
    EXPECT_THAT(words.words, ElementsAre("the", "red", "Paris"));
    EXPECT_THAT(words.vectors.values(), ElementsAre(0.5F, -1.F, 2.F, 0.3F, -0.25F, 0.F));
    EXPECT_EQ(words.vectors.cols(), 2U);
    EXPECT_EQ(words.leading, 3U);
    EXPECT_THAT(words.remarks, IsEmpty());
}

TEST(WordVectorFile, ReadsEveryFormat) {
    expectTheThree(parsed(kText));
    expectTheThree(parsed("the 0.5 -1\nred 2 0.3\nParis -0.25 0")); // GloVe: no header
    expectTheThree(
        parsed("3 2\nthe 0.5 -1 \nred 2 0.3 \nParis -0.25 0 \n")); // fastText ends lines by a blank
    expectTheThree(
        parsed("3 2\r\nthe 0.5 -1\r\nred 2 0.3\r\nParis -0.25 0\r\n")); // out of an editor of Windows
    expectTheThree(parsed("\xEF\xBB\xBF"
                          "3 2\nthe 0.5 -1\nred 2 0.3\nParis -0.25 0\n"));
    expectTheThree(parsed("the\t0.5\t-1\nred\t2\t0.3\nParis\t-0.25\t0\n"));
    const std::vector<std::pair<std::string, std::vector<float>>> words{
        {"the", {0.5F, -1.F}}, {"red", {2.F, 0.3F}}, {"Paris", {-0.25F, 0.F}}};
    expectTheThree(parsed(binary("3 2\n", words)));
    expectTheThree(parsed(binary("3 2\n", words, "")));
}

TEST(WordVectorFile, KeepsTheFirstWordsAndThoseThatAreAskedFor) {
    const WordVectors words = parsed(kText, {1, {"Paris", "unheard"}});
    EXPECT_THAT(words.words, ElementsAre("the", "Paris"));
    EXPECT_THAT(words.vectors.values(), ElementsAre(0.5F, -1.F, -0.25F, 0.F));
    EXPECT_EQ(words.leading, 1U) << "Paris was asked for";
}

TEST(WordVectorFile, TakesTheFirstOfAWordThatStandsTwiceAndSaysSo) {
    const WordVectors words = parsed("a 1\nb 2\na 3\n");
    EXPECT_THAT(words.words, ElementsAre("a", "b"));
    EXPECT_THAT(words.vectors.values(), ElementsAre(1.F, 2.F));
    EXPECT_THAT(words.remarks,
                ElementsAre("1 words of words stand there more than once: the first vector counts"));
}

TEST(WordVectorFile, LeavesOutWordsThatNoTextHolds) {
    EXPECT_THAT(parsed("a 1 2\n\xFF\xFE 2 2\nb 3 2\n").words, ElementsAre("a", "b"));
    EXPECT_THAT(parsed("a 1 2\n\xFF\xFE 2 2\nb 3 2\n").remarks, ElementsAre(HasSubstr("no UTF-8")));
    EXPECT_THAT(parsed("a 1 2\nat name@domain.com 2 2\n. . . 3 2\n").words, ElementsAre("a"))
        << "as GloVe has them";
    EXPECT_THAT(parsed("a 1 2\n 2 2\nb 3 2\n").words, ElementsAre("a", "b")) << "a word of a blank";
    EXPECT_THAT(parsed("1 1 2\n2 3 4\n").words, ElementsAre("1", "2")) << "numbers are words, too";
}

/// What is wrong with a file, and what must stand in the sentence about it.
struct BadFile {
    const char* name;
    std::string content;
    const char* said;
};

std::vector<BadFile> badFiles() {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinite = std::numeric_limits<float>::infinity();
    const std::string good = binary("2 2\n", {{"a", {1, 2}}, {"b", {3, 4}}});
    return {
        {"empty", "", "it is empty"},
        {"empty line", "\n\n", "its first line is empty"},
        {"LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git lfs pull"},
        {"HTML", "<!DOCTYPE html><html>", "web page"},
        {"HTML too", "<html><body>404</body></html>", "web page"},
        {"zip", "PK\x03\x04 glove.6B.zip", "Unpack it first"},
        {"gzip", "\x1f\x8b\x08 GoogleNews", "Unpack it first"},
        {"fastText's model", "\xba\x16\x4f\x2f\x0c", ".vec"},
        {"gensim's array", "\x93NUMPY\x01", "save_word2vec_format"},
        {"a text", "Dear reader,\nthis is a letter.\n", "first line"},
        {"one word", "hello\n", "first line"},
        {"ten gigabytes", "9000000 300\na 1 2\n", "are too few"},
        {"all memory", "4611686018427387904 4\na 1 2 3 4\n", "are too few"},
        {"no words", "0 300\n", "0 words of 300 numbers"},
        {"no dimensions", "3 0\na\nb\nc\n", "3 words of 0 numbers"},
        {"wide", "1 10001\n" + std::string(30000, 'a'), "more than 10000"},
        {"fewer words", "3 2\na 1 2\nb 300000 4000000\n", "speaks of 3 words, but it holds 2"},
        {"more words", "1 2\na 1 2\nb 3 4\n", "speaks of 1 words, but it holds 2"},
        {"mixed, shorter", "a 1 2 3\nb 1 2\n", "word 2: the line holds 2 numbers, others 3"},
        {"mixed, longer", "a 1 2 3\nb 1 2 3 4\n", "word 2: the line holds 4 numbers, others 3"},
        {"only a word", "a 1 2\nb\n", "word 2: the line holds 0 numbers, others 2"},
        {"no number", "a 1 2\nb 1 x\n", "word 2: \"x\" is no number"},
        {"NaN", "a 1 2\nb nan 1\n", "word 2: a number of \"b\" is not finite"},
        {"infinite", "a 1 2\nb 1 inf\n", "not finite"},
        {"beyond float32", "a 1 2\nb 1 1e300\n", "not finite"},
        {"binary, NaN", binary("1 2\n", {{"a", {nan, 1}}}), "not finite"},
        {"binary, infinite", binary("1 2\n", {{"a", {1, infinite}}}), "not finite"},
        {"binary, cut in a vector", good.substr(0, good.size() - 4), "word 2: it ends"},
        {"binary, cut in a word", binary("2 2\n", {{"a", {1, 2}}}) + "bbbbbbbbbbb", "word 2: it ends"},
        {"binary, more", binary("1 2\n", {{"a", {1, 2}}, {"b", {3, 4}}}), "goes on"},
        {"binary, no blank", binary("2 2\n", {{"a", {1, 2}}}) + std::string(10000, 'b'), "no blank ends"},
        {"all non-UTF-8", "\xFF 1 2\n", "none of its 1 words"},
    };
}

TEST(WordVectorFile, SaysWhatIsWrongWithBadFiles) {
    for (const BadFile& bad : badFiles()) {
        const std::string said = test::messageOf([&] { parsed(bad.content); });
        EXPECT_THAT(said, testing::StartsWith("words is not a file of word vectors that can be read: "))
            << bad.name;
        EXPECT_THAT(said, HasSubstr(bad.said)) << bad.name;
    }
    EXPECT_THAT(test::messageOf([] { parsed(kText, {0, {"unheard"}}); }), HasSubstr("none of its 3 words"));
}

TEST(WordVectorFile, CutAnywhereIsRefusedOrReadToItsEnd) {
    const std::string good = binary("2 2\n", {{"a", {1, 2}}, {"b", {3, 4}}});
    for (std::size_t size = 0; size + 1 < good.size(); ++size)
        EXPECT_NE(test::messageOf([&] { parsed(good.substr(0, size)); }), "nothing was thrown") << size;
    EXPECT_EQ(parsed(good.substr(0, good.size() - 1)).words.size(), 2U)
        << "the last line break may be missing";
}

TEST(WordVectorFile, IsReadFromDiskWithProgressAndAStop) {
    const test::TemporaryFolder folder;
    std::ofstream file(folder.path() / "large.vec", std::ios::binary);
    const std::string padding(200, '0');
    constexpr int kWords = 100000;
    file << kWords << " 1\n";
    for (int i = 0; i < kWords; ++i)
        file << "word" << i << " 1." << padding << i % 10 << '\n';
    file.close();
    std::size_t reports = 0;
    const auto count = [&](const Progress& p) {
        EXPECT_LE(p.done, p.total);
        ++reports;
    };
    const WordVectors words = readWordVectors(folder.path() / "large.vec", {2, {"word99999"}}, {}, count);
    EXPECT_THAT(words.words, ElementsAre("word0", "word1", "word99999"));
    EXPECT_GE(reports, 1U);
    std::stop_source stop;
    EXPECT_THROW(readWordVectors(folder.path() / "large.vec", {2, {}}, stop.get_token(),
                                 [&](const Progress&) { stop.request_stop(); }),
                 Cancelled);
    EXPECT_THAT(test::messageOf([&] { readWordVectors(folder.path() / "none.vec", kAll); }),
                HasSubstr("none.vec"));
    EXPECT_THAT(test::messageOf([&] { readWordVectors(folder.path(), kAll); }),
                HasSubstr(folder.path().string()));
}

} // namespace
} // namespace crossview
