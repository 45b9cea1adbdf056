#pragma once

#include "features/components/sparse_matrix.h"
#include "features/text/counted_terms.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossview {

/// One row: ascending columns with their values.
using SparseRow = std::vector<std::pair<std::int32_t, float>>;

/// Bag of terms weighted by (1 + ln tf) * (1 + ln((1 + n) / (1 + df))) and scaled to length 1. Immutable.
class Tfidf {
public:
    Tfidf() = default;
    /// From stored parts; sizes must agree (std::invalid_argument).
    Tfidf(std::vector<std::string> vocabulary, std::vector<float> idf);
    /// From some of the counted texts, the documents; terms of fewer than minimumCount of them are dropped.
    static Tfidf fit(const CountedTerms& counted, std::span<const std::int32_t> documents, int minimumCount);

    std::size_t size() const { return m_vocabulary.size(); }
    const std::vector<std::string>& vocabulary() const { return m_vocabulary; } ///< sorted
    const std::vector<float>& idf() const { return m_idf; }
    bool knows(const std::string& term) const { return m_index.contains(term); }
    /// The weighted row of a document; empty when it has no known term.
    SparseRow weigh(std::span<const std::string> terms) const;
    /// The same for all counted texts: a row each.
    SparseMatrix weigh(const CountedTerms& counted) const;
    /// Length of that row if unknown terms had columns of their own, as rare as the rarest known one: 1 where
    /// all terms are known, 0 where none is.
    double knownShare(std::span<const std::string> terms) const;
    /// The same for all counted texts.
    std::vector<float> knownShares(const CountedTerms& counted) const;

private:
    /// The column of each counted term; -1 for one that is not known.
    std::vector<std::int32_t> columnsOf(const CountedTerms& counted) const;

    std::vector<std::string> m_vocabulary;
    std::vector<float> m_idf;
    std::unordered_map<std::string, std::int32_t> m_index;
};

} // namespace crossview
