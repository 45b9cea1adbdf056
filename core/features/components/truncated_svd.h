#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "features/components/sparse_matrix.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace crossview {

/// Leading right singular vectors of a sparse matrix.
struct TruncatedSvd {
    std::vector<double> values; ///< singular values, descending
    Matrix basis;               ///< [cols, k]: row of a column; x * basis projects a row x
};

/// The `components` largest singular triples of a sparse [n, v] matrix without its left vectors, by subspace
/// iteration on A^T A from a seeded start. k = min(components, n, v). Throws Cancelled on a stop;
/// progress is in rounds of the iteration.
TruncatedSvd truncatedSvd(const SparseMatrix& matrix, std::size_t components, std::uint64_t seed,
                          const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
