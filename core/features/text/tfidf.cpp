#include "features/text/tfidf.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

namespace crossview {

SparseMatrix SparseMatrix::transposed() const {
    SparseMatrix result;
    result.cols = rows();
    result.start.assign(cols + 1, 0);
    result.columns.resize(columns.size());
    result.values.resize(values.size());
    for (const std::int32_t column : columns)
        ++result.start[static_cast<std::size_t>(column) + 1];
    for (std::size_t c = 0; c < cols; ++c)
        result.start[c + 1] += result.start[c];
    std::vector<std::size_t> next(result.start.begin(), result.start.end() - 1);
    for (std::size_t r = 0; r < rows(); ++r)
        for (std::size_t i = start[r]; i < start[r + 1]; ++i) {
            const std::size_t place = next[static_cast<std::size_t>(columns[i])]++;
            result.columns[place] = static_cast<std::int32_t>(r);
            result.values[place] = values[i];
        }
    return result;
}

SparseMatrix joinRows(std::span<const SparseRow> rows, std::size_t cols) {
    SparseMatrix matrix;
    matrix.cols = cols;
    for (const SparseRow& row : rows) {
        for (const auto& [column, value] : row) {
            matrix.columns.push_back(column);
            matrix.values.push_back(value);
        }
        matrix.start.push_back(matrix.columns.size());
    }
    return matrix;
}

Tfidf::Tfidf(std::vector<std::string> vocabulary, std::vector<float> idf)
    : m_vocabulary(std::move(vocabulary)), m_idf(std::move(idf)) {
    if (m_vocabulary.size() != m_idf.size())
        throw std::invalid_argument("a vocabulary and its weights differ in length");
    for (std::size_t i = 0; i < m_vocabulary.size(); ++i)
        m_index.emplace(m_vocabulary[i], static_cast<std::int32_t>(i));
}

Tfidf Tfidf::fit(std::span<const std::vector<std::string>> documents, int minimumCount) {
    std::map<std::string, int> counts;
    for (const auto& terms : documents)
        for (const std::string& term : std::set<std::string>(terms.begin(), terms.end()))
            ++counts[term];
    std::vector<std::string> vocabulary;
    std::vector<float> idf;
    for (const auto& [term, count] : counts)
        if (count >= minimumCount) {
            vocabulary.push_back(term);
            idf.push_back(static_cast<float>(
                1 + std::log((1.0 + static_cast<double>(documents.size())) / (1.0 + count))));
        }
    return {std::move(vocabulary), std::move(idf)};
}

double Tfidf::knownShare(std::span<const std::string> terms) const {
    std::map<std::string_view, int> counts;
    for (const std::string& term : terms)
        ++counts[term];
    const double rarest = m_idf.empty() ? 1.0 : double{*std::max_element(m_idf.begin(), m_idf.end())};
    double known = 0;
    double all = 0;
    for (const auto& [term, count] : counts) {
        const auto found = m_index.find(std::string(term));
        const double idf =
            found == m_index.end() ? rarest : double{m_idf[static_cast<std::size_t>(found->second)]};
        const double square = std::pow((1 + std::log(count)) * idf, 2);
        all += square;
        known += found == m_index.end() ? 0 : square;
    }
    return all > 0 ? std::sqrt(known / all) : 0;
}

SparseRow Tfidf::weigh(std::span<const std::string> terms) const {
    std::map<std::int32_t, int> counts;
    for (const std::string& term : terms)
        if (const auto found = m_index.find(term); found != m_index.end())
            ++counts[found->second];
    SparseRow row;
    double square = 0;
    for (const auto& [column, count] : counts) {
        const double value =
            (1 + std::log(count)) * static_cast<double>(m_idf[static_cast<std::size_t>(column)]);
        row.emplace_back(column, static_cast<float>(value));
        square += value * value;
    }
    for (auto& [column, value] : row)
        value = static_cast<float>(static_cast<double>(value) / std::sqrt(square));
    return row;
}

} // namespace crossview
