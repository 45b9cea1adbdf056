#include "features/text/words/word_tokens.h"

#include "features/text/words/word_boundaries.h"

#include <cstdint>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace crossview {
namespace {

constexpr UChar32 kHyphen = 0x2010;
constexpr UChar32 kFirmHyphen = 0x2011;
constexpr UChar32 kApostrophe = 0x2019;

bool joinsPieces(UChar32 character) {
    return character == '-' || character == '+' || character == '\'' || character == kHyphen ||
           character == kFirmHyphen || character == kApostrophe;
}

bool endsWord(UChar32 character) {
    if (character < 0) // no UTF-8
        return true;
    if (character < 0x80)
        return character <= ' ' || character == 0x7F ||
               std::string_view(".,;:?!\"&()[]{}<>=/\\").find(static_cast<char>(character)) !=
                   std::string_view::npos;
    return u_isUWhiteSpace(character) || u_iscntrl(character) ||
           (u_ispunct(character) && !joinsPieces(character));
}

} // namespace

std::vector<std::string> wordsAsWritten(std::string_view text) {
    std::vector<std::string> words;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<std::int32_t>(text.size());
    std::int32_t start = -1;
    bool unspaced = false; // the word that has begun holds characters of a script without blanks
    const auto finish = [&](std::int32_t end) {
        const bool takeApart = std::exchange(unspaced, false);
        const std::int32_t begin = std::exchange(start, -1);
        if (begin < 0)
            return;
        const std::string_view word =
            text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        if (!takeApart)
            words.emplace_back(word);
        else
            for (std::string& each : wordsOfUnspaced(word))
                words.push_back(std::move(each));
    };
    for (std::int32_t position = 0; position < length;) {
        const std::int32_t before = position;
        UChar32 character = 0;
        U8_NEXT(bytes, position, length, character);
        if (endsWord(character)) {
            finish(before);
        } else if (isSign(character)) {
            finish(before);
            const std::size_t size = signLength(text.substr(static_cast<std::size_t>(before)));
            words.emplace_back(text.substr(static_cast<std::size_t>(before), size));
            position = before + static_cast<std::int32_t>(size);
        } else {
            start = start < 0 ? before : start;
            unspaced = unspaced || isUnspaced(character);
        }
    }
    finish(length);
    return words;
}

std::vector<std::string> wordPieces(std::string_view word) {
    std::vector<std::string> pieces;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(word.data());
    const auto length = static_cast<std::int32_t>(word.size());
    std::string piece;
    const auto finish = [&] {
        if (!piece.empty() && piece != "s")
            pieces.push_back(std::move(piece));
        piece.clear();
    };
    for (std::int32_t position = 0; position < length;) {
        const std::int32_t before = position;
        UChar32 character = 0;
        U8_NEXT(bytes, position, length, character);
        if (joinsPieces(character) || (character >= '0' && character <= '9'))
            finish();
        else
            piece +=
                word.substr(static_cast<std::size_t>(before), static_cast<std::size_t>(position - before));
    }
    finish();
    return pieces;
}

} // namespace crossview
