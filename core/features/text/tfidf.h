#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
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
    SparseMatrix transposed() const;
};

/// One row: ascending columns with their values.
using SparseRow = std::vector<std::pair<std::int32_t, float>>;

/// Bag of terms weighted by (1 + ln tf) * (1 + ln((1 + n) / (1 + df))) and scaled to length 1. Immutable.
class Tfidf {
public:
    Tfidf() = default;
    /// From stored parts; sizes must agree (std::invalid_argument).
    Tfidf(std::vector<std::string> vocabulary, std::vector<float> idf);
    /// Counts documents (each a list of terms); terms of fewer than minimumCount documents are dropped.
    static Tfidf fit(std::span<const std::vector<std::string>> documents, int minimumCount);

    std::size_t size() const { return m_vocabulary.size(); }
    const std::vector<std::string>& vocabulary() const { return m_vocabulary; } ///< sorted
    const std::vector<float>& idf() const { return m_idf; }
    bool knows(const std::string& term) const { return m_index.contains(term); }
    /// The weighted row of a document; empty when it has no known term.
    SparseRow weigh(std::span<const std::string> terms) const;
    /// Length of that row if unknown terms had columns of their own, as rare as the rarest known one: 1 where
    /// all terms are known, 0 where none is.
    double knownShare(std::span<const std::string> terms) const;

private:
    std::vector<std::string> m_vocabulary;
    std::vector<float> m_idf;
    std::unordered_map<std::string, std::int32_t> m_index;
};

/// Joins rows of `cols` columns.
SparseMatrix joinRows(std::span<const SparseRow> rows, std::size_t cols);

} // namespace crossview
