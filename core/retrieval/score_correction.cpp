#include "retrieval/score_correction.h"

#include "common/similarity_blocks.h"
#include "common/threads.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <limits>
#include <numeric>

namespace crossview {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

/// First of the largest values; kNone where all are NaN.
std::size_t largest(std::span<const double> values) {
    std::size_t best = kNone;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isnan(values[i]) && (best == kNone || values[i] > values[best]))
            best = i;
    return best;
}

/// Mean of the k largest of the values that are numbers, or of all where there are fewer; 0 of none.
double meanOfLargest(std::span<const double> values, std::size_t k) {
    std::vector<double> numbers;
    numbers.reserve(values.size());
    std::ranges::copy_if(values, std::back_inserter(numbers),
                         [](double value) { return !std::isnan(value); });
    k = std::min(k, numbers.size());
    if (k == 0)
        return 0;
    const auto end = numbers.begin() + static_cast<std::ptrdiff_t>(k);
    std::nth_element(numbers.begin(), end - 1, numbers.end(), std::greater<>());
    // Sorted, so that the sum does not depend on the order of the items.
    std::sort(numbers.begin(), end);
    return std::accumulate(numbers.begin(), end, 0.0) / static_cast<double>(k);
}

} // namespace

const char* toString(Correction correction) {
    switch (correction) {
    case Correction::csls:
        return "csls";
    case Correction::invertedSoftmax:
        return "inverted-softmax";
    case Correction::qbNorm:
        return "qb-norm";
    case Correction::none:
        break;
    }
    return "none";
}

Correction correctionFromString(std::string_view word) {
    for (const Correction correction :
         {Correction::none, Correction::csls, Correction::invertedSoftmax, Correction::qbNorm})
        if (word == toString(correction))
            return correction;
    throw Error(
        fmt::format("There is no correction '{}': use none, csls, inverted-softmax or qb-norm.", word));
}

/// Sees the bank block by block and keeps of it, for every item, what the correction needs.
class ScoreCorrection::Builder {
public:
    Builder(const CorrectionOptions& options, std::size_t items)
        : m_options(options), m_items(items), m_largest(isCsls() ? items * options.neighbours : 0, kLowest),
          m_top(isCsls() ? 0 : items, kLowest), m_sum(isCsls() ? 0 : items),
          m_isBankAnswer(options.kind == Correction::qbNorm ? items : 0) {
        if (options.kind == Correction::none)
            throw Error("No correction was chosen: use csls, inverted-softmax or qb-norm.");
        if (isCsls() && options.neighbours == 0)
            throw Error("CSLS needs at least one neighbour.");
        if (!isCsls() && !(options.beta > 0 && std::isfinite(options.beta)))
            throw Error(fmt::format("The inverse temperature must be above 0, not {}.", options.beta));
    }

    void add(MatrixViewD similarities, Workers& workers) {
        m_queries += similarities.rows();
        if (m_options.kind == Correction::qbNorm)
            for (std::size_t query = 0; query < similarities.rows(); ++query)
                if (const std::size_t item = largest(similarities.row(query)); item != kNone)
                    m_isBankAnswer[item] = true;
        constexpr std::size_t kItemsAtOnce = 512; // what is kept of them stays in the cache
        workers.forEach((m_items + kItemsAtOnce - 1) / kItemsAtOnce, [&](std::size_t part) {
            const std::size_t begin = part * kItemsAtOnce;
            const std::size_t end = std::min(begin + kItemsAtOnce, m_items);
            for (std::size_t query = 0; query < similarities.rows(); ++query)
                for (std::size_t item = begin; item < end; ++item)
                    keep(item, similarities(query, item));
        });
    }

    ScoreCorrection result() const {
        if (m_queries == 0)
            throw Error("The bank holds no query to correct with: it is made of the training split, which is "
                        "empty.");
        ScoreCorrection correction;
        correction.m_options = m_options;
        correction.m_bankQueries = m_queries;
        correction.m_isBankAnswer = m_isBankAnswer;
        correction.m_offsets.resize(m_items);
        for (std::size_t item = 0; item < m_items; ++item)
            correction.m_offsets[item] = isCsls() ? meanKept(item) : logSum(item) / m_options.beta;
        return correction;
    }

private:
    static constexpr double kLowest = -std::numeric_limits<double>::infinity();

    bool isCsls() const { return m_options.kind == Correction::csls; }

    void keep(std::size_t item, double similarity) {
        if (std::isnan(similarity))
            return;
        if (isCsls()) { // a heap with the smallest of the k largest in front
            const auto begin = m_largest.begin() + static_cast<std::ptrdiff_t>(item * m_options.neighbours);
            const auto end = begin + static_cast<std::ptrdiff_t>(m_options.neighbours);
            if (similarity <= *begin)
                return;
            std::pop_heap(begin, end, std::greater<>());
            *(end - 1) = similarity;
            std::push_heap(begin, end, std::greater<>());
            return;
        }
        const double exponent = m_options.beta * similarity;
        if (exponent > m_top[item]) {
            m_sum[item] = m_sum[item] * std::exp(m_top[item] - exponent) + 1;
            m_top[item] = exponent;
        } else {
            m_sum[item] += std::exp(exponent - m_top[item]);
        }
    }

    double meanKept(std::size_t item) const {
        const auto begin = m_largest.begin() + static_cast<std::ptrdiff_t>(item * m_options.neighbours);
        std::vector<double> kept;
        std::copy_if(begin, begin + static_cast<std::ptrdiff_t>(m_options.neighbours),
                     std::back_inserter(kept), [](double value) { return value != kLowest; });
        return meanOfLargest(kept, kept.size());
    }

    double logSum(std::size_t item) const {
        return m_sum[item] > 0 ? m_top[item] + std::log(m_sum[item]) : 0;
    }

    CorrectionOptions m_options;
    std::size_t m_items = 0;
    std::size_t m_queries = 0;
    std::vector<double> m_largest; ///< [items, neighbours] CSLS
    std::vector<double> m_top;     ///< [items] the largest exponent so far
    std::vector<double> m_sum;     ///< [items] sum of e^(exponent - top)
    std::vector<bool> m_isBankAnswer;
};

ScoreCorrection ScoreCorrection::ofSimilarities(const CorrectionOptions& options, MatrixViewD bank) {
    Builder builder(options, bank.cols());
    Workers workers({}, 1);
    builder.add(bank, workers);
    return builder.result();
}

ScoreCorrection ScoreCorrection::ofBank(const CorrectionOptions& options, MatrixView bank, MatrixView items,
                                        const std::stop_token& stop, const ProgressSink& progress) {
    Builder builder(options, items.rows());
    Workers workers(stop);
    forEachSimilarityBlock(
        bank, items, [&](std::size_t, MatrixD& similarities) { builder.add(similarities, workers); }, stop,
        progress, "Asking the bank of queries");
    return builder.result();
}

void ScoreCorrection::correct(std::span<double> similarities) const {
    if (similarities.size() != m_offsets.size())
        throw Error(fmt::format("A correction of {} items was given similarities to {}.", m_offsets.size(),
                                similarities.size()));
    if (m_options.kind == Correction::csls) {
        const double own = meanOfLargest(similarities, m_options.neighbours);
        for (std::size_t item = 0; item < similarities.size(); ++item)
            similarities[item] = 2 * similarities[item] - own - m_offsets[item];
        return;
    }
    if (m_options.kind == Correction::qbNorm) {
        const std::size_t nearest = largest(similarities);
        if (nearest == kNone || !m_isBankAnswer[nearest])
            return;
    }
    for (std::size_t item = 0; item < similarities.size(); ++item)
        similarities[item] -= m_offsets[item];
}

} // namespace crossview
