#pragma once

#include "clusters/sentence_words.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// A word that tells of a class of sentences.
struct TellingWord {
    std::uint32_t term = 0;    ///< of SentenceWords
    std::size_t sentences = 0; ///< of the class, that hold it
    double share = 0;          ///< of the class's sentences
    /// Class-based tf-idf: the share, times the logarithm of how many times the share among all sentences it
    /// is. What every class has, stop words of any language among it, scores nothing.
    double score = 0;
};

/// Per class (numbers of sentences, each once) its `most` most telling words, best first and equal ones by
/// term; only those that it has more often than the rest, and in at least `leastSentences` sentences. Throws
/// Cancelled.
std::vector<std::vector<TellingWord>> tellingWords(const SentenceWords& words,
                                                   std::span<const std::vector<std::int32_t>> classes,
                                                   std::size_t most, std::size_t leastSentences = 2,
                                                   const std::stop_token& stop = {});

} // namespace crossview
