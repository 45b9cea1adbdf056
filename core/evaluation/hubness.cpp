#include "evaluation/hubness.h"

#include "common/similarity_blocks.h"
#include "common/threads.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crossview {
namespace {

/// The k items with the largest scores, in no particular order.
std::vector<std::int32_t> best(std::span<const double> scores, std::size_t k) {
    std::vector<std::int32_t> items;
    items.reserve(scores.size());
    for (std::size_t item = 0; item < scores.size(); ++item)
        if (!std::isnan(scores[item]))
            items.push_back(static_cast<std::int32_t>(item));
    if (items.size() <= k)
        return items;
    std::nth_element(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(k), items.end(),
                     [scores](std::int32_t a, std::int32_t b) {
                         const double first = scores[static_cast<std::size_t>(a)];
                         const double second = scores[static_cast<std::size_t>(b)];
                         return first != second ? first > second : a < b;
                     });
    items.resize(k);
    return items;
}

} // namespace

double Hubness::expected() const {
    return occurrences.empty()
               ? 0
               : static_cast<double>(queries) * static_cast<double>(std::min(k, occurrences.size())) /
                     static_cast<double>(occurrences.size());
}

std::vector<std::int32_t> Hubness::hubs(std::size_t count) const {
    std::vector<std::int32_t> items(occurrences.size());
    std::iota(items.begin(), items.end(), 0);
    std::ranges::stable_sort(items, [this](std::int32_t a, std::int32_t b) {
        return occurrences[static_cast<std::size_t>(a)] > occurrences[static_cast<std::size_t>(b)];
    });
    items.resize(std::min(count, items.size()));
    return items;
}

std::vector<std::int32_t> Hubness::neverFound(std::size_t count) const {
    std::vector<std::int32_t> items;
    for (std::size_t item = 0; item < occurrences.size() && items.size() < count; ++item)
        if (occurrences[item] == 0)
            items.push_back(static_cast<std::int32_t>(item));
    return items;
}

Hubness hubness(MatrixView queries, MatrixView items, std::size_t k, const Rescore& rescore,
                const std::stop_token& stop) {
    Hubness result;
    result.k = k;
    result.queries = queries.rows();
    result.occurrences.resize(items.rows());
    Workers workers(stop);
    forEachSimilarityBlock(
        queries, items,
        [&](std::size_t, MatrixD& similarities) {
            std::vector<std::vector<std::int32_t>> answers(similarities.rows());
            workers.forEach(similarities.rows(), [&](std::size_t r) {
                if (rescore)
                    rescore(similarities.row(r));
                answers[r] = best(similarities.row(r), k);
            });
            for (const std::vector<std::int32_t>& found : answers)
                for (const std::int32_t item : found)
                    ++result.occurrences[static_cast<std::size_t>(item)];
        },
        stop);
    result.skewness = skewness(result.occurrences);
    result.antiHubs = static_cast<std::size_t>(std::ranges::count(result.occurrences, 0U));
    return result;
}

double skewness(std::span<const std::uint32_t> values) {
    if (values.empty())
        return 0;
    const auto count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    double cubes = 0;
    for (const std::uint32_t value : values) {
        const double deviation = value - mean;
        squares += deviation * deviation;
        cubes += deviation * deviation * deviation;
    }
    const double variance = squares / count;
    return variance > 0 ? cubes / count / std::pow(variance, 1.5) : 0;
}

} // namespace crossview
