#pragma once

#include <string>
#include <string_view>

namespace crossview {

/// True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool isUtf8(std::string_view bytes);

/// Lower case, NFC, runs of white space folded to one blank (ICU): the identity of a sentence.
std::string foldedText(std::string_view utf8);

} // namespace crossview
