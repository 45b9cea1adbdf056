#include "evaluation/item_measures.h"

#include "common/linear_algebra.h"
#include "common/threads.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

namespace crossview {
namespace {

constexpr std::size_t kFloatsAtOnce = 1'000'000; // of distances: about 30 ms of products between two polls
constexpr float kNever = std::numeric_limits<float>::infinity();

/// Squared lengths [n]; infinite for rows that are left out or hold NaN, which are far from everything then.
std::vector<float> lengthsOf(MatrixView rows, std::span<const std::int32_t> leftOut) {
    std::vector<float> lengths(rows.rows());
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        double sum = 0;
        for (const float value : rows.row(r))
            sum += double(value) * double(value);
        lengths[r] = std::isfinite(sum) ? static_cast<float>(sum) : kNever;
    }
    for (const std::int32_t row : leftOut)
        lengths[static_cast<std::size_t>(row)] = kNever;
    return lengths;
}

/// One view asks, the other answers.
class Asking {
public:
    Asking(MatrixView queries, MatrixView answers, const std::vector<float>& queryLengths,
           const std::vector<float>& answerLengths)
        : m_queries(queries), m_answers(answers), m_queryLengths(queryLengths),
          m_answerLengths(answerLengths), m_occurrence(answers.rows()) {}

    /// Ranks of the queries' nearest matches; `matchesOf` gives a query's matches.
    template <typename MatchesOf>
    void run(ItemMeasures& asked, ItemMeasures& answering, const MatchesOf& matchesOf,
             const std::stop_token& stop, const ProgressSink& progress, std::size_t done) {
        const std::size_t n = m_queries.rows();
        const std::size_t m = m_answers.rows();
        asked.rank.assign(n, 0);
        const std::size_t atOnce = std::max<std::size_t>(1, kFloatsAtOnce / std::max<std::size_t>(1, m));
        for (std::size_t first = 0; first < n && m > 0; first += atOnce) {
            throwIfStopped(stop);
            const std::size_t count = std::min(atOnce, n - first);
            const MatrixView some(m_queries.data() + first * m_queries.cols(), count, m_queries.cols());
            const Matrix products = multiply(some, m_answers, false, true);
            parallelFor(count, stop, [&](std::size_t q) {
                const std::size_t query = first + q;
                if (m_queryLengths[query] != kNever)
                    asked.rank[query] = look(products.row(q), query, matchesOf(query));
            });
            report(progress, {"Measuring the items", done + first + count, n + m, {}});
        }
        answering.occurrence.clear();
        for (const std::atomic<std::int32_t>& times : m_occurrence)
            answering.occurrence.push_back(times);
    }

private:
    /// The rank of the nearest match, 0 for none; counts the nearest answers.
    std::int32_t look(std::span<const float> products, std::size_t query,
                      std::span<const std::int32_t> matches) {
        std::vector<float> distance(products.size());
        for (std::size_t a = 0; a < products.size(); ++a)
            distance[a] = m_answerLengths[a] == kNever
                              ? kNever
                              : m_queryLengths[query] + m_answerLengths[a] - 2 * products[a];
        const auto isNearer = [&](std::size_t a, std::size_t b) {
            return distance[a] < distance[b] || (distance[a] == distance[b] && a < b);
        };
        std::vector<std::size_t> nearest; // sorted
        for (std::size_t a = 0; a < distance.size(); ++a) {
            const bool full = nearest.size() == kOccurrenceNeighbours;
            if (distance[a] == kNever || (full && !isNearer(a, nearest.back())))
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
            if (distance[a] != kNever && (best == distance.size() || isNearer(a, best)))
                best = a;
        }
        if (best == distance.size())
            return 0;
        std::int32_t rank = 1;
        for (std::size_t a = 0; a < distance.size(); ++a)
            rank += isNearer(a, best) ? 1 : 0;
        return rank;
    }

    MatrixView m_queries, m_answers;
    const std::vector<float>&m_queryLengths, &m_answerLengths;
    std::vector<std::atomic<std::int32_t>> m_occurrence; // [answers]
};

} // namespace

CrossViewMeasures crossViewMeasures(MatrixView images, MatrixView sentences, const Relation& relation,
                                    std::span<const std::int32_t> leftOutImages, const std::stop_token& stop,
                                    const ProgressSink& progress) {
    const std::vector<float> imageLengths = lengthsOf(images, leftOutImages);
    const std::vector<float> sentenceLengths = lengthsOf(sentences, {});
    CrossViewMeasures measures;
    Asking(images, sentences, imageLengths, sentenceLengths)
        .run(
            measures.images, measures.sentences, [&](std::size_t i) { return relation.sentencesOf(i); }, stop,
            progress, 0);
    Asking(sentences, images, sentenceLengths, imageLengths)
        .run(
            measures.sentences, measures.images, [&](std::size_t s) { return relation.imagesOf(s); }, stop,
            progress, images.rows());
    return measures;
}

} // namespace crossview
