#pragma once

#include "model/model_options.h"

namespace crossview {

/// Constant under the root of Distance::euclideanEpsilon.
inline constexpr double kDistanceEpsilon = 1e-4;

/// d(a, b) of unit vectors as a function of |a - b|², rising (method.md 1.3).
using DistanceOfSquared = double (*)(double squared);
DistanceOfSquared distanceOfSquared(Distance kind);

} // namespace crossview
