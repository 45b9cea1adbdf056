#pragma once

#include "model/scalar_distance.h"

#include <ATen/core/Tensor.h>

namespace crossview {

/// Distances between all rows of a [n, d] and b [m, d] as a new matrix [n, m] (method.md 1.3), float32 or
/// float64 on the tensors' device. One matrix product; pairs that lie so close that the product form would
/// lose their digits are computed again from the difference of the rows, so that d(u, u) is exactly 0 (or
/// 0.01 with the epsilon) and never NaN.
at::Tensor distanceMatrix(const at::Tensor& a, const at::Tensor& b, Distance kind);

/// w with d(distance)/da = w (a - b); for negativeDot the derivative is -b and w stands for 1. The Euclidean
/// sub-gradient at 0 is 0.
template <typename T>
T distanceSlope(T distance, Distance kind) {
    switch (kind) {
    case Distance::euclidean:
    case Distance::euclideanEpsilon:
        return distance > T(0) ? T(1) / distance : T(0);
    case Distance::squaredEuclidean:
        return T(2);
    case Distance::negativeDot:
        break;
    }
    return T(1);
}

} // namespace crossview
