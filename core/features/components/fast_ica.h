#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstdint>
#include <stop_token>

namespace crossview {

/// Independent components of rows [n, d] by FastICA, one after the other (deflation) with g(u) = u^3, as the
/// authors' package 2.5 does by default: tolerance 1e-4 and at most 1000 iterations for each; a component
/// that has not come to rest by then is kept as it is. Hyvärinen, "Fast and Robust Fixed-Point Algorithms for
/// Independent Component Analysis", IEEE Transactions on Neural Networks 10(3), 1999. Returns W [k, d], k the
/// rank of the covariance or `most`: the rows of W (x - mean) are uncorrelated and of variance 1. Equal bits
/// whatever the number of threads. Throws std::invalid_argument without rows; Cancelled.
MatrixD fastIca(MatrixView rows, std::size_t most, std::uint64_t seed, const std::stop_token& stop = {},
                const ProgressSink& progress = {});

} // namespace crossview
