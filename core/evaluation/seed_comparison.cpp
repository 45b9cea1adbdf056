#include "evaluation/seed_comparison.h"

#include "common/error.h"
#include "evaluation/seed_mean.h"

#include <cmath>
#include <vector>

namespace crossview {
namespace {

/// Mean and half the interval of every measure of some values [seeds].
SeedMean meanOf(std::span<const Measures> values) {
    SeedMean result;
    std::vector<double> column(values.size());
    for (std::size_t i = 0; i < kMeasures; ++i) {
        for (std::size_t seed = 0; seed < values.size(); ++seed) {
            column[seed] = values[seed][i];
            result.mean[i] += column[seed] / static_cast<double>(values.size());
        }
        result.halfWidth[i] = halfWidthOfMean(column);
    }
    return result;
}

} // namespace

bool SeedComparison::isBeyondNoise(std::size_t measure) const {
    return queries.isBeyondNoise(measure) && std::abs(queries.difference[measure]) > seedHalfWidth[measure];
}

SeedComparison compareSeeds(std::span<const Measurement> first, std::span<const Measurement> second,
                            const BootstrapOptions& options, const std::stop_token& stop) {
    if (first.size() != second.size())
        throw Error("Two methods are compared seed by seed: both need the same seeds.");
    SeedComparison comparison;
    comparison.queries = compareMeans(first, second, options, stop);
    comparison.seeds = first.size();
    std::vector<Measures> differences;
    for (std::size_t seed = 0; seed < first.size(); ++seed) {
        Measures difference = measuresOf(second[seed]);
        const Measures before = measuresOf(first[seed]);
        for (std::size_t i = 0; i < kMeasures; ++i)
            difference[i] -= before[i];
        differences.push_back(difference);
    }
    comparison.seedHalfWidth = meanOf(differences).halfWidth;
    return comparison;
}

SeedMean meanOfSeeds(std::span<const Measurement> measurements) {
    std::vector<Measures> values;
    for (const Measurement& measurement : measurements)
        values.push_back(measuresOf(measurement));
    return meanOf(values);
}

} // namespace crossview
