#include "features/text/words/word_table.h"

#include "common/unicode_text.h"
#include "features/text/words/word_tokens.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kShortestMended = 6; // letters: of shorter words too many are near to each other

/// As it is written, in lower case, capitalised.
std::vector<std::string> spellingsOf(std::string_view word) {
    std::vector<std::string> spellings{std::string(word)};
    std::string lower = foldedText(word);
    if (lower != word)
        spellings.push_back(lower);
    if (!lower.empty() && lower.front() >= 'a' && lower.front() <= 'z') {
        lower.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(lower.front())));
        if (lower != word)
            spellings.push_back(std::move(lower));
    }
    return spellings;
}

bool isOfLetters(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

} // namespace

WordTable::WordTable(WordVectors vectors) : m_vectors(std::move(vectors)) {
    m_rows.reserve(m_vectors.words.size());
    for (std::size_t i = 0; i < m_vectors.words.size(); ++i)
        m_rows.try_emplace(m_vectors.words[i], static_cast<std::int32_t>(i));
}

std::int32_t WordTable::row(std::string_view word) const {
    for (const std::string& spelling : spellingsOf(word))
        if (const auto found = m_rows.find(spelling); found != m_rows.end())
            return found->second;
    return rowOfMended(foldedText(word));
}

std::int32_t WordTable::rowOfMended(const std::string& word) const {
    std::int32_t best = -1;
    const auto look = [&](const std::string& near) {
        const auto found = m_rows.find(near);
        if (found != m_rows.end() && (best < 0 || found->second < best))
            best = found->second;
    };
    if (word.size() < kShortestMended || !isOfLetters(word))
        return best;
    std::string near;
    for (std::size_t i = 0; i <= word.size(); ++i) {
        if (i < word.size())
            look((near = word).erase(i, 1));
        if (i + 1 < word.size()) {
            near = word;
            std::swap(near[i], near[i + 1]);
            look(near);
        }
        near = word;
        near.insert(i, 1, 'a');
        for (; near[i] <= 'z'; ++near[i])
            look(near);
    }
    return best;
}

WordsFound WordTable::find(std::string_view text) const {
    WordsFound found;
    for (std::string& word : wordsAsWritten(text)) {
        if (const std::int32_t whole = row(word); whole >= 0) {
            found.rows.push_back(whole);
            continue;
        }
        bool known = false;
        for (const std::string& piece : wordPieces(word))
            if (const std::int32_t part = row(piece); part >= 0) {
                found.rows.push_back(part);
                known = true;
            }
        if (!known)
            found.unknown.push_back(std::move(word));
    }
    return found;
}

void addSpellings(std::string_view text, std::unordered_set<std::string>& spellings) {
    for (const std::string& word : wordsAsWritten(text)) {
        for (std::string& spelling : spellingsOf(word))
            spellings.insert(std::move(spelling));
        for (const std::string& piece : wordPieces(word))
            for (std::string& spelling : spellingsOf(piece))
                spellings.insert(std::move(spelling));
    }
}

} // namespace crossview
