#include "features/text/words/word_table.h"

#include "features/text/words/word_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;

TEST(WordsAsWritten, AreSplitWhereKleinEtAlSplitThem) {
    EXPECT_THAT(wordsAsWritten("A man (old), with \"Tom's\" T-shirt; 2 dogs/cats!"),
                ElementsAre("A", "man", "old", "with", "Tom's", "T-shirt", "2", "dogs", "cats"));
    EXPECT_THAT(wordsAsWritten("a&b[c]{d}<e>=f\\g:h?i.j"),
                ElementsAre("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
    EXPECT_THAT(wordsAsWritten("  tabs\tand\nlines\u00A0and\u3000blanks "),
                ElementsAre("tabs", "and", "lines", "and", "blanks"));
    EXPECT_THAT(wordsAsWritten("\u201Cquoted\u201D \u2014 it\u2019s\u2026"),
                ElementsAre("quoted", "it\u2019s"));
    EXPECT_THAT(wordsAsWritten("I \u2665 caf\u00E9s\U0001F600!"),
                ElementsAre("I", "\u2665", "caf\u00E9s", "\U0001F600"));
    EXPECT_THAT(wordsAsWritten("\u732B\u3068\u72AC"), ElementsAre("\u732B", "\u3068", "\u72AC"));
    EXPECT_THAT(wordsAsWritten("bro\xFFken"), ElementsAre("bro", "ken"));
    EXPECT_THAT(wordsAsWritten(" .,; "), IsEmpty());
}

TEST(WordPieces, AreSplitAtHyphensApostrophesAndDigits) {
    EXPECT_THAT(wordPieces("T-shirt"), ElementsAre("T", "shirt"));
    EXPECT_THAT(wordPieces("Tom's"), ElementsAre("Tom"));
    EXPECT_THAT(wordPieces("it\u2019s"), ElementsAre("it"));
    EXPECT_THAT(wordPieces("b2b+c4"), ElementsAre("b", "b", "c"));
    EXPECT_THAT(wordPieces("1984"), IsEmpty());
    EXPECT_THAT(wordPieces("dog"), ElementsAre("dog"));
}

WordTable tableOf(std::vector<std::string> words) {
    const std::size_t count = words.size();
    return WordTable({std::move(words), Matrix(count, 1, std::vector<float>(count, 1)), count, {}});
}

TEST(WordTable, FindsWordsInEachOfTheirSpellings) {
    const WordTable table = tableOf({"Dog", "dog", "Paris", "man", "café"});
    EXPECT_THAT(table.find("Dog dog DOG").rows, ElementsAre(0, 1, 1)) << "as written, then in lower case";
    EXPECT_THAT(table.find("paris PARIS").rows, ElementsAre(2, 2)) << "capitalised";
    EXPECT_THAT(table.find("dog dog").rows, ElementsAre(1, 1)) << "as often as it stands there";
    EXPECT_THAT(table.find("CAFÉ cafe\u0301").rows, ElementsAre(4, 4)) << "composed and decomposed";
    EXPECT_THAT(table.find("woman dog-man's 4").unknown, ElementsAre("woman", "4"));
    EXPECT_THAT(table.find("woman dog-man's 4").rows, ElementsAre(1, 3))
        << "pieces where the whole is unknown";
    EXPECT_THAT(table.find("").rows, IsEmpty());
}

TEST(WordTable, PrefersTheWholeWordToItsPieces) {
    const WordTable table = tableOf({"T", "shirt", "T-shirt"});
    EXPECT_THAT(table.find("T-shirt").rows, ElementsAre(2));
    EXPECT_THAT(table.find("t-SHIRT").rows, ElementsAre(0, 1));
}

TEST(WordTable, MendsTheSpellingOfLongWords) {
    const WordTable table = tableOf({"flowers", "flower", "garden", "house"});
    EXPECT_THAT(table.find("flwoers").rows, ElementsAre(0)) << "exchanged";
    EXPECT_THAT(table.find("fflower").rows, ElementsAre(1)) << "one letter too many";
    EXPECT_THAT(table.find("graden gardens").rows, ElementsAre(2, 2));
    EXPECT_THAT(table.find("gardn").unknown, ElementsAre("gardn")) << "too short to be sure";
    EXPECT_THAT(table.find("mouse hourse").rows, ElementsAre(3)) << "another letter is another word";
    EXPECT_THAT(table.find("flower").rows, ElementsAre(1)) << "a word that is known is not mended";
}

TEST(WordTable, AsksForEverySpellingThatItLooksFor) {
    std::unordered_set<std::string> spellings;
    addSpellings("The T-Shirt", spellings);
    EXPECT_THAT(spellings,
                IsSupersetOf({"The", "the", "T-Shirt", "t-shirt", "T-shirt", "T", "t", "Shirt", "shirt"}));
}

} // namespace
} // namespace crossview
