#include "encoders/language/word_piece.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "files/atomic_file.h"

#include <algorithm>

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace crossview {
namespace {

constexpr std::uintmax_t kLargestFile = 64U << 20U; // bytes; BERT's largest vocabulary has 1 MB
constexpr std::size_t kLongestWord = 100;           // characters; a longer word is unknown
constexpr std::string_view kContinues = "##";

bool isDropped(UChar32 character) {
    if (character == '\t' || character == '\n' || character == '\r')
        return false;
    // What has no assignment yet stays, as in the tokenizer that the model was trained with: a newer emoji is
    // an unknown word and not nothing. 0xFFFD stands for broken bytes.
    return character == 0xFFFD ||
           (U_GET_GC_MASK(character) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0;
}

bool isCjk(UChar32 c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

/// BERT counts every ASCII symbol as punctuation ("$", "+", "~"), beyond ASCII only what Unicode calls so.
bool isPunctuation(UChar32 c) {
    if (c < 0x80)
        return c > ' ' && c < 0x7F && !u_isalnum(c);
    return (U_GET_GC_MASK(c) & U_GC_P_MASK) != 0;
}

const icu::Normalizer2& decomposer() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status))
        throw Error("ICU's normalisation data are missing. Reinstall the package libicu72.");
    return *nfd;
}

/// Collects one word after the other and hands each to `use(word)`, until that says stop.
template <typename Use>
class Words {
public:
    explicit Words(Use use) : m_use(std::move(use)) {}

    /// Takes a character of the decomposed text. False when enough was read.
    bool take(UChar32 character) {
        if (u_charType(character) == U_NON_SPACING_MARK)
            return true;
        if (u_isUWhiteSpace(character))
            return finish();
        // One character at a time: only the Greek final sigma would look at its neighbours, and BERT does
        // not.
        const UChar32 lower = u_tolower(character);
        if (isPunctuation(lower)) {
            if (!finish())
                return false;
            append(lower);
            return finish();
        }
        append(lower);
        return true;
    }

    bool finish() {
        if (m_length == 0)
            return true;
        const bool more = m_use(m_length > kLongestWord ? std::string_view() : std::string_view(m_word));
        m_word.clear();
        m_length = 0;
        return more;
    }

private:
    void append(UChar32 character) {
        if (++m_length > kLongestWord) // unknown whatever follows: a text without blanks takes no memory
            return;
        char bytes[U8_MAX_LENGTH];
        std::int32_t size = 0;
        U8_APPEND_UNSAFE(bytes, size, character);
        m_word.append(bytes, static_cast<std::size_t>(size));
    }

    Use m_use;
    std::string m_word;
    std::size_t m_length = 0; // characters
};

/// Hands the words of a text to `use(word)` until it returns false; a word that is too long comes empty.
/// Works character by character: dropping the marks of a canonical decomposition needs no reordering.
template <typename Use>
void forEachWord(std::string_view text, Use use) {
    const icu::Normalizer2& nfd = decomposer();
    Words<Use> words(std::move(use));
    icu::UnicodeString parts;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto takeAll = [&](UChar32 character) {
        if (character < 0xC0 || !nfd.getDecomposition(character, parts))
            return words.take(character);
        for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1))
            if (!words.take(parts.char32At(i)))
                return false;
        return true;
    };
    for (std::size_t position = 0; position < text.size();) {
        UChar32 character = 0;
        U8_NEXT(bytes, position, text.size(), character);
        if (character < 0 || isDropped(character))
            continue;
        const bool alone = isCjk(character);
        if ((alone && !words.finish()) || !takeAll(character) || (alone && !words.finish()))
            return;
    }
    words.finish();
}

} // namespace

WordPiece WordPiece::load(const std::filesystem::path& vocabulary) {
    std::error_code failed;
    const std::uintmax_t bytes = std::filesystem::file_size(vocabulary, failed);
    if (!failed && bytes > kLargestFile)
        throw Error(fmt::format("{} has {} MB: that is no vocabulary. Get the encoder's files again.",
                                vocabulary.string(), bytes >> 20U));
    return {readFile(vocabulary), vocabulary.string()};
}

WordPiece::WordPiece(std::string vocabulary, const std::string& name)
    : m_text(std::make_unique<const std::string>(std::move(vocabulary))) {
    if (!isUtf8(*m_text))
        throw Error(
            fmt::format("{} is no UTF-8 text, so no vocabulary. Get the encoder's files again.", name));
    std::vector<std::string_view> lines = split(*m_text, '\n');
    if (!lines.empty() && lines.back().empty())
        lines.pop_back();
    for (std::string_view piece : lines) {
        if (piece.ends_with('\r'))
            piece.remove_suffix(1);
        const bool continues = piece.size() > kContinues.size() && piece.starts_with(kContinues);
        if (continues)
            piece.remove_prefix(kContinues.size());
        m_longest = std::max(m_longest, piece.size());
        Pieces& pieces = continues ? m_continuations : m_starts;
        if (piece.empty() || !pieces.emplace(piece, static_cast<std::int32_t>(m_size)).second)
            throw Error(fmt::format("Line {} of {} is {}, so this is no vocabulary. Get the encoder's files "
                                    "again.",
                                    m_size + 1, name, piece.empty() ? "empty" : "there twice"));
        ++m_size;
    }
    m_unknown = special("[UNK]", name);
    m_first = special("[CLS]", name);
    m_last = special("[SEP]", name);
}

std::int32_t WordPiece::special(const char* piece, const std::string& name) const {
    const auto found = m_starts.find(piece);
    if (found == m_starts.end())
        throw Error(fmt::format("{} has no line {}, so it is no vocabulary of BERT. Get the encoder's files "
                                "again.",
                                name, piece));
    return found->second;
}

void WordPiece::appendPieces(std::string_view word, std::vector<std::int32_t>& ids) const {
    const std::size_t before = ids.size();
    std::size_t start = 0;
    while (start < word.size()) {
        const Pieces& pieces = start == 0 ? m_starts : m_continuations;
        std::size_t length = std::min(word.size() - start, m_longest);
        auto found = pieces.end();
        for (; length > 0 && found == pieces.end(); --length)
            found = pieces.find(word.substr(start, length));
        if (found == pieces.end()) { // one part without a match makes the whole word unknown
            ids.resize(before);
            break;
        }
        ids.push_back(found->second);
        start += length + 1;
    }
    if (ids.size() == before)
        ids.push_back(m_unknown);
}

bool WordPiece::knowsAny(std::string_view text) const {
    bool known = false;
    std::vector<std::int32_t> pieces;
    forEachWord(text, [&](std::string_view word) {
        if (word.empty()) // too long for a word
            return true;
        UChar32 first = 0;
        std::int32_t at = 0;
        U8_NEXT(word.data(), at, static_cast<std::int32_t>(word.size()), first);
        if (isPunctuation(first))
            return true;
        pieces.clear();
        appendPieces(word, pieces);
        known = pieces.front() != m_unknown;
        return !known;
    });
    return known;
}

std::vector<std::int32_t> WordPiece::ids(std::string_view text, std::size_t limit) const {
    std::vector<std::int32_t> ids{m_first};
    const std::size_t room = std::max<std::size_t>(limit, 2) - 1; // [SEP] takes the last place
    forEachWord(text, [&](std::string_view word) {
        appendPieces(word, ids);
        return ids.size() < room;
    });
    ids.resize(std::min(ids.size(), room));
    ids.push_back(m_last);
    return ids;
}

} // namespace crossview
