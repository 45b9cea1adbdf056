#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <vector>

namespace crossview {

/// Eigenvalues (descending) and eigenvectors (rows of `vectors`, [count, n]) of a symmetric matrix [n, n];
/// the count largest (LAPACK dsyevr). The sign of each vector is fixed: its largest entry is positive.
struct SymmetricEigen {
    std::vector<double> values;
    MatrixD vectors;
};
SymmetricEigen symmetricEigen(const MatrixD& symmetric, std::size_t count);

/// Orthonormal basis of the columns of a tall matrix [n, k] in place (LAPACK QR).
void orthonormaliseColumns(MatrixD& tall);

} // namespace crossview
