#pragma once

#include "common/decompositions.h"
#include "common/progress.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>

namespace crossview {

/// A symmetric positive semi-definite operator: the product of an [n, n] matrix with a tall [n, k] one.
using SymmetricProduct = std::function<MatrixD(const MatrixD&)>;

/// The `count` largest eigenvalues and their vectors of an operator that is only known by its products, by
/// subspace iteration from a seeded start (Halko, Martinsson and Tropp 2011). Small problems are solved
/// exactly. Unlike one LAPACK call over the whole matrix it can be stopped between its short steps.
/// Throws Cancelled on a stop; progress is in rounds of the iteration.
SymmetricEigen leadingEigen(std::size_t n, std::size_t count, const SymmetricProduct& product,
                            std::uint64_t seed, const std::stop_token& stop,
                            const ProgressSink& progress = {});

} // namespace crossview
