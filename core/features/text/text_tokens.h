#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// One word of a text.
struct Token {
    std::string word; ///< as written, in lower case
    std::string term; ///< what is counted: its stem, or the word itself
};

/// The words of a UTF-8 text that carry meaning: runs of letters and digits in lower case without stop words
/// and single Latin letters; a possessive 's falls. Runs of scripts without blanks (Chinese, Japanese, Thai,
/// …) are taken apart into words (word_boundaries.h); emoji and signs are words. `stem` applies the Snowball
/// English stemmer.
std::vector<Token> textTokens(std::string_view text, bool stem);

/// The terms of a text, as counted: those of its tokens, and with `bigrams` also each neighbouring pair "a
/// b".
std::vector<std::string> textTerms(std::string_view text, bool stem, bool bigrams);

} // namespace crossview
