#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// True for a character of a script that writes words without blanks between them: Chinese and Japanese,
/// Thai, Lao, Khmer, Burmese.
bool isUnspaced(std::int32_t character);

/// The words of a run of letters and digits that holds such characters, by ICU's dictionaries (Unicode
/// Standard Annex 29).
std::vector<std::string> wordsOfUnspaced(std::string_view run);

/// True for a sign that says something by itself: an emoji, ♥, →, €. Not for ASCII and punctuation.
bool isSign(std::int32_t character);

/// Bytes of the emoji or sign at the beginning of a text, with all that belongs to it: tones of skin,
/// joiners, variation selectors, the second letter of a flag.
std::size_t signLength(std::string_view text);

} // namespace crossview
