#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The words of a UTF-8 text as they are written, in their order: split at white space and at
/// .,;:?!"&()[]{}<>=/\ as Klein et al.'s code does, and at punctuation beyond ASCII; the case is kept.
/// Hyphens, apostrophes and digits stay in words. Runs of scripts without blanks are taken apart into words,
/// emoji and signs are words (word_boundaries.h).
std::vector<std::string> wordsAsWritten(std::string_view text);

/// What a word that has no vector is made of: its pieces between - + ' and digits, without a lone "s"; the
/// word itself where it has none of these. May be empty.
std::vector<std::string> wordPieces(std::string_view word);

} // namespace crossview
