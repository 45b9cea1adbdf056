#include "features/text/words/word_boundaries.h"

#include "common/error.h"

#include <memory>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace crossview {
namespace {

/// A break iterator has a state: every call takes a copy of one that nobody moves.
std::unique_ptr<icu::BreakIterator> wordBreaks() {
    static const std::unique_ptr<const icu::BreakIterator> kBreaks = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<const icu::BreakIterator> made(
            icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
        if (U_FAILURE(status))
            throw Error("ICU's rules for words are missing. Reinstall the package libicu72.");
        return made;
    }();
    return std::unique_ptr<icu::BreakIterator>(kBreaks->clone());
}

bool isRegionalIndicator(UChar32 character) {
    return character >= 0x1F1E6 && character <= 0x1F1FF;
}

/// What changes or joins the sign before it.
bool continuesSign(UChar32 character) {
    constexpr UChar32 kJoiner = 0x200D;
    constexpr UChar32 kKeycap = 0x20E3;
    const bool isTag = character >= 0xE0020 && character <= 0xE007F;
    return character == kJoiner || character == kKeycap || isTag ||
           u_hasBinaryProperty(character, UCHAR_VARIATION_SELECTOR) ||
           u_hasBinaryProperty(character, UCHAR_EMOJI_MODIFIER);
}

} // namespace

bool isUnspaced(std::int32_t character) {
    if (character < 0x0E00) // Thai is the first of them
        return false;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(character, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return true;
    default:
        return character == 0x30FC; // the long vowel of Japanese belongs to no script
    }
}

std::vector<std::string> wordsOfUnspaced(std::string_view run) {
    const auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(run.data(), static_cast<std::int32_t>(run.size())));
    const std::unique_ptr<icu::BreakIterator> breaks = wordBreaks();
    breaks->setText(text);
    std::vector<std::string> words;
    for (std::int32_t begin = breaks->first(), end = breaks->next(); end != icu::BreakIterator::DONE;
         begin = end, end = breaks->next())
        text.tempSubStringBetween(begin, end).toUTF8String(words.emplace_back());
    return words;
}

bool isSign(std::int32_t character) {
    if (character < 0x80)
        return false;
    const std::uint32_t kind = U_GET_GC_MASK(character);
    return (kind & (U_GC_SO_MASK | U_GC_SC_MASK | U_GC_SM_MASK)) != 0 ||
           u_hasBinaryProperty(character, UCHAR_EMOJI_PRESENTATION);
}

std::size_t signLength(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    std::int32_t end = 0;
    UChar32 before = 0;
    U8_NEXT(bytes, end, size, before);
    const bool flag = isRegionalIndicator(before);
    for (std::int32_t next = end; next < size; end = next) {
        UChar32 character = 0;
        U8_NEXT(bytes, next, size, character);
        const bool secondOfFlag = flag && isRegionalIndicator(character) && isRegionalIndicator(before);
        const bool joined = before == 0x200D && isSign(character);
        if (!secondOfFlag && !joined && !continuesSign(character))
            break;
        before = secondOfFlag ? 0 : character; // a flag has two letters
    }
    return static_cast<std::size_t>(end);
}

} // namespace crossview
