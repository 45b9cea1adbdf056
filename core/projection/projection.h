#pragma once

#include "common/matrix.h"

#include <string>

namespace crossview {

/// 2-D coordinates of both views on one map, scaled so that the RMS radius is 1. Items whose embedding holds
/// NaN lie at the centre.
struct Projection {
    Matrix images;    ///< [image count, 2]
    Matrix sentences; ///< [sentence count, 2]
    double explained =
        0; ///< share of the variance that the two axes hold; 0 where a method has no such number
    std::string madeBy{}; ///< Projector::key() of what made it; empty: not known
};

} // namespace crossview
