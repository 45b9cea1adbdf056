#include "retrieval/corrected_search.h"

#include "common/similarity_blocks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview {
namespace {

float distanceOf(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {
        const double difference = double(a[c]) - double(b[c]);
        sum += difference * difference;
    }
    return static_cast<float>(std::sqrt(sum));
}

} // namespace

CorrectedHits bestCorrected(std::span<const float> query, MatrixView items, std::size_t k,
                            const ScoreCorrection& correction, std::span<const std::int32_t> leftOut) {
    std::vector<double> scores;
    forEachSimilarityBlock(
        MatrixView(query.data(), 1, query.size()), items,
        [&](std::size_t, MatrixD& similarities) { scores = std::move(similarities.values()); });
    for (const std::int32_t item : leftOut)
        scores.at(static_cast<std::size_t>(item)) = std::numeric_limits<double>::quiet_NaN();
    correction.correct(scores);
    std::vector<std::int32_t> order;
    for (std::size_t item = 0; item < scores.size(); ++item)
        if (!std::isnan(scores[item]))
            order.push_back(static_cast<std::int32_t>(item));
    k = std::min(k, order.size());
    const auto scoreOf = [&](std::int32_t item) { return scores[static_cast<std::size_t>(item)]; };
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order.end(),
                      [&](std::int32_t a, std::int32_t b) {
                          return scoreOf(a) != scoreOf(b) ? scoreOf(a) > scoreOf(b) : a < b;
                      });
    CorrectedHits result;
    for (const std::int32_t item : std::span(order).first(k)) {
        result.hits.push_back({item, distanceOf(query, items.row(static_cast<std::size_t>(item)))});
        result.scores.push_back(scoreOf(item));
    }
    return result;
}

} // namespace crossview
