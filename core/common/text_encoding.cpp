#include "common/text_encoding.h"

#include "common/unicode_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <unicode/stringpiece.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

namespace crossview {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
constexpr std::string_view kLittleEndianMark = "\xff\xfe";
constexpr std::string_view kBigEndianMark = "\xfe\xff";
constexpr std::size_t kLooked = std::size_t{1} << 16; // bytes that tell UTF-16

unsigned char byteOf(char c) {
    return static_cast<unsigned char>(c);
}

/// What Windows-1252 makes of 0x80 to 0x9F; 0 where it defines nothing.
// clang-format off
constexpr std::array<char16_t, 32> kWindows1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
// clang-format on

/// Text of two bytes a character: in Western text one of each pair is NUL, in any text hardly the other.
TextEncoding utf16Without(std::string_view bytes) {
    const std::string_view head = bytes.substr(0, kLooked);
    std::array<std::size_t, 2> nuls{};
    for (std::size_t i = 0; i < head.size(); ++i)
        nuls[i % 2] += head[i] == '\0' ? 1 : 0;
    const std::size_t pairs = head.size() / 2;
    if (pairs < 2)
        return TextEncoding::unknown;
    if (nuls[1] * 2 > pairs && nuls[0] * 20 < pairs)
        return TextEncoding::utf16LittleEndian;
    if (nuls[0] * 2 > pairs && nuls[1] * 20 < pairs)
        return TextEncoding::utf16BigEndian;
    return TextEncoding::unknown;
}

/// Bytes beyond ASCII: how many form UTF-8 characters, and how many do not.
struct HighBytes {
    std::size_t valid = 0;
    std::size_t invalid = 0;
};

HighBytes highBytes(std::string_view bytes) {
    HighBytes high;
    const auto length = static_cast<std::int64_t>(bytes.size());
    std::int64_t position = 0;
    while (position < length) {
        if (byteOf(bytes[static_cast<std::size_t>(position)]) < 0x80) {
            ++position;
            continue;
        }
        const std::int64_t before = position;
        UChar32 point = 0;
        U8_NEXT(bytes.data(), position, length, point);
        const auto passed = static_cast<std::size_t>(position - before);
        (point < 0 ? high.invalid : high.valid) += passed;
    }
    return high;
}

std::string fromUtf16(std::string_view bytes, bool littleEndian) {
    icu::UnicodeString text;
    const std::size_t pairs = bytes.size() / 2;
    for (std::size_t i = 0; i < pairs; ++i) {
        const unsigned first = byteOf(bytes[2 * i]);
        const unsigned second = byteOf(bytes[2 * i + 1]);
        text.append(static_cast<char16_t>(littleEndian ? first | second << 8U : first << 8U | second));
    }
    std::string utf8;
    text.toUTF8String(utf8); // a lone surrogate becomes U+FFFD
    return utf8;
}

void append(std::string& text, char16_t point) {
    std::array<char, 4> buffer{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(buffer.data(), length, point);
    text.append(buffer.data(), length);
}

std::string fromWindows1252(std::string_view bytes) {
    constexpr char16_t kUndefined = 0xFFFD;
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const unsigned char byte = byteOf(c);
        if (byte < 0x80)
            text += c;
        else if (byte >= 0xA0)
            append(text, byte);
        else
            append(text, kWindows1252.at(byte - 0x80U) == 0 ? kUndefined : kWindows1252.at(byte - 0x80U));
    }
    return text;
}

} // namespace

const char* toString(TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::utf8:
        return "UTF-8";
    case TextEncoding::utf16LittleEndian:
    case TextEncoding::utf16BigEndian:
        return "UTF-16";
    case TextEncoding::windows1252:
        return "Windows-1252";
    case TextEncoding::unknown:
        break;
    }
    return "an unknown encoding";
}

TextEncoding textEncodingOf(std::string_view bytes) {
    if (bytes.starts_with(kUtf8Mark))
        return TextEncoding::utf8;
    if (bytes.starts_with(kLittleEndianMark))
        return TextEncoding::utf16LittleEndian;
    if (bytes.starts_with(kBigEndianMark))
        return TextEncoding::utf16BigEndian;
    if (bytes.find('\0') != std::string_view::npos)
        if (const TextEncoding wide = utf16Without(bytes); wide != TextEncoding::unknown)
            return wide;
    const HighBytes high = highBytes(bytes);
    if (high.invalid == 0 || high.valid > high.invalid)
        return TextEncoding::utf8;
    // Western text is mostly ASCII; Russian in Windows-1251 or Japanese in Shift-JIS is not.
    const bool western = high.valid == 0 && high.invalid * 3 < bytes.size();
    return western ? TextEncoding::windows1252 : TextEncoding::unknown;
}

std::string toUtf8(std::string_view bytes, TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::utf16LittleEndian:
        return fromUtf16(bytes.starts_with(kLittleEndianMark) ? bytes.substr(2) : bytes, true);
    case TextEncoding::utf16BigEndian:
        return fromUtf16(bytes.starts_with(kBigEndianMark) ? bytes.substr(2) : bytes, false);
    case TextEncoding::windows1252:
        return fromWindows1252(bytes);
    case TextEncoding::utf8:
    case TextEncoding::unknown:
        break;
    }
    return std::string(bytes.starts_with(kUtf8Mark) ? bytes.substr(kUtf8Mark.size()) : bytes);
}

} // namespace crossview
