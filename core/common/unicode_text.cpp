#include "common/unicode_text.h"

#include "common/error.h"
#include "common/text.h"

#include <algorithm>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace crossview {

namespace {

icu::UnicodeString unicode(std::string_view utf8) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
}

icu::UnicodeString composed(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status))
        throw Error("ICU's normalisation data are missing. Reinstall the package libicu72.");
    return nfc->normalize(text, status);
}

bool isAscii(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) < 0; });
}

} // namespace

bool isUtf8(std::string_view bytes) {
    const auto length = static_cast<int32_t>(bytes.size());
    int32_t position = 0;
    while (position < length) {
        UChar32 point = 0;
        U8_NEXT(bytes.data(), position, length, point);
        if (point < 0)
            return false;
    }
    return true;
}

namespace {

/// foldedText of ASCII, without ICU.
std::string foldedAscii(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    bool blank = false;
    for (const char c : text) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            blank = !folded.empty();
            continue;
        }
        if (blank)
            folded.push_back(' ');
        blank = false;
        folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return folded;
}

} // namespace

std::string foldedText(std::string_view utf8) {
    if (isAscii(utf8))
        return foldedAscii(utf8);
    icu::UnicodeString source = unicode(utf8);
    source.toLower(icu::Locale::getRoot());
    const icu::UnicodeString normal = composed(source);
    icu::UnicodeString folded;
    bool blank = false;
    for (int32_t i = 0; i < normal.length(); i = normal.moveIndex32(i, 1)) {
        const UChar32 point = normal.char32At(i);
        if (u_isUWhiteSpace(point)) {
            blank = !folded.isEmpty();
            continue;
        }
        if (blank)
            folded.append(UChar32{' '});
        blank = false;
        folded.append(point);
    }
    std::string text;
    folded.toUTF8String(text);
    return text;
}

std::string foldedName(std::string_view name) {
    if (isAscii(name) || !isUtf8(name)) {
        std::string key(trimmed(name));
        for (char& c : key)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return key;
    }
    icu::UnicodeString visible;
    const icu::UnicodeString source = unicode(name);
    for (int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1))
        if (const UChar32 point = source.char32At(i); u_charType(point) != U_FORMAT_CHAR)
            visible.append(u_isUWhiteSpace(point) ? UChar32{' '} : point);
    visible.trim();
    // Folding may take a composed letter apart, and a composed one may fold in another way than its parts.
    icu::UnicodeString folded = composed(visible);
    folded.foldCase();
    std::string key;
    composed(folded).toUTF8String(key);
    return key;
}

} // namespace crossview
