#pragma once

#include "evaluation/bootstrap.h"

#include <span>

namespace crossview {

/// What one method does more than another over several seeds, held against both kinds of noise: other test
/// pictures, and other seeds.
struct SeedComparison {
    Comparison queries;       ///< of the means over the seeds, paired bootstrap over images
    Measures seedHalfWidth{}; ///< half the 95 % interval of the mean difference by Student's t over the pairs
                              ///< of one seed each; 0 for a single seed, whose noise nobody knows
    std::size_t seeds = 0;

    /// Both intervals leave out 0 (of a single seed, the one there is).
    bool isBeyondNoise(std::size_t measure) const;
};

/// first[i] and second[i] are of the same seed. Throws Error when they are not as many, or as compareMeans
/// does; Cancelled soon after a stop.
SeedComparison compareSeeds(std::span<const Measurement> first, std::span<const Measurement> second,
                            const BootstrapOptions& options = {}, const std::stop_token& stop = {});

/// Mean of measurements of other seeds, and half its 95 % interval by Student's t; a half of 0 for one of
/// them.
struct SeedMean {
    Measures mean{};
    Measures halfWidth{};
};
SeedMean meanOfSeeds(std::span<const Measurement> measurements);

} // namespace crossview
