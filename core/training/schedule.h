#pragma once

#include "options/run_options.h"

#include <cstddef>

namespace crossview {

/// Factor of the learning rate at a step (0-based over the run) of `stepsPerEpoch` steps an epoch. The base
/// that it multiplies may change while the run goes on.
double scheduleFactor(const OptimiserOptions& options, long long step, long long stepsPerEpoch);

/// K of an epoch (1-based) while it falls from all `candidates` of a batch to `topK`, by the same factor
/// every epoch: all in the first one, `topK` from epoch annealEpochs + 1 on, and in between the whole number
/// nearest to candidates^(1-a) topK^a with a = (epoch - 1) / annealEpochs (method.md 1.4). Where topK is 0,
/// keeps all, or is beyond the candidates, topK itself.
int annealedTopK(int topK, int annealEpochs, int epoch, std::size_t candidates);

} // namespace crossview
