#include "projection/map_quality.h"

#include "clouds.h"
#include "tsne_reference.h"

#include <gtest/gtest.h>
#include <limits>
#include <numeric>

namespace crossview {
namespace {

/// The same by sorting every item's distances to all others in float64.
MapQuality sorted(const Matrix& rows, const Matrix& places) {
    constexpr std::size_t k = 12;
    const std::size_t n = rows.rows();
    std::vector<std::size_t> all(n);
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto truth = test::sortedNeighbours(rows, n - 1, all);
    const auto shown = test::sortedNeighbours(places, n - 1, all);
    MapQuality quality{n, 0, 0, 0};
    double trust = 0, continuity = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const auto rankIn = [i](const auto& lists, std::uint32_t j) {
            return static_cast<std::size_t>(std::ranges::find(lists[i], j) - lists[i].begin()) + 1;
        };
        for (std::size_t r = 0; r < k; ++r) {
            if (const std::size_t rank = rankIn(truth, shown[i][r]); rank > k)
                trust += static_cast<double>(rank - k);
            if (const std::size_t rank = rankIn(shown, truth[i][r]); rank > k)
                continuity += static_cast<double>(rank - k);
            if (r < 10 && rankIn(shown, truth[i][r]) <= 10)
                quality.preservation += 1.0 / static_cast<double>(10 * n);
        }
    }
    const double worst = static_cast<double>(n * k) * (2.0 * static_cast<double>(n) - 3.0 * k - 1) / 2;
    quality.trust = 1 - trust / worst;
    quality.continuity = 1 - continuity / worst;
    return quality;
}

Projection mapAt(const Matrix& places, std::size_t images) {
    Projection map;
    map.images = Matrix(images, 2);
    map.sentences = Matrix(places.rows() - images, 2);
    for (std::size_t r = 0; r < places.rows(); ++r)
        std::ranges::copy(places.row(r),
                          (r < images ? map.images.row(r) : map.sentences.row(r - images)).begin());
    return map;
}

TEST(MapQuality, IsThatOfSortingAllDistances) {
    const Matrix rows = test::clusters(300, 12, 6, 0.5, 1);
    const Matrix places = test::clusters(300, 2, 9, 0.7, 2);
    const MapQuality expected = sorted(rows, places);
    const MapQuality found =
        mapQuality({rows.data(), 100, 12}, {rows.data() + 100 * 12, 200, 12}, mapAt(places, 100), false);
    EXPECT_EQ(found.asked, 300U);
    EXPECT_LT(expected.trust, 0.8);
    // Neighbours change places only where two distances agree to float precision.
    EXPECT_NEAR(found.preservation, expected.preservation, 1e-3);
    EXPECT_NEAR(found.trust, expected.trust, 1e-3);
    EXPECT_NEAR(found.continuity, expected.continuity, 1e-3);
}

TEST(MapQuality, OfTheEmbeddingsThemselvesIsWhole) {
    const Matrix rows = test::clusters(3000, 2, 5, 0.5, 1);
    const MapQuality found =
        mapQuality({rows.data(), 1500, 2}, {rows.data() + 3000, 1500, 2}, mapAt(rows, 1500), false);
    EXPECT_EQ(found.asked, 1000U);
    EXPECT_GT(found.preservation, 0.99);
    EXPECT_GT(found.trust, 0.9999);
    EXPECT_GT(found.continuity, 0.9999);
}

TEST(MapQuality, OfTooFewOrWithoutUsableRowsIsNotMeasured) {
    const Matrix few = test::clusters(20, 4, 2, 0.5, 1);
    EXPECT_EQ(mapQuality({few.data(), 10, 4}, {few.data() + 40, 10, 4}, mapAt(Matrix(20, 2), 10), true).asked,
              0U);
    Matrix rows = test::clusters(200, 4, 2, 0.5, 1);
    for (std::size_t r = 0; r < 60; ++r)
        rows(r, 1) = std::numeric_limits<float>::quiet_NaN();
    const MapQuality found =
        mapQuality({rows.data(), 100, 4}, {rows.data() + 400, 100, 4}, mapAt(Matrix(200, 2), 100), true);
    EXPECT_EQ(found.asked, 140U);       // NaN takes no part
    EXPECT_LT(found.preservation, 0.5); // all on one point: by index
}

} // namespace
} // namespace crossview
