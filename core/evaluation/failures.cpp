#include "evaluation/failures.h"

#include "common/linear_algebra.h"
#include "common/progress.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <utility>

namespace crossview {
namespace {

float distanceOf(std::span<const float> a, std::span<const float> b) {
    return static_cast<float>(std::sqrt(exactSquaredDistance(a, b)));
}

} // namespace

QueryRanking::QueryRanking(MatrixView queries, MatrixView items, MatchesOf matchesOf,
                           const std::stop_token& stop)
    : m_queries(queries), m_items(items), m_matchesOf(std::move(matchesOf)),
      m_ranks(ranksOfBestMatch(queries, items, m_matchesOf, TieRule::mean)) {
    throwIfStopped(stop);
    for (std::size_t query = 0; query < m_ranks.size(); ++query)
        if (m_ranks[query] >= 0)
            m_order.push_back(query);
    std::ranges::stable_sort(m_order, std::greater(), [this](std::size_t query) { return m_ranks[query]; });
}

std::size_t QueryRanking::failures() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(m_order, [this](std::size_t query) { return m_ranks[query] >= 1; }));
}

AnsweredQuery QueryRanking::at(std::size_t place, std::size_t answers) const {
    AnsweredQuery result;
    result.query = m_order.at(place);
    result.rank = m_ranks[result.query];
    const auto asked = m_queries.row(result.query);
    std::vector<std::pair<float, std::int32_t>> all;
    for (std::size_t item = 0; item < m_items.rows(); ++item)
        if (const float distance = distanceOf(asked, m_items.row(item)); !std::isnan(distance))
            all.emplace_back(distance, static_cast<std::int32_t>(item));
    answers = std::min(answers, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(answers), all.end());
    for (const auto& [distance, item] : std::span(all).first(answers)) {
        result.first.push_back(item);
        result.distances.push_back(distance);
    }
    for (const std::int32_t match : m_matchesOf(result.query)) {
        const float distance = distanceOf(asked, m_items.row(static_cast<std::size_t>(match)));
        if (result.bestMatch < 0 || distance < result.matchDistance) {
            result.bestMatch = match;
            result.matchDistance = distance;
        }
    }
    return result;
}

} // namespace crossview
