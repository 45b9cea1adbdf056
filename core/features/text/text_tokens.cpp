#include "features/text/text_tokens.h"

#include "common/unicode_text.h"
#include "features/text/words/word_boundaries.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include <libstemmer.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace crossview {
namespace {

/// Words that say nothing about a picture; sorted for the search.
// clang-format off
constexpr std::string_view kStopWords[] = {
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but",
    "by", "can", "do", "does", "etc", "for", "from", "had", "has", "have", "her", "his", "how", "if", "in",
    "into", "is", "it", "its", "my", "nor", "of", "on", "or", "our", "she", "so", "some", "such", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "was", "we",
    "were", "what", "when", "where", "which", "while", "who", "whose", "will", "with", "would", "you",
    "your"};
// clang-format on
static_assert(std::ranges::is_sorted(kStopWords));

bool isStopWord(std::string_view word) {
    return std::ranges::binary_search(kStopWords, word) ||
           (word.size() == 1 && word.front() >= 'a' && word.front() <= 'z');
}

struct StemmerDelete {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

} // namespace

std::vector<Token> textTokens(std::string_view text, bool stem) {
    const std::string folded = foldedText(text);
    // A stemmer has a state and is cheap to make: one per call keeps the function free of locks.
    const std::unique_ptr<sb_stemmer, StemmerDelete> stemmer(stem ? sb_stemmer_new("english", nullptr)
                                                                  : nullptr);
    std::vector<Token> tokens;
    const auto take = [&](std::string word) {
        if (isStopWord(word))
            return;
        std::string term = word;
        if (stemmer) {
            const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
            if (const sb_symbol* found = sb_stemmer_stem(stemmer.get(), bytes, static_cast<int>(word.size())))
                term.assign(reinterpret_cast<const char*>(found),
                            static_cast<std::size_t>(sb_stemmer_length(stemmer.get())));
        }
        tokens.push_back({std::move(word), std::move(term)});
    };
    const auto length = static_cast<std::int32_t>(folded.size());
    std::int32_t position = 0;
    std::int32_t start = -1;
    bool unspaced = false; // the word that has begun holds characters of a script without blanks
    const auto finish = [&](std::int32_t end) {
        if (start < 0)
            return;
        std::string word =
            folded.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start));
        start = -1;
        if (!std::exchange(unspaced, false))
            take(std::move(word));
        else
            for (std::string& each : wordsOfUnspaced(word))
                take(std::move(each));
    };
    while (position < length) {
        const std::int32_t before = position;
        UChar32 character = 0;
        U8_NEXT(folded.data(), position, length, character);
        // Combining marks belong to the letter before them (Devanagari vowels, decomposed accents).
        const bool inWord =
            character >= 0 && (u_isalnum(character) ||
                               (start >= 0 && u_charType(character) <= 8 && u_charType(character) >= 6));
        if (inWord && start < 0)
            start = before;
        unspaced = unspaced || (inWord && isUnspaced(character));
        if (inWord)
            continue;
        finish(before);
        if (character >= 0 && isSign(character)) {
            const auto from = static_cast<std::size_t>(before);
            const std::size_t size = signLength(std::string_view(folded).substr(from));
            take(folded.substr(from, size));
            position = before + static_cast<std::int32_t>(size);
        }
    }
    finish(length);
    return tokens;
}

std::vector<std::string> textTerms(std::string_view text, bool stem, bool bigrams) {
    std::vector<Token> tokens = textTokens(text, stem);
    std::vector<std::string> terms;
    terms.reserve(tokens.size() * (bigrams ? 2 : 1));
    if (bigrams)
        for (std::size_t i = 1; i < tokens.size(); ++i)
            terms.push_back(tokens[i - 1].term + ' ' + tokens[i].term);
    for (Token& token : tokens)
        terms.push_back(std::move(token.term));
    return terms;
}

} // namespace crossview
