#pragma once

#include <string>
#include <string_view>

namespace crossview {

/// Encodings in which people's text files come.
enum class TextEncoding : unsigned char {
    utf8,
    utf16LittleEndian,
    utf16BigEndian,
    windows1252, ///< Latin-1 is a part of it
    unknown      ///< no text, or text of a code page that cannot be told from others
};
/// "UTF-8", "UTF-16", "Windows-1252", for a person.
const char* toString(TextEncoding encoding);

/// The encoding that a text is written in, by its byte order mark or by its bytes: UTF-16 without a mark has
/// NUL in every other byte; what is not UTF-8, holds no UTF-8 character beyond ASCII and is mostly ASCII is
/// Windows-1252. Text that is UTF-8 up to a few damaged bytes is utf8.
TextEncoding textEncodingOf(std::string_view bytes);

/// The text in UTF-8, without a byte order mark; what the encoding does not define becomes U+FFFD. utf8 and
/// unknown come back byte by byte.
std::string toUtf8(std::string_view bytes, TextEncoding encoding);

} // namespace crossview
