#include "clusters/telling_words.h"

#include "captions.h"
#include "common/error.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <cmath>
#include <map>
#include <set>

namespace crossview {
namespace {

TEST(SentenceWords, AreTermsInTheirMostFrequentForm) {
    const std::vector<SentenceItem> sentences{{"Two Dogs, 1999: dogs and a CAT!", ""},
                                              {"the dog's cats", ""},
                                              {"dogs", ""},
                                              {"", ""},
                                              {"12 34", ""}};
    const SentenceWords words(sentences);
    ASSERT_EQ(words.sentenceCount(), 5U);
    std::map<std::string, std::size_t> found;
    for (std::uint32_t term = 0; term < words.termCount(); ++term)
        found[words.word(term)] = words.sentencesWith(term);
    EXPECT_EQ(found, (std::map<std::string, std::size_t>{{"two", 1}, {"dogs", 3}, {"cat", 2}}));
    EXPECT_EQ(words.termsOf(0).size(), 3U); // "dogs" counts once
    EXPECT_TRUE(words.termsOf(3).empty());
    EXPECT_TRUE(words.termsOf(4).empty());
}

TEST(TellingWords, AreThoseOfCountingEverything) {
    const std::vector<SentenceItem> sentences = test::captions(600, 1);
    const SentenceWords words(sentences);
    std::vector<std::vector<std::int32_t>> classes(3);
    for (std::int32_t s = 0; s < 600; ++s)
        if (s % 5 != 4) // some stand in no class
            classes[static_cast<std::size_t>(s % 5 == 3 ? 0 : s % 5)].push_back(s);
    const auto found = tellingWords(words, classes, 1000);
    ASSERT_EQ(found.size(), 3U);
    for (std::size_t c = 0; c < 3; ++c) {
        std::map<std::uint32_t, TellingWord> of;
        for (const TellingWord& word : found[c])
            EXPECT_TRUE(of.emplace(word.term, word).second);
        for (std::uint32_t term = 0; term < words.termCount(); ++term) {
            std::size_t inClass = 0, inAll = 0;
            for (std::int32_t s = 0; s < 600; ++s) {
                const auto terms = words.termsOf(static_cast<std::size_t>(s));
                const bool holds = std::ranges::count(terms, term) > 0;
                inAll += holds ? 1U : 0U;
                inClass += holds && std::ranges::count(classes[c], s) > 0 ? 1U : 0U;
            }
            EXPECT_EQ(words.sentencesWith(term), inAll);
            const double share = double(inClass) / double(classes[c].size());
            const double lift = share * 600 / double(inAll);
            ASSERT_EQ(of.contains(term), inClass >= 2 && lift > 1) << words.word(term);
            if (!of.contains(term))
                continue;
            EXPECT_EQ(of[term].sentences, inClass);
            EXPECT_NEAR(of[term].share, share, 1e-12);
            EXPECT_NEAR(of[term].score, share * std::log(lift), 1e-12);
        }
        for (std::size_t w = 1; w < found[c].size(); ++w)
            EXPECT_GE(found[c][w - 1].score, found[c][w].score);
        const auto few = tellingWords(words, classes, 4);
        ASSERT_EQ(few[c].size(), 4U);
        for (std::size_t w = 0; w < 4; ++w)
            EXPECT_EQ(few[c][w].term, found[c][w].term);
    }
}

TEST(TellingWords, OfCaptionsAreTheirSubjectsAndNeverWhatAllSay) {
    // In a language whose stop words nobody listed: every sentence has them.
    std::vector<SentenceItem> sentences;
    const std::vector<std::string> subjects{"hund", "katze", "zug", "boot"};
    std::vector<std::vector<std::int32_t>> classes(subjects.size());
    for (std::int32_t s = 0; s < 400; ++s) {
        const std::size_t c = static_cast<std::size_t>(s) % subjects.size();
        const std::string place = s % 3 == 0   ? " auf der wiese"
                                  : s % 3 == 1 ? " vor einem haus"
                                               : " und ein baum";
        sentences.push_back({"ein " + subjects[c] + " steht da" + place, "caption"});
        classes[c].push_back(s);
    }
    const auto found = tellingWords(SentenceWords(sentences), classes, 10, 3);
    const SentenceWords words(sentences);
    for (std::size_t c = 0; c < subjects.size(); ++c) {
        ASSERT_FALSE(found[c].empty());
        EXPECT_EQ(words.word(found[c].front().term), subjects[c]);
        for (std::size_t w = 1; w < found[c].size(); ++w) // places are spread evenly: all but nothing
            EXPECT_LT(found[c][w].score, 0.02 * found[c].front().score);
    }
}

TEST(TellingWords, OfNoSentencesAreNone) {
    const SentenceWords none{std::span<const SentenceItem>{}};
    EXPECT_TRUE(tellingWords(none, {}, 5).empty());
    const std::vector<std::vector<std::int32_t>> empty(2);
    EXPECT_TRUE(tellingWords(none, empty, 5).at(1).empty());
}

TEST(TellingWords, EndWhenTheyAreStopped) {
    std::stop_source stopped;
    stopped.request_stop();
    const std::vector<SentenceItem> sentences = test::captions(20, 1);
    const std::vector<std::vector<std::int32_t>> classes{{1, 2, 3}};
    const SentenceWords words(sentences);
    EXPECT_THROW(tellingWords(words, classes, 5, 2, stopped.get_token()), Cancelled);
    EXPECT_THROW(SentenceWords(sentences, stopped.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
