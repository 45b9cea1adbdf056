#include "projection/map_quality.h"

#include "common/linear_algebra.h"
#include "common/threads.h"
#include "projection/centred_views.h"
#include "projection/distance_tiles.h"
#include "projection/nearest_keeper.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace crossview {
namespace {

constexpr std::size_t kPreserved = 10; // neighbours of preservation
constexpr std::size_t kRanked = 12;    // neighbours of trust and continuity
constexpr std::size_t kMostAsked = 1000;
constexpr std::size_t kLeastAsked = 100;
constexpr std::size_t kComparisons = 40'000'000; // asked items times all
constexpr std::size_t kFloatsAtOnce = 4'000'000; // of distances

/// One item against all: their squared distances, its nearest others first, and what rank others have.
class Ranking {
public:
    Ranking(std::span<const float> distances, std::size_t self) : m_distances(distances), m_self(self) {
        std::vector<std::uint64_t> keys;
        keys.reserve(distances.size());
        for (std::size_t j = 0; j < distances.size(); ++j)
            if (j != self)
                keys.push_back(nearnessKey(distances[j], static_cast<std::uint32_t>(j)));
        const auto end = keys.begin() + static_cast<std::ptrdiff_t>(kRanked);
        std::nth_element(keys.begin(), end, keys.end());
        std::sort(keys.begin(), end);
        for (std::size_t k = 0; k < kRanked; ++k)
            m_nearest.push_back(indexOfKey(keys[k]));
    }

    std::span<const std::uint32_t> nearest(std::size_t count) const {
        return std::span(m_nearest).first(count);
    }
    /// 1 for the nearest; equal distances by index.
    std::size_t rankOf(std::uint32_t other) const {
        const float distance = m_distances[other];
        std::size_t before = 0;
        for (std::size_t j = 0; j < m_distances.size(); ++j)
            before += m_distances[j] < distance || (m_distances[j] == distance && j < other) ? 1U : 0U;
        const float own = m_distances[m_self];
        return 1 + before - (own < distance || (own == distance && m_self < other) ? 1U : 0U);
    }
    /// How far beyond the first kRanked the nearest ones of another ranking stand here, in all.
    double strangersOf(const Ranking& other) const {
        double sum = 0;
        for (const std::uint32_t j : other.m_nearest)
            if (std::ranges::find(m_nearest, j) == m_nearest.end())
                sum += static_cast<double>(rankOf(j) - kRanked);
        return sum;
    }

private:
    std::span<const float> m_distances;
    std::size_t m_self;
    std::vector<std::uint32_t> m_nearest;
};

/// Squared distances [asked, n] of some rows to all.
Matrix distancesFrom(MatrixView rows, std::span<const float> lengths, std::span<const std::size_t> asked) {
    Matrix some(asked.size(), rows.cols());
    for (std::size_t a = 0; a < asked.size(); ++a)
        std::ranges::copy(rows.row(asked[a]), some.row(a).begin());
    Matrix distances = multiply(some.view(), rows, false, true);
    for (std::size_t a = 0; a < asked.size(); ++a)
        for (std::size_t j = 0; j < rows.rows(); ++j)
            distances(a, j) = std::max(0.0F, lengths[asked[a]] + lengths[j] - 2 * distances(a, j));
    return distances;
}

} // namespace

MapQuality mapQuality(MatrixView images, MatrixView sentences, const Projection& map, bool removeViewMeans,
                      const std::stop_token& stop, const ProgressSink& progress) {
    const ProgressSink silent; // reading takes a moment
    Passes reading("Measuring the map", 2 * (images.rows() + sentences.rows()), stop, silent);
    const CentredViews views = centre(images, sentences, removeViewMeans, reading);
    const JointRows joint = jointRows(views, reading);
    const std::size_t n = joint.source.size();
    MapQuality quality;
    if (n < 3 * kRanked)
        return quality;
    const Matrix positions = jointPositions(map, joint.source);
    const std::vector<float> lengths = squaredLengths(joint.rows);
    quality.asked = std::min(n, std::clamp(kComparisons / n, kLeastAsked, kMostAsked));
    const std::size_t atOnce = std::max<std::size_t>(1, kFloatsAtOnce / n);
    Passes passes("Measuring the map", quality.asked, stop, progress);
    std::vector<double> preserved(quality.asked), trustLoss(quality.asked), continuityLoss(quality.asked);
    for (std::size_t first = 0; first < quality.asked; first += atOnce) {
        std::vector<std::size_t> asked;
        for (std::size_t a = first; a < std::min(quality.asked, first + atOnce); ++a)
            asked.push_back(a * n / quality.asked);
        const Matrix far = distancesFrom(joint.rows, lengths, asked);
        parallelFor(asked.size(), stop, [&](std::size_t a) {
            std::vector<float> onMap(n);
            for (std::size_t j = 0; j < n; ++j)
                onMap[j] = squaredDistance(positions.row(asked[a]), positions.row(j));
            const Ranking truth(far.row(a), asked[a]);
            const Ranking shown(onMap, asked[a]);
            std::size_t both = 0;
            for (const std::uint32_t j : truth.nearest(kPreserved))
                both += std::ranges::count(shown.nearest(kPreserved), j) > 0 ? 1U : 0U;
            preserved[first + a] = static_cast<double>(both) / kPreserved;
            trustLoss[first + a] = truth.strangersOf(shown);
            continuityLoss[first + a] = shown.strangersOf(truth);
        });
        passes.advance(asked.size());
    }
    const auto meanOf = [](const std::vector<double>& values) { // in order, whatever the threads
        double sum = 0;
        for (const double value : values)
            sum += value;
        return sum / static_cast<double>(values.size());
    };
    const double worst = kRanked * (2.0 * static_cast<double>(n) - 3.0 * kRanked - 1) / 2;
    quality.preservation = meanOf(preserved);
    quality.trust = 1 - meanOf(trustLoss) / worst;
    quality.continuity = 1 - meanOf(continuityLoss) / worst;
    return quality;
}

} // namespace crossview
