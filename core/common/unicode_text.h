#pragma once

#include <string>
#include <string_view>

namespace crossview {

/// True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool isUtf8(std::string_view bytes);

/// Lower case, NFC, runs of white space folded to one blank (ICU): the identity of a sentence.
std::string foldedText(std::string_view utf8);

/// The key under which spellings of one file name meet: case folded (ß is ss), NFC, without invisible
/// characters (zero-width blanks and joiners, marks of direction) and without white space at the ends. Bytes
/// that are no UTF-8 only get their ASCII letters in lower case.
std::string foldedName(std::string_view name);

} // namespace crossview
