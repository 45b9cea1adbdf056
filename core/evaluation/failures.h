#pragma once

#include "common/matrix.h"
#include "evaluation/match_ranks.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace crossview {

/// One query, what it found, and where its best match stands.
struct AnsweredQuery {
    std::size_t query = 0;
    double rank = 0;                 ///< 0-based, of the best match (TieRule::mean)
    std::int32_t bestMatch = -1;     ///< the nearest item that matches
    float matchDistance = 0;         ///< Euclidean
    std::vector<std::int32_t> first; ///< the nearest items, nearest first
    std::vector<float> distances;    ///< of these
};

/// Queries by the rank of their best match, the worst first, of equal ranks in their order; those without a
/// match take no part.
class QueryRanking {
public:
    /// Ranks all queries [n, d] among items [m, d] by Euclidean distance. The rows must live as long. Throws
    /// Error when the widths differ, Cancelled.
    QueryRanking(MatrixView queries, MatrixView items, MatchesOf matchesOf, const std::stop_token& stop = {});

    std::size_t size() const { return m_order.size(); }
    /// Ranked queries whose best match is not the first answer.
    std::size_t failures() const;
    /// The query at a place, 0 the worst, with its `answers` nearest items.
    AnsweredQuery at(std::size_t place, std::size_t answers) const;

private:
    MatrixView m_queries;
    MatrixView m_items;
    MatchesOf m_matchesOf;
    std::vector<double> m_ranks;      // [n]
    std::vector<std::size_t> m_order; // queries, the worst first
};

} // namespace crossview
