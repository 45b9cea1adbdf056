#pragma once

#include "features/text/counted_terms.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossview {

/// Rows of (column, value), stored one after the other.
struct SparseMatrix {
    std::size_t cols = 0;
    std::vector<std::size_t> start{0}; ///< [rows + 1]
    std::vector<std::int32_t> columns; ///< ascending within a row
    std::vector<float> values;

    std::size_t rows() const { return start.size() - 1; }
    void append(std::int32_t column, float value) {
        columns.push_back(column);
        values.push_back(value);
    }
    /// What was appended since the last end is a row.
    void endRow() { start.push_back(columns.size()); }
};

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
