#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool isUtf8(std::string_view bytes);

/// Without leading and trailing white space.
std::string_view trimmed(std::string_view text);

/// Splits at every separator; keeps empty parts.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Whole-string number parse that ignores the locale; nothing on any trailing character.
std::optional<double> parseDouble(std::string_view text);
std::optional<long long> parseInteger(std::string_view text);

/// Lower case, NFC, runs of white space folded to one blank (ICU): the identity of a sentence.
std::string foldedText(std::string_view utf8);

} // namespace crossview
