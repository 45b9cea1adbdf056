#pragma once

#include "common/progress.h"
#include "features/fisher/mixture.h"

#include <cstdint>
#include <stop_token>

namespace crossview {

/// How a mixture is fitted; the values are those of Klein et al.'s code.
struct MixtureFit {
    MixtureKind kind = MixtureKind::hybrid;
    std::size_t centres = 30;
    std::size_t iterations = 10;
    double smallestScale = 1e-3; ///< least mean absolute deviation and least variance
    std::uint64_t seed = 1;
};

/// Fits a mixture to points [N, D], N > 0, by expectation and maximisation; with fewer points than centres
/// there is a centre a point. It starts at points drawn by the seed, with equal priors, the deviation and the
/// variance of all points, and for a hybrid one with Laplacians drawn at random. Then each centre takes for
/// each dimension its weighted median with the mean absolute deviation from it, and its weighted mean with
/// the variance, and of the two densities the one under which its points are likelier. The weighted median is
/// the least value up to which half of the weight lies. A centre that no point belongs to stays as it is.
/// Values of the points should be of the order of 1 (the floor of the scales). Equal points, options and seed
/// give equal bits on one machine, whatever the number of threads. Throws Cancelled.
Mixture fitMixture(MatrixView points, const MixtureFit& how, const std::stop_token& stop = {},
                   const ProgressSink& progress = {});

} // namespace crossview
