#pragma once

#include "evaluation/measurement.h"

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>

namespace crossview {

/// The measures that get an interval, in this order: image→sentence R@1, R@5, R@10, sentence→image R@1, R@5,
/// R@10 (percent), and rsum.
inline constexpr std::size_t kMeasures = 7;
using Measures = std::array<double, kMeasures>;

/// How a bootstrap is drawn.
struct BootstrapOptions {
    std::size_t draws = 2000;
    std::uint64_t seed = 1;
};

/// 2.5 % and 97.5 % quantiles, as numpy.percentile interpolates them.
struct Intervals {
    Measures low{};
    Measures high{};
};

/// The measures of a measurement, of five folds their mean.
Measures measuresOf(const Measurement& measurement);

/// 95 % percentile bootstrap (Efron, 1979) over images: each draw takes as many images as there are, with
/// putting back, each with all its queries, because sentences of one image are not independent; in every fold
/// by itself. The same for a seed whatever the threads. Throws Cancelled soon after a stop.
Intervals bootstrapIntervals(const Measurement& measurement, const BootstrapOptions& options = {},
                             const std::stop_token& stop = {});

/// What a system does more than another on the same queries.
struct Comparison {
    Measures difference{}; ///< second minus first
    Intervals intervals;   ///< 95 % of the difference, by the same draws for both
    Measures p{};          ///< two-sided: share of draws on the other side of 0, doubled; at most 1

    /// The interval leaves out 0.
    bool isBeyondNoise(std::size_t measure) const {
        return intervals.low[measure] > 0 || intervals.high[measure] < 0;
    }
};

/// Paired bootstrap: whatever makes a query hard is in both and drops out. Throws Error when the two were
/// asked different queries, Cancelled soon after a stop.
Comparison compare(const Measurement& first, const Measurement& second, const BootstrapOptions& options = {},
                   const std::stop_token& stop = {});

/// The mean over several measurements (of other seeds) against the mean over others, all by the same draws.
/// Throws Error when any two were asked different queries, or when one side is empty.
Comparison compareMeans(std::span<const Measurement> first, std::span<const Measurement> second,
                        const BootstrapOptions& options = {}, const std::stop_token& stop = {});

} // namespace crossview
