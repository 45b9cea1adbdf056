#include "features/text/tfidf.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string_view>

namespace crossview {

namespace {

double weightOf(int times, double idf) {
    return (1 + std::log(times)) * idf;
}

/// Scales weights to a row of length 1 and gives each to `take` with its column.
template <typename Take>
void unitRow(std::span<const std::pair<std::int32_t, double>> weights, const Take& take) {
    double square = 0;
    for (const auto& [column, weight] : weights)
        square += weight * weight;
    for (const auto& [column, weight] : weights)
        take(column, static_cast<float>(weight / std::sqrt(square)));
}

/// Length of what is known of a text beside the length of all of it.
class Share {
public:
    void add(int times, double idf, bool isKnown) {
        const double square = std::pow(weightOf(times, idf), 2);
        m_all += square;
        m_known += isKnown ? square : 0;
    }
    double value() const { return m_all > 0 ? std::sqrt(m_known / m_all) : 0; }

private:
    double m_known = 0;
    double m_all = 0;
};

/// What an unknown term weighs.
double rarestOf(std::span<const float> idf) {
    return idf.empty() ? 1.0 : double{*std::ranges::max_element(idf)};
}

} // namespace

Tfidf::Tfidf(std::vector<std::string> vocabulary, std::vector<float> idf)
    : m_vocabulary(std::move(vocabulary)), m_idf(std::move(idf)) {
    if (m_vocabulary.size() != m_idf.size())
        throw std::invalid_argument("a vocabulary and its weights differ in length");
    for (std::size_t i = 0; i < m_vocabulary.size(); ++i)
        m_index.emplace(m_vocabulary[i], static_cast<std::int32_t>(i));
}

Tfidf Tfidf::fit(const CountedTerms& counted, std::span<const std::int32_t> documents, int minimumCount) {
    std::vector<int> documentsWith(counted.terms().size());
    for (const std::int32_t document : documents)
        for (const CountedTerms::Count& count : counted.of(static_cast<std::size_t>(document)))
            ++documentsWith[static_cast<std::size_t>(count.term)];
    std::vector<std::string> vocabulary;
    std::vector<float> idf;
    for (std::size_t term = 0; term < documentsWith.size(); ++term)
        if (documentsWith[term] > 0 && documentsWith[term] >= minimumCount) {
            vocabulary.push_back(counted.terms()[term]);
            idf.push_back(static_cast<float>(
                1 + std::log((1.0 + static_cast<double>(documents.size())) / (1.0 + documentsWith[term]))));
        }
    return {std::move(vocabulary), std::move(idf)};
}

double Tfidf::knownShare(std::span<const std::string> terms) const {
    std::map<std::string_view, int> counts;
    for (const std::string& term : terms)
        ++counts[term];
    const double rarest = rarestOf(m_idf);
    Share share;
    for (const auto& [term, times] : counts) {
        const auto found = m_index.find(std::string(term));
        const bool isKnown = found != m_index.end();
        share.add(times, isKnown ? double{m_idf[static_cast<std::size_t>(found->second)]} : rarest, isKnown);
    }
    return share.value();
}

std::vector<std::int32_t> Tfidf::columnsOf(const CountedTerms& counted) const {
    std::vector<std::int32_t> columns;
    columns.reserve(counted.terms().size());
    for (const std::string& term : counted.terms()) {
        const auto found = m_index.find(term);
        columns.push_back(found == m_index.end() ? -1 : found->second);
    }
    return columns;
}

std::vector<float> Tfidf::knownShares(const CountedTerms& counted) const {
    const std::vector<std::int32_t> columns = columnsOf(counted);
    const double rarest = rarestOf(m_idf);
    std::vector<float> shares(counted.texts());
    for (std::size_t text = 0; text < shares.size(); ++text) {
        Share share;
        for (const CountedTerms::Count& count : counted.of(text)) {
            const std::int32_t column = columns[static_cast<std::size_t>(count.term)];
            share.add(count.times, column < 0 ? rarest : double{m_idf[static_cast<std::size_t>(column)]},
                      column >= 0);
        }
        shares[text] = static_cast<float>(share.value());
    }
    return shares;
}

SparseRow Tfidf::weigh(std::span<const std::string> terms) const {
    std::map<std::int32_t, int> counts;
    for (const std::string& term : terms)
        if (const auto found = m_index.find(term); found != m_index.end())
            ++counts[found->second];
    std::vector<std::pair<std::int32_t, double>> weights;
    for (const auto& [column, times] : counts)
        weights.emplace_back(column, weightOf(times, double{m_idf[static_cast<std::size_t>(column)]}));
    SparseRow row;
    unitRow(weights, [&](std::int32_t column, float value) { row.emplace_back(column, value); });
    return row;
}

SparseMatrix Tfidf::weigh(const CountedTerms& counted) const {
    const std::vector<std::int32_t> columns = columnsOf(counted);
    SparseMatrix rows;
    rows.cols = size();
    std::vector<std::pair<std::int32_t, double>> weights;
    for (std::size_t text = 0; text < counted.texts(); ++text) {
        weights.clear();
        for (const CountedTerms::Count& count : counted.of(text))
            if (const std::int32_t column = columns[static_cast<std::size_t>(count.term)]; column >= 0)
                weights.emplace_back(column,
                                     weightOf(count.times, double{m_idf[static_cast<std::size_t>(column)]}));
        unitRow(weights, [&](std::int32_t column, float value) { rows.append(column, value); });
        rows.endRow();
    }
    return rows;
}

} // namespace crossview
