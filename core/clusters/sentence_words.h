#pragma once

#include "dataset/dataset.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// The words of every sentence of a data set, each once: as numbers of terms, which stand for a word in all
/// its forms. Stop words and mere numbers are left out. Immutable.
class SentenceWords {
public:
    SentenceWords() = default;
    /// Reads all sentences; on several threads where there are many. Throws Cancelled.
    explicit SentenceWords(std::span<const SentenceItem> sentences, const std::stop_token& stop = {});

    std::size_t sentenceCount() const { return m_start.size() - 1; }
    std::size_t termCount() const { return m_words.size(); }
    /// Ascending.
    std::span<const std::uint32_t> termsOf(std::size_t sentence) const {
        return {m_terms.data() + m_start[sentence], m_start[sentence + 1] - m_start[sentence]};
    }
    /// Sentences that hold the term.
    std::size_t sentencesWith(std::uint32_t term) const { return m_sentencesWith[term]; }
    /// The term in the form in which it is written most often; in lower case.
    const std::string& word(std::uint32_t term) const { return m_words[term]; }

private:
    std::vector<std::size_t> m_start{0}; // [sentences + 1]
    std::vector<std::uint32_t> m_terms;
    std::vector<std::string> m_words;         // [terms]
    std::vector<std::size_t> m_sentencesWith; // [terms]
};

} // namespace crossview
