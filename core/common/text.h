#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// Without leading and trailing white space.
std::string_view trimmed(std::string_view text);

/// Splits at every separator; keeps empty parts.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Whole-string number parse that ignores the locale; nothing on any trailing character.
std::optional<double> parseDouble(std::string_view text);
std::optional<long long> parseInteger(std::string_view text);

/// A text as one word of a shell's command line, e.g. a path that is shown to be pasted there.
std::string shellQuoted(std::string_view text);

} // namespace crossview
