#include "evaluation/bootstrap.h"

#include "common/error.h"
#include "common/seeded_random.h"
#include "common/threads.h"

#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

/// Queries of one image and how many of them hit among the first 1, 5 and 10.
struct Hits {
    std::array<double, 4> imageToSentence{};
    std::array<double, 4> sentenceToImage{};

    void add(const Hits& other) {
        for (std::size_t i = 0; i < 4; ++i) {
            imageToSentence[i] += other.imageToSentence[i];
            sentenceToImage[i] += other.sentenceToImage[i];
        }
    }
};

/// [images of a pool that have a query]
using PoolHits = std::vector<Hits>;

void count(const DirectionRanks& direction, std::array<double, 4> Hits::*member, PoolHits& images) {
    for (std::size_t query = 0; query < direction.ranks.size(); ++query) {
        const double rank = direction.ranks[query];
        if (rank < 0 || direction.images[query] < 0)
            continue;
        std::array<double, 4>& hits = images[static_cast<std::size_t>(direction.images[query])].*member;
        hits[0] += 1;
        hits[1] += rank < 1 ? 1 : 0;
        hits[2] += rank < 5 ? 1 : 0;
        hits[3] += rank < 10 ? 1 : 0;
    }
}

std::vector<PoolHits> hitsOf(const Measurement& measurement) {
    std::vector<PoolHits> pools;
    for (const PoolRanks& pool : measurement.pools) {
        PoolHits images(pool.images);
        count(pool.imageToSentence, &Hits::imageToSentence, images);
        count(pool.sentenceToImage, &Hits::sentenceToImage, images);
        std::erase_if(
            images, [](const Hits& hits) { return hits.imageToSentence[0] + hits.sentenceToImage[0] == 0; });
        pools.push_back(std::move(images));
    }
    return pools;
}

Measures measuresOf(const Hits& sums) {
    Measures measures{};
    for (std::size_t i = 0; i < 3; ++i) {
        if (sums.imageToSentence[0] > 0)
            measures[i] = 100 * sums.imageToSentence[i + 1] / sums.imageToSentence[0];
        if (sums.sentenceToImage[0] > 0)
            measures[3 + i] = 100 * sums.sentenceToImage[i + 1] / sums.sentenceToImage[0];
        measures[6] += measures[i] + measures[3 + i];
    }
    return measures;
}

void addShare(Measures& mean, const Measures& part, std::size_t parts) {
    for (std::size_t i = 0; i < kMeasures; ++i)
        mean[i] += part[i] / static_cast<double>(parts);
}

void addTimes(double factor, const Measures& part, Measures& sum) {
    for (std::size_t i = 0; i < kMeasures; ++i)
        sum[i] += factor * part[i];
}

/// The measures of the drawn images, for every one of several systems by the same draw.
std::vector<Measures> drawn(const std::vector<std::vector<PoolHits>>& systems, std::uint64_t seed) {
    std::vector<Measures> means(systems.size());
    const std::size_t pools = systems.front().size();
    SeededRandom random(seed);
    for (std::size_t pool = 0; pool < pools; ++pool) {
        std::vector<Hits> sums(systems.size());
        const std::size_t images = systems.front()[pool].size();
        for (std::size_t i = 0; i < images; ++i) {
            const std::size_t image = random.scaledBelow(images);
            for (std::size_t s = 0; s < systems.size(); ++s)
                sums[s].add(systems[s][pool][image]);
        }
        for (std::size_t s = 0; s < systems.size(); ++s)
            addShare(means[s], measuresOf(sums[s]), pools);
    }
    return means;
}

/// [systems][draws]
std::vector<std::vector<Measures>> allDraws(const std::vector<std::vector<PoolHits>>& systems,
                                            const BootstrapOptions& options, const std::stop_token& stop) {
    std::vector<std::vector<Measures>> draws(systems.size(), std::vector<Measures>(options.draws));
    parallelFor(options.draws, stop, [&](std::size_t draw) {
        const std::vector<Measures> means = drawn(systems, mixSeed({options.seed, draw}));
        for (std::size_t s = 0; s < systems.size(); ++s)
            draws[s][draw] = means[s];
    });
    return draws;
}

double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Intervals intervalsOf(const std::vector<Measures>& draws) {
    Intervals intervals;
    std::vector<double> values(draws.size());
    for (std::size_t i = 0; i < kMeasures && !draws.empty(); ++i) {
        std::ranges::transform(draws, values.begin(), [i](const Measures& draw) { return draw[i]; });
        std::ranges::sort(values);
        intervals.low[i] = quantile(values, 0.025);
        intervals.high[i] = quantile(values, 0.975);
    }
    return intervals;
}

bool isSameQueries(const DirectionRanks& a, const DirectionRanks& b) {
    return a.images == b.images &&
           std::ranges::equal(a.ranks, b.ranks, [](double x, double y) { return (x < 0) == (y < 0); });
}

bool isSameQueries(const Measurement& a, const Measurement& b) {
    return a.protocol == b.protocol && a.pool == b.pool && a.tieRule == b.tieRule &&
           std::ranges::equal(a.pools, b.pools, [](const PoolRanks& x, const PoolRanks& y) {
               return isSameQueries(x.imageToSentence, y.imageToSentence) &&
                      isSameQueries(x.sentenceToImage, y.sentenceToImage);
           });
}

} // namespace

Measures measuresOf(const Measurement& measurement) {
    Measures mean{};
    for (const PoolHits& pool : hitsOf(measurement)) {
        Hits sums;
        for (const Hits& hits : pool)
            sums.add(hits);
        addShare(mean, measuresOf(sums), measurement.pools.size());
    }
    return mean;
}

Intervals bootstrapIntervals(const Measurement& measurement, const BootstrapOptions& options,
                             const std::stop_token& stop) {
    return intervalsOf(allDraws({hitsOf(measurement)}, options, stop).front());
}

Comparison compare(const Measurement& first, const Measurement& second, const BootstrapOptions& options,
                   const std::stop_token& stop) {
    return compareMeans({&first, 1}, {&second, 1}, options, stop);
}

Comparison compareMeans(std::span<const Measurement> first, std::span<const Measurement> second,
                        const BootstrapOptions& options, const std::stop_token& stop) {
    if (first.empty() || second.empty())
        throw Error("There is nothing to compare: one of the two was never measured.");
    std::vector<std::vector<PoolHits>> systems;
    std::vector<double> weights; // of the systems in the difference
    Comparison comparison;
    const auto take = [&](std::span<const Measurement> measurements, double sign) {
        for (const Measurement& measurement : measurements) {
            if (!isSameQueries(first.front(), measurement))
                throw Error("The two were asked different queries, so that they cannot be compared query by "
                            "query: ask both on the same split with the same protocol, pool and tie rule.");
            systems.push_back(hitsOf(measurement));
            weights.push_back(sign / static_cast<double>(measurements.size()));
            addTimes(weights.back(), measuresOf(measurement), comparison.difference);
        }
    };
    take(first, -1);
    take(second, 1);
    const auto draws = allDraws(systems, options, stop);
    std::vector<Measures> differences(options.draws);
    for (std::size_t draw = 0; draw < options.draws; ++draw)
        for (std::size_t s = 0; s < systems.size(); ++s)
            addTimes(weights[s], draws[s][draw], differences[draw]);
    comparison.intervals = intervalsOf(differences);
    for (std::size_t i = 0; i < kMeasures; ++i) {
        const auto atMost = std::ranges::count_if(differences, [i](const Measures& d) { return d[i] <= 0; });
        const auto atLeast = std::ranges::count_if(differences, [i](const Measures& d) { return d[i] >= 0; });
        // The observed difference counts as one draw, so that p is never 0 (Davison and Hinkley, 4.2).
        const double tail = static_cast<double>(std::min(atMost, atLeast)) + 1;
        comparison.p[i] = std::min(1.0, 2 * tail / (static_cast<double>(options.draws) + 1));
    }
    return comparison;
}

} // namespace crossview
