#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace crossview {

/// A text as a person may see it, whatever file it came from: control characters (C0, DEL, C1) and those that
/// turn the direction of writing around (U+202A–U+202E, U+2066–U+2069) are written out as "\u001b", bytes
/// that are no UTF-8 as "\xff". In JSON the former mean the same as before. Line breaks and tabs stay.
std::string visibleText(std::string_view text);

/// The same for what belongs in one line: line breaks and tabs are written out, too.
std::string visibleLine(std::string_view text);

/// Writes visibleText and a line break: the one way of texts to a terminal, a pipe or a log.
void writeVisibleLine(std::FILE* stream, std::string_view text);

} // namespace crossview
