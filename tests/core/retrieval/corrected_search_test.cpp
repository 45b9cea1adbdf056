#include "retrieval/corrected_search.h"

#include "support/random_rows.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

namespace crossview {
namespace {

using test::randomUnitRows;

TEST(CorrectedSearch, IsAFullSortByCorrectedScore) {
    Matrix items = randomUnitRows(300, 16, 1);
    items(17, 3) = std::numeric_limits<float>::quiet_NaN();
    const Matrix queries = randomUnitRows(5, 16, 2);
    const Matrix bank = randomUnitRows(40, 16, 3);
    const std::vector<std::int32_t> leftOut{4, 99};
    for (const Correction kind : {Correction::csls, Correction::invertedSoftmax, Correction::qbNorm}) {
        const auto correction = ScoreCorrection::ofBank({kind, 5, 20}, bank, items);
        for (std::size_t q = 0; q < queries.rows(); ++q) {
            std::vector<double> scores(items.rows());
            for (std::size_t item = 0; item < items.rows(); ++item)
                for (std::size_t c = 0; c < 16; ++c)
                    scores[item] += double(queries(q, c)) * double(items(item, c));
            for (const std::int32_t item : leftOut)
                scores[static_cast<std::size_t>(item)] = std::numeric_limits<double>::quiet_NaN();
            correction.correct(scores);
            std::vector<std::int32_t> order;
            for (std::int32_t item = 0; item < 300; ++item)
                if (item != 4 && item != 17 && item != 99)
                    order.push_back(item);
            std::ranges::stable_sort(order, [&](std::int32_t a, std::int32_t b) {
                return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
            });
            const CorrectedHits found = bestCorrected(queries.row(q), items, 12, correction, leftOut);
            ASSERT_EQ(found.hits.size(), 12U);
            for (std::size_t i = 0; i < 12; ++i) {
                EXPECT_EQ(found.hits[i].item, order[i]);
                EXPECT_NEAR(found.scores[i], scores[static_cast<std::size_t>(order[i])], 1e-12);
            }
            const auto nearestHits = nearest(queries.row(q), items, 300, leftOut);
            const auto same = std::ranges::find(nearestHits, found.hits[0].item, &Hit::item);
            ASSERT_NE(same, nearestHits.end());
            EXPECT_FLOAT_EQ(found.hits[0].distance, same->distance);
            EXPECT_EQ(bestCorrected(queries.row(q), items, 1000, correction, leftOut).hits.size(), 297U);
        }
    }
}

TEST(CorrectedSearch, LowerIndexFirstAmongEquals) {
    const Matrix items(3, 2, {1, 0, 1, 0, 0, 1});
    const Matrix bank(1, 2, {0, 1});
    const auto correction = ScoreCorrection::ofBank({Correction::csls, 1, 20}, bank, items);
    const std::vector<float> query{1, 0};
    const CorrectedHits found = bestCorrected(query, items, 3, correction);
    EXPECT_EQ(found.hits[0].item, 0);
    EXPECT_EQ(found.hits[1].item, 1);
    EXPECT_NEAR(found.scores[0], 1, 1e-12);  // 2 - 1 - 0
    EXPECT_NEAR(found.scores[2], -2, 1e-12); // 0 - 1 - 1
}

} // namespace
} // namespace crossview
