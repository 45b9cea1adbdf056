#pragma once

#include "features/text/words/word_vectors.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace crossview {

/// Words of a text among those of a table.
struct WordsFound {
    std::vector<std::int32_t> rows;   ///< of the table, in the order of the text; repeated as the words are
    std::vector<std::string> unknown; ///< words of which it knows nothing
};

/// A vector for each word, and how the words of a text find theirs. Immutable.
class WordTable {
public:
    WordTable() = default;
    explicit WordTable(WordVectors vectors);

    std::size_t size() const { return m_vectors.words.size(); }
    std::size_t dimensions() const { return m_vectors.vectors.cols(); }
    const std::vector<std::string>& words() const { return m_vectors.words; }
    const Matrix& vectors() const { return m_vectors.vectors; } ///< [size, dimensions]

    /// A word is looked for as it is written, then in lower case, then capitalised; then its spelling is
    /// mended: of six letters or more, to the most frequent word that is one letter longer or shorter or has
    /// two neighbouring letters exchanged; at last its pieces (wordPieces) are looked for in the same way.
    WordsFound find(std::string_view text) const;

private:
    /// Row of a word by one of the spellings; -1 where there is none.
    std::int32_t row(std::string_view word) const;
    std::int32_t rowOfMended(const std::string& word) const;

    WordVectors m_vectors;
    std::unordered_map<std::string, std::int32_t> m_rows;
};

/// Adds every spelling under which a word of the text, or a piece of it, is looked for, but for mended ones.
void addSpellings(std::string_view text, std::unordered_set<std::string>& spellings);

} // namespace crossview
