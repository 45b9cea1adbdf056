#include "retrieval/corrected_search.h"

#include "common/linear_algebra.h"
#include "common/similarity_blocks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview {
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
    const auto distanceTo = [&](std::int32_t item) {
        return static_cast<float>(
            std::sqrt(exactSquaredDistance(query, items.row(static_cast<std::size_t>(item)))));
    };
    CorrectedHits result;
    for (const std::int32_t item : std::span(order).first(k)) {
        result.hits.push_back({item, distanceTo(item)});
        result.scores.push_back(scoreOf(item));
    }
    return result;
}

} // namespace crossview
