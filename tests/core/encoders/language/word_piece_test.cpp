#include "common/error.h"
#include "encoders/language/word_piece.h"
#include "files/atomic_file.h"
#include "sentence_reference.h"
#include "support/encoder_files.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// Numbers of the pieces:               0       1       2       3     4      5    6      7     8    9     10
constexpr const char* kVocabulary =
    "[UNK]\n[CLS]\n[SEP]\nflower\n##s\nsunflower\nsun\n##day\n!\nzurich\n##flow\n"
    // 11  12   13     14  15     16     17
    "日\nα\n##σ\nstraße\n$\n`\n##urich\n";

std::vector<std::int32_t> idsOf(std::string_view text, std::size_t limit = 256) {
    static const WordPiece tokenizer(kVocabulary, "test");
    std::vector<std::int32_t> ids = tokenizer.ids(text, limit);
    EXPECT_GE(ids.size(), 2U);
    EXPECT_EQ(ids.front(), 1);
    EXPECT_EQ(ids.back(), 2);
    return {ids.begin() + 1, ids.end() - 1};
}

TEST(WordPiece, TakesTheLongestPieceFirst) {
    EXPECT_THAT(idsOf("sunflowers"), ElementsAre(5, 4));
    EXPECT_THAT(idsOf("sunday sun"), ElementsAre(6, 7, 6));
    EXPECT_THAT(idsOf("flowers!flower"), ElementsAre(3, 4, 8, 3));
}

TEST(WordPiece, MakesAWordUnknownWhenAPartIs) {
    EXPECT_THAT(idsOf("sunflowerx flower"), ElementsAre(0, 3));
    EXPECT_THAT(idsOf("flow"), ElementsAre(0)) << "a piece that only continues starts no word";
    EXPECT_THAT(idsOf(std::string(100, 's')), ElementsAre(0));
    const std::string longest = "flower" + std::string(94, 's');
    EXPECT_THAT(idsOf(longest), SizeIs(95));
    EXPECT_THAT(idsOf(longest + "s"), ElementsAre(0)) << "more than 100 characters";
    EXPECT_THAT(idsOf(longest + "\xCC\x81"), SizeIs(95)) << "a mark is no character of the word";
}

TEST(WordPiece, FoldsCaseAndAccents) {
    EXPECT_THAT(idsOf("FLOWER Zürich ZU\xCC\x88RICH"), ElementsAre(3, 9, 9));
    EXPECT_THAT(idsOf("ΑΣ"), ElementsAre(12, 13)) << "no final sigma: each character by itself";
    EXPECT_THAT(idsOf("Straße"), ElementsAre(14));
}

TEST(WordPiece, SplitsAtBlanksPunctuationAndCjk) {
    EXPECT_THAT(idsOf("sun\tsun\nsun\r\nsun\xC2\xA0sun\xE2\x80\xA8sun"), ElementsAre(6, 6, 6, 6, 6, 6));
    EXPECT_THAT(idsOf("sun日sun"), ElementsAre(6, 11, 6));
    EXPECT_THAT(idsOf("$sun`"), ElementsAre(15, 6, 16));
    EXPECT_THAT(idsOf("sun\xE1\xBF\xAFsun"), ElementsAre(6, 16, 6)) << "U+1FEF is a ` when decomposed";
}

TEST(WordPiece, DropsControlsAndBrokenBytes) {
    using std::string_view_literals::operator""sv;
    EXPECT_THAT(idsOf("s\0u\x01n\xE2\x80\x8B\xEF\xBF\xBD"sv), ElementsAre(6));
    EXPECT_THAT(idsOf("s\xFFu\xC3n \xF0\x9F"), ElementsAre(6));
    EXPECT_THAT(idsOf("s\xEE\x80\x80un"), ElementsAre(6)) << "private use";
    EXPECT_THAT(idsOf("\xCD\xB8 sun"), ElementsAre(0, 6)) << "not assigned in any Unicode so far";
    EXPECT_THAT(idsOf(""), ElementsAre());
    EXPECT_THAT(idsOf(" \t\xE2\x80\x8B "), ElementsAre());
}

TEST(WordPiece, StopsAtTheLimit) {
    std::string many;
    for (int i = 0; i < 300; ++i)
        many += "sunday ";
    EXPECT_THAT(idsOf(many), AllOf(SizeIs(254)));
    EXPECT_THAT(idsOf(many, 5), ElementsAre(6, 7, 6)) << "cut inside a word too";
    EXPECT_THAT(idsOf(many, 2), ElementsAre());
    EXPECT_THAT(idsOf(std::string(1U << 24U, 's')), ElementsAre(0)) << "a huge word";
    EXPECT_THAT(idsOf(std::string(1U << 24U, '!')), AllOf(SizeIs(254), Each(8)));
}

std::string messageOf(const std::string& vocabulary) {
    try {
        const WordPiece tokenizer(vocabulary, "some/vocab.txt");
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("some/vocab.txt"));
        return error.what();
    }
    return "no error";
}

TEST(WordPiece, RefusesWhatIsNoVocabulary) {
    EXPECT_THAT(messageOf(""), HasSubstr("[UNK]"));
    EXPECT_THAT(messageOf("[CLS]\n[SEP]\na\n"), HasSubstr("[UNK]"));
    EXPECT_THAT(messageOf("[UNK]\n[SEP]\na\n"), HasSubstr("[CLS]"));
    EXPECT_THAT(messageOf("[UNK]\n[CLS]\n##[SEP]\n"), HasSubstr("[SEP]"));
    EXPECT_THAT(messageOf("[UNK]\n[CLS]\n[SEP]\na\n##a\na\n"), HasSubstr("Line 6"));
    EXPECT_THAT(messageOf("[UNK]\n[CLS]\n\n[SEP]\n"), HasSubstr("Line 3"));
    EXPECT_THAT(messageOf("[UNK]\n[CLS]\n[SEP]\n\xC3\n"), HasSubstr("UTF-8"));
    EXPECT_EQ(WordPiece("[UNK]\r\n[CLS]\r\n[SEP]", "dos").size(), 3U);
}

TEST(WordPiece, NamesTheFileThatItCannotRead) {
    const test::TemporaryFolder folder;
    EXPECT_THROW(WordPiece::load(folder / "missing.txt"), Error);
    EXPECT_THROW(WordPiece::load(folder.path()), Error);
    writeFileAtomically(folder / "vocab.txt", kVocabulary);
    EXPECT_EQ(WordPiece::load(folder / "vocab.txt").size(), 18U);
    std::filesystem::resize_file(folder / "vocab.txt", std::uintmax_t{1} << 40U); // sparse
    EXPECT_THROW(WordPiece::load(folder / "vocab.txt"), Error);
}

TEST(WordPiece, AgreesWithTheReferenceTokenizer) {
    const auto vocabulary = test::encoderFileIfHere("minilm-l6", "vocab.txt");
    if (vocabulary.empty())
        GTEST_SKIP() << "MiniLM's vocabulary is not on this machine: crossview-cli encoders fetch minilm-l6";
    const WordPiece tokenizer = WordPiece::load(vocabulary);
    EXPECT_EQ(tokenizer.size(), 30522U);
    const auto sentences = test::referenceSentences();
    ASSERT_EQ(sentences.size(), 13U);
    for (const auto& sentence : sentences)
        EXPECT_EQ(tokenizer.ids(sentence.text, 256), sentence.ids) << sentence.text;
}

} // namespace
} // namespace crossview
