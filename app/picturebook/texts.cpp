#include "texts.h"

#include "common/text.h"
#include "common/unicode_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace crossview {
namespace {

// The texts are UTF-8; only ASCII letters and digits take part in these rules, other bytes stand.
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLower(char c) {
    return c >= 'a' && c <= 'z';
}
bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool isLetter(char c) {
    return isLower(c) || isUpper(c) || static_cast<unsigned char>(c) >= 0x80;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (isUpper(c))
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> all;
    for (const std::string_view word : split(text, ' '))
        if (!word.empty())
            all.emplace_back(word);
    return all;
}

std::string join(std::span<const std::string> parts, std::string_view between) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty())
            text += between;
        text += part;
    }
    return text;
}

/// One line, blanks for white space and control characters; entities that were escaped twice are decoded.
std::string oneLine(std::string_view raw) {
    std::string text(raw);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities{
        {{"&amp;", "&"}, {"&#39;", "'"}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}}};
    for (const auto& [entity, plain] : kEntities)
        for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
            text.replace(at, entity.size(), plain);
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            c = ' ';
    return join(words(text), " ");
}

/// "FatherChristmas" -> "Father Christmas"; "UNICEFLogo" -> "UNICEF Logo".
std::string splitCamelCase(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool follows = i > 0 && isUpper(text[i]);
        const bool afterLower = follows && isLower(text[i - 1]);
        const bool endOfCapitals =
            follows && isUpper(text[i - 1]) && i + 1 < text.size() && isLower(text[i + 1]) && i >= 2;
        if (afterLower || endOfCapitals)
            out += ' ';
        out += text[i];
    }
    return out;
}

/// Removes what says where a title comes from: "Clip art by X - baloon" -> "baloon".
std::string withoutOrigin(std::string text) {
    const std::string folded = lower(text);
    for (const std::string_view start : {"clipart by ", "clip art by "})
        if (folded.starts_with(start)) {
            const auto dash = text.find(" - ");
            return dash == std::string::npos ? std::string{} : text.substr(dash + 3);
        }
    if (const auto part = folded.find("part of the "); part != std::string::npos)
        return text.substr(0, part);
    return text;
}

/// "Telefono (email: a@b.it)" -> "Telefono".
std::string withoutAddress(std::string text) {
    const auto at = text.find('@');
    const auto open = text.rfind('(', at);
    const auto close = text.find(')', at);
    if (at != std::string::npos && open != std::string::npos && close != std::string::npos)
        text.erase(open, close - open + 1);
    return text;
}

std::string withoutEnding(std::string text) {
    const std::string folded = lower(text);
    for (const std::string_view ending : {".svg", ".png", ".eps", ".ai"})
        if (folded.ends_with(ending))
            text.resize(text.size() - ending.size());
    return text;
}

/// A word without digits at its end ("drum1"); empty for a number, a version and for "clipart".
std::string cleanWord(const std::string& word) {
    constexpr std::array<std::string_view, 10> kSaysNothing{"icon",        "icons",  "clipart", "cliparts",
                                                            "openclipart", "svg",    "png",     "submission",
                                                            "sibmission",  "iconset"};
    std::size_t size = word.size();
    while (size > 0 && isDigit(word[size - 1]))
        --size;
    const auto letters =
        std::count_if(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(size), isLetter);
    const bool anyDigit = std::any_of(word.begin(), word.end(), isDigit);
    if (anyDigit && letters < 2)
        return {};
    const std::string bare = size < word.size() && letters >= 3 ? word.substr(0, size) : word;
    const std::string folded = lower(bare);
    if (std::find(kSaysNothing.begin(), kSaysNothing.end(), folded) != kSaysNothing.end())
        return {};
    return bare;
}

std::string trimPunctuation(std::string text) {
    constexpr std::string_view kLoose = " -_,.:;#*/+=~\"'";
    const auto first = text.find_first_not_of(kLoose);
    if (first == std::string::npos)
        return {};
    text = text.substr(first, text.find_last_not_of(kLoose) - first + 1);
    return text;
}

/// Blanks for underscores and dots between words, "clip art" out, words cleaned.
std::string cleanWords(std::string text) {
    std::replace(text.begin(), text.end(), '_', ' ');
    text = splitCamelCase(text);
    for (const std::string_view phrase : {"clip art", "()", "( )"})
        for (auto at = lower(text).find(phrase); at != std::string::npos; at = lower(text).find(phrase))
            text.erase(at, phrase.size());
    std::vector<std::string> kept;
    for (const std::string& word : words(text)) {
        std::string plain = lower(word) == "bw" ? "black and white" : cleanWord(word);
        if (!plain.empty())
            kept.push_back(std::move(plain));
    }
    std::string clean = join(kept, " ");
    if (std::count(clean.begin(), clean.end(), '(') != std::count(clean.begin(), clean.end(), ')'))
        std::erase_if(clean, [](char c) { return c == '(' || c == ')'; }); // "(2 scoops)" lost its number
    return trimPunctuation(std::move(clean));
}

bool hasLetters(std::string_view text) {
    return std::count_if(text.begin(), text.end(), isLetter) >= 2;
}

/// True when a token of a file name is (the beginning of) one of the author's names.
bool namesAuthor(const std::string& token, std::span<const std::string> authors) {
    for (const std::string& author : authors) {
        std::string folded = lower(author);
        for (char& c : folded)
            if (!isLetter(c) && !isDigit(c) && c != '-')
                c = ' ';
        for (const std::string& name : words(folded)) {
            const bool begins = name.starts_with(token) && (token.size() >= 3 || name.size() <= 3);
            if (begins || (name.size() >= 4 && token.starts_with(name)))
                return true;
        }
    }
    return false;
}

} // namespace

std::string cleanTitle(std::string_view raw) {
    const std::string title = cleanWords(withoutEnding(withoutAddress(withoutOrigin(oneLine(raw)))));
    return hasLetters(title) ? title : std::string{};
}

std::string titleFromFileName(std::string_view stem, std::span<const std::string> authors) {
    std::string text(stem);
    std::replace(text.begin(), text.end(), '_', ' ');
    if (std::count(text.begin(), text.end(), '-') > 0 && text.find(' ') == std::string::npos)
        std::replace(text.begin(), text.end(), '-', ' ');
    std::vector<std::string> parts = words(text);
    // The end of the name is cut at a fixed length and numbered: "…_nicu_bucul_01", "…_linda_kim_r".
    std::size_t author = parts.size();
    for (std::size_t i = parts.size(); i-- > 1;) {
        const std::string token = lower(parts[i]);
        if (namesAuthor(token, authors))
            author = i;
        else if (token.size() > 2 && !std::all_of(token.begin(), token.end(), isDigit))
            break;
    }
    parts.resize(author);
    const std::string title = cleanWords(join(parts, " "));
    return hasLetters(title) ? title : std::string{};
}

std::optional<std::string> cleanKeyword(std::string_view raw) {
    constexpr std::array<std::string_view, 22> kStop{"hash",
                                                     "unsorted",
                                                     "clip art",
                                                     "clipart",
                                                     "image",
                                                     "images",
                                                     "media",
                                                     "public domain",
                                                     "publicdomain",
                                                     "externalsource",
                                                     "external source",
                                                     "png",
                                                     "svg",
                                                     "vector",
                                                     "icon",
                                                     "icons",
                                                     "appicon",
                                                     "signs and symbols",
                                                     "miscellany",
                                                     "work",
                                                     "hidden",
                                                     "subnational"};
    std::string text = oneLine(raw);
    std::replace(text.begin(), text.end(), '_', ' ');
    text = trimPunctuation(join(words(text), " "));
    const std::string folded = lower(text);
    if (!hasLetters(text) || text.size() > 60 || folded.find("0x") != std::string::npos ||
        folded.starts_with("hash(") || std::find(kStop.begin(), kStop.end(), folded) != kStop.end())
        return std::nullopt;
    return text;
}

std::optional<std::string> cleanDescription(std::string_view raw) {
    std::string text = oneLine(raw);
    const std::string folded = lower(text);
    for (const std::string_view address : {"@", "http:", "https:", "www.", "0x"})
        if (folded.find(address) != std::string::npos)
            return std::nullopt;
    const auto parts = words(text);
    const auto spoken = std::count_if(parts.begin(), parts.end(), [](const std::string& word) {
        return std::any_of(word.begin(), word.end(), isLetter);
    });
    if (spoken < 3)
        return std::nullopt;
    return text;
}

void TextList::add(std::string_view text, std::string_view kind) {
    std::string folded = foldedText(text);
    if (folded.empty() || std::find(m_folded.begin(), m_folded.end(), folded) != m_folded.end())
        return;
    m_folded.push_back(std::move(folded));
    m_texts.push_back({oneLine(text), std::string(kind)});
}

void TextList::addKeywords(std::span<const std::string> keywords, std::string_view name) {
    std::vector<std::string> seen{foldedText(name)};
    std::vector<std::string> kept;
    for (const std::string& keyword : keywords) {
        std::string folded = foldedText(keyword);
        if (folded.empty() || std::find(seen.begin(), seen.end(), folded) != seen.end())
            continue;
        seen.push_back(std::move(folded));
        kept.push_back(keyword);
    }
    add(join(kept, ", "), "keywords");
}

void TextList::addSense(const std::optional<Sense>& sense) {
    if (!sense)
        return;
    add(sense->gloss, "gloss");
    std::vector<std::string> all = sense->synonyms;
    all.insert(all.end(), sense->broader.begin(), sense->broader.end());
    add(join(all, ", "), "synonyms");
}

} // namespace crossview
