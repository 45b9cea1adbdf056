#include "evaluation/item_measures.h"

#include "evaluation/cross_distances.h"

#include <algorithm>
#include <atomic>

namespace crossview {
namespace {

/// One view asks, the other answers.
class Asking {
public:
    Asking(const MeasuredRows& queries, const MeasuredRows& answers)
        : m_queries(queries), m_answers(answers), m_occurrence(answers.rows.rows()) {}

    /// Ranks of the queries' nearest matches; `matchesOf` gives a query's matches.
    template <typename MatchesOf>
    void run(ItemMeasures& asked, ItemMeasures& answering, const MatchesOf& matchesOf,
             const std::stop_token& stop, const ProgressSink& progress, std::size_t done) {
        const std::size_t n = m_queries.rows.rows(), all = n + m_answers.rows.rows();
        asked.rank.assign(n, 0);
        forEachQuery(
            m_queries, everyRow(m_queries), m_answers,
            [&](std::size_t query, std::span<const float> squared) {
                asked.rank[query] = look(squared, matchesOf(query));
            },
            stop,
            [&](std::size_t count) {
                done += count;
                report(progress, {"Measuring the items", done, all, {}});
            });
        answering.occurrence.clear();
        for (const std::atomic<std::int32_t>& times : m_occurrence)
            answering.occurrence.push_back(times);
    }

private:
    /// The rank of the nearest match, 0 for none; counts the nearest answers.
    std::int32_t look(std::span<const float> distance, std::span<const std::int32_t> matches) {
        const auto isNearer = [&](std::size_t a, std::size_t b) {
            return distance[a] < distance[b] || (distance[a] == distance[b] && a < b);
        };
        std::vector<std::size_t> nearest; // sorted
        for (std::size_t a = 0; a < distance.size(); ++a) {
            const bool full = nearest.size() == kOccurrenceNeighbours;
            if (distance[a] == MeasuredRows::kNever || (full && !isNearer(a, nearest.back())))
                continue;
            if (full)
                nearest.pop_back();
            nearest.insert(std::ranges::upper_bound(nearest, a, isNearer), a);
        }
        for (const std::size_t a : nearest)
            m_occurrence[a].fetch_add(1, std::memory_order_relaxed);
        std::size_t best = distance.size();
        for (const std::int32_t match : matches) {
            const auto a = static_cast<std::size_t>(match);
            if (distance[a] != MeasuredRows::kNever && (best == distance.size() || isNearer(a, best)))
                best = a;
        }
        if (best == distance.size())
            return 0;
        std::int32_t rank = 1;
        for (std::size_t a = 0; a < distance.size(); ++a)
            rank += isNearer(a, best) ? 1 : 0;
        return rank;
    }

    const MeasuredRows &m_queries, &m_answers;
    std::vector<std::atomic<std::int32_t>> m_occurrence; // [answers]
};

} // namespace

CrossViewMeasures crossViewMeasures(MatrixView images, MatrixView sentences, const Relation& relation,
                                    std::span<const std::int32_t> leftOutImages, const std::stop_token& stop,
                                    const ProgressSink& progress) {
    const MeasuredRows imageRows(images, leftOutImages);
    const MeasuredRows sentenceRows(sentences);
    CrossViewMeasures measures;
    Asking(imageRows, sentenceRows)
        .run(
            measures.images, measures.sentences, [&](std::size_t i) { return relation.sentencesOf(i); }, stop,
            progress, 0);
    Asking(sentenceRows, imageRows)
        .run(
            measures.sentences, measures.images, [&](std::size_t s) { return relation.imagesOf(s); }, stop,
            progress, images.rows());
    return measures;
}

} // namespace crossview
