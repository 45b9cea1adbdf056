#include "common/unicode_text.h"

#include "common/error.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace crossview {

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

std::string foldedText(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status))
        throw Error("ICU's normalisation data are missing. Reinstall the package libicu72.");
    auto source =
        icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
    source.toLower(icu::Locale::getRoot());
    const icu::UnicodeString normal = nfc->normalize(source, status);
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

} // namespace crossview
