#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crossview {

/// The tokenizer of BERT's uncased models (Devlin et al. 2019; Wu et al. 2016): text without control
/// characters, accents and capitals, split at white space, at punctuation and around CJK characters, then
/// each word into the longest pieces that the vocabulary knows. Immutable; safe to use from several threads.
class WordPiece {
public:
    /// Reads a vocabulary: one piece a line, its number is the line's, "##" before what continues a word.
    /// Throws Error naming the file and the line when it is missing, no text, too large, has a piece twice,
    /// or lacks [UNK], [CLS] or [SEP].
    static WordPiece load(const std::filesystem::path& vocabulary);
    /// The same from the content; `name` stands in messages.
    WordPiece(std::string vocabulary, const std::string& name);

    std::size_t size() const { return m_size; }
    /// Numbers of the pieces of a UTF-8 text between [CLS] and [SEP], at most `limit` in all (limit >= 2).
    /// Bytes that are no UTF-8 are left out.
    std::vector<std::int32_t> ids(std::string_view text, std::size_t limit) const;
    /// Whether the vocabulary has any piece of the words in a text; punctuation says nothing.
    bool knowsAny(std::string_view text) const;

private:
    using Pieces = std::unordered_map<std::string_view, std::int32_t>;

    std::int32_t special(const char* piece, const std::string& name) const;
    void appendPieces(std::string_view word, std::vector<std::int32_t>& ids) const;

    std::unique_ptr<const std::string> m_text; // what the keys below point into
    Pieces m_starts;
    Pieces m_continuations; // without their "##"
    std::size_t m_size = 0;
    std::size_t m_longest = 0; // bytes of the longest piece
    std::int32_t m_unknown = 0;
    std::int32_t m_first = 0;
    std::int32_t m_last = 0;
};

} // namespace crossview
