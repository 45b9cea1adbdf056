#pragma once

#include "options/run_options.h"

namespace crossview {

/// Factor of the learning rate at a step (0-based over the run) of `stepsPerEpoch` steps an epoch. The base
/// that it multiplies may change while the run goes on.
double scheduleFactor(const OptimiserOptions& options, long long step, long long stepsPerEpoch);

} // namespace crossview
