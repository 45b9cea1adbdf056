#include "model/violation_mining.h"

#include "model/distances.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace crossview {
namespace {

constexpr std::int64_t kRowsPerChunk = 16;

template <typename T>
struct Candidate {
    T distance;
    std::int32_t index;
    bool operator<(const Candidate& other) const {
        return distance < other.distance || (distance == other.distance && index < other.index);
    }
};

/// Selects and scores the violations of one anchor after another; keeps its buffers between rows.
template <typename T>
class RowMiner {
public:
    RowMiner(std::int64_t candidates, const MiningOptions& options)
        : m_count(candidates), m_options(options),
          m_keep(options.topK > 0 ? std::min<std::int64_t>(options.topK, candidates) : candidates),
          m_negatives(static_cast<std::size_t>(candidates + kBlock)),
          m_positives(static_cast<std::size_t>(candidates + 1)) {}

    /// Scores row `anchor`; calls add(candidate, weight) for every pair with a part in the gradient, once.
    template <typename Add>
    TermSums mine(std::int64_t anchor, const T* distances, const std::uint8_t* kinds, const Add& add) {
        TermSums sums;
        findPositives(kinds);
        if (m_options.farthestPositiveOnly)
            keepFarthestPositive(anchor, distances);
        if (m_positiveCount == 0)
            return sums;
        const std::int64_t found = select(distances, kinds, farthestReach(distances));
        sums.slots = m_positiveCount * std::min(m_keep, m_negativeCount);
        m_groups.assign(static_cast<std::size_t>(found) + 1, 0);
        if (m_positiveCount <= kFewPositives)
            scoreOneByOne(distances, found, sums, add);
        else
            scoreSorted(distances, found, sums, add);
        return sums;
    }

private:
    /// Candidates that are looked at together: of most of them none counts.
    static constexpr std::int64_t kBlock = 16;
    /// Up to so many positives are compared with every kept negative; for more the negatives are sorted.
    static constexpr std::int64_t kFewPositives = 16;

    void findPositives(const std::uint8_t* kinds) {
        constexpr auto kNegative = static_cast<std::uint8_t>(PairKind::negative);
        constexpr auto kPositive = static_cast<std::uint8_t>(PairKind::positive);
        m_positiveCount = 0;
        m_negativeCount = 0;
        for (std::int64_t begin = 0; begin < m_count; begin += kBlock) {
            const std::int64_t end = std::min(begin + kBlock, m_count);
            std::uint8_t negatives = 0;
            std::uint8_t positives = 0;
            for (std::int64_t j = begin; j < end; ++j) {
                negatives += kinds[j] == kNegative ? 1 : 0;
                positives += kinds[j] == kPositive ? 1 : 0;
            }
            m_negativeCount += negatives;
            for (std::int64_t j = begin; positives > 0 && j < end; ++j) { // without branches inside
                m_positives[static_cast<std::size_t>(m_positiveCount)] = static_cast<std::int32_t>(j);
                m_positiveCount += static_cast<std::int64_t>(kinds[j] == kPositive);
            }
        }
    }

    /// m + d of the farthest positive: a negative beyond it has no hinge above zero with any positive.
    double farthestReach(const T* distances) const {
        T farthest = distances[m_positives.front()];
        for (std::int64_t g = 1; g < m_positiveCount; ++g)
            farthest = std::max(farthest, distances[m_positives[static_cast<std::size_t>(g)]]);
        return m_options.margin + static_cast<double>(farthest);
    }

    /// Collects the nearest negatives within `reach`, at most K, in any order. Returns their number.
    std::int64_t select(const T* distances, const std::uint8_t* kinds, double reach) {
        constexpr auto kNegative = static_cast<std::uint8_t>(PairKind::negative);
        // Rounded up, so that the exact test of the scores decides at the boundary.
        T threshold = std::nextafter(static_cast<T>(reach), std::numeric_limits<T>::infinity());
        std::int64_t found = 0;
        for (std::int64_t begin = 0; begin < m_count; begin += kBlock) {
            const std::int64_t end = std::min(begin + kBlock, m_count);
            int near = 0;
            for (std::int64_t j = begin; j < end; ++j)
                near |= static_cast<int>(distances[j] < threshold);
            if (near == 0)
                continue;
            for (std::int64_t j = begin; j < end; ++j) {
                m_negatives[static_cast<std::size_t>(found)] = {distances[j], static_cast<std::int32_t>(j)};
                found += static_cast<std::int64_t>(kinds[j] == kNegative) &
                         static_cast<int>(distances[j] < threshold);
            }
            if (found >= m_keep + kBlock) {
                keepNearest(found);
                found = m_keep;
                threshold = m_negatives[static_cast<std::size_t>(m_keep) - 1].distance;
            }
        }
        if (found > m_keep) {
            keepNearest(found);
            found = m_keep;
        }
        return found;
    }

    void keepNearest(std::int64_t found) {
        const auto begin = m_negatives.begin();
        std::nth_element(begin, begin + (m_keep - 1), begin + found);
    }

    void keepFarthestPositive(std::int64_t anchor, const T* distances) {
        auto farthest = static_cast<std::int32_t>(anchor);
        for (std::int64_t g = 0; g < m_positiveCount; ++g) {
            const std::int32_t candidate = m_positives[static_cast<std::size_t>(g)];
            if (distances[candidate] > distances[farthest])
                farthest = candidate;
        }
        m_positives[0] = farthest;
        m_positiveCount = 1;
    }

    template <typename Add>
    void scoreOneByOne(const T* distances, std::int64_t found, TermSums& sums, const Add& add) {
        for (std::int64_t g = 0; g < m_positiveCount; ++g) {
            const std::int32_t positive = m_positives[static_cast<std::size_t>(g)];
            const double reach = m_options.margin + static_cast<double>(distances[positive]);
            std::int64_t active = 0;
            for (std::int64_t k = 0; k < found; ++k) {
                const auto at = static_cast<std::size_t>(k);
                const double hinge = reach - static_cast<double>(m_negatives[at].distance);
                const std::int64_t isActive = hinge > 0 ? 1 : 0;
                sums.hinges += hinge > 0 ? hinge : 0;
                m_groups[at] += isActive;
                active += isActive;
            }
            addPositive(positive, distances, active, sums, add);
        }
        for (std::int64_t k = 0; k < found; ++k)
            addNegative(k, m_groups[static_cast<std::size_t>(k)], add);
    }

    template <typename Add>
    void scoreSorted(const T* distances, std::int64_t found, TermSums& sums, const Add& add) {
        std::sort(m_negatives.begin(), m_negatives.begin() + found);
        m_prefix.resize(static_cast<std::size_t>(found) + 1);
        m_prefix[0] = 0;
        for (std::size_t k = 0; k < static_cast<std::size_t>(found); ++k)
            m_prefix[k + 1] = m_prefix[k] + static_cast<double>(m_negatives[k].distance);
        for (std::int64_t g = 0; g < m_positiveCount; ++g) {
            const std::int32_t positive = m_positives[static_cast<std::size_t>(g)];
            const double reach = m_options.margin + static_cast<double>(distances[positive]);
            const auto begin = m_negatives.begin();
            const auto end = std::partition_point(begin, begin + found, [reach](const auto& negative) {
                return static_cast<double>(negative.distance) < reach;
            });
            const std::int64_t active = end - begin;
            sums.hinges += static_cast<double>(active) * reach - m_prefix[static_cast<std::size_t>(active)];
            ++m_groups[static_cast<std::size_t>(active)];
            addPositive(positive, distances, active, sums, add);
        }
        std::int64_t groups = 0; // active groups of the k-th nearest negative, from the farthest inwards
        for (std::int64_t k = found; k-- > 0;) {
            groups += m_groups[static_cast<std::size_t>(k) + 1];
            addNegative(k, groups, add);
        }
    }

    template <typename Add>
    void addPositive(std::int32_t positive, const T* distances, std::int64_t active, TermSums& sums,
                     const Add& add) const {
        sums.active += active;
        if (active > 0)
            add(positive, static_cast<T>(active) * distanceSlope(distances[positive], m_options.distance));
    }

    template <typename Add>
    void addNegative(std::int64_t k, std::int64_t groups, const Add& add) const {
        const Candidate<T>& negative = m_negatives[static_cast<std::size_t>(k)];
        if (groups > 0)
            add(negative.index,
                -static_cast<T>(groups) * distanceSlope(negative.distance, m_options.distance));
    }

    std::int64_t m_count;
    MiningOptions m_options;
    std::int64_t m_keep;
    std::vector<Candidate<T>> m_negatives;
    std::vector<std::int32_t> m_positives;
    std::int64_t m_positiveCount = 0;
    std::int64_t m_negativeCount = 0;
    std::vector<double> m_prefix;       // [found + 1]
    std::vector<std::int64_t> m_groups; // [found + 1]: groups that a negative is active in, or sorted: groups
                                        // with exactly this many active ones
};

/// Mines every row; sink(anchor) returns what takes the pairs of a row. Rows of one chunk come one after
/// another.
template <typename T, typename Sink>
TermSums mineRows(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                  const Sink& sink) {
    const std::int64_t anchors = distances.size(0);
    const std::int64_t candidates = distances.size(1);
    const T* const d = distances.data_ptr<T>();
    const std::uint8_t* const k = kinds.data_ptr<std::uint8_t>();
    std::vector<TermSums> rows(static_cast<std::size_t>(anchors));
    const std::int64_t chunks = (anchors + kRowsPerChunk - 1) / kRowsPerChunk;
    at::parallel_for(0, chunks, 1, [&](std::int64_t begin, std::int64_t end) {
        RowMiner<T> miner(candidates, options);
        for (std::int64_t a = begin * kRowsPerChunk; a < std::min(anchors, end * kRowsPerChunk); ++a)
            rows[static_cast<std::size_t>(a)] =
                miner.mine(a, d + a * candidates, k + a * candidates, sink(a));
    });
    TermSums sums; // in the order of the rows, so that the value does not depend on the threads
    for (const TermSums& row : rows) {
        sums.hinges += row.hinges;
        sums.active += row.active;
        sums.slots += row.slots;
    }
    return sums;
}

template <typename T>
TermSums mineInto(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                  at::Tensor& pairWeights) {
    T* const weights = pairWeights.data_ptr<T>();
    const std::int64_t candidates = distances.size(1);
    return mineRows<T>(distances, kinds, options, [&](std::int64_t anchor) {
        return [row = weights + anchor * candidates](std::int32_t candidate, T weight) {
            row[candidate] += weight;
        };
    });
}

template <typename T>
TermSums mineInto(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                  std::vector<KeptPair>& pairs) {
    std::vector<std::vector<KeptPair>> chunks(
        static_cast<std::size_t>((distances.size(0) + kRowsPerChunk - 1) / kRowsPerChunk));
    const TermSums sums = mineRows<T>(distances, kinds, options, [&](std::int64_t anchor) {
        return [&chunk = chunks[static_cast<std::size_t>(anchor / kRowsPerChunk)],
                row = static_cast<std::int32_t>(anchor)](std::int32_t candidate, T weight) {
            chunk.push_back({row, candidate, static_cast<double>(weight)});
        };
    });
    for (const auto& chunk : chunks)
        pairs.insert(pairs.end(), chunk.begin(), chunk.end());
    return sums;
}

template <typename Kept>
TermSums mineAs(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                Kept& kept) {
    if (distances.numel() == 0)
        return {};
    if (distances.scalar_type() == at::kDouble)
        return mineInto<double>(distances, kinds, options, kept);
    return mineInto<float>(distances, kinds, options, kept);
}

} // namespace

TermSums mineOnCpu(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                   at::Tensor& pairWeights) {
    return mineAs(distances, kinds, options, pairWeights);
}

TermSums mineOnCpu(const at::Tensor& distances, const at::Tensor& kinds, const MiningOptions& options,
                   std::vector<KeptPair>& pairs) {
    return mineAs(distances, kinds, options, pairs);
}

} // namespace crossview
