#pragma once

#include "common/matrix.h"

#include <stop_token>

namespace crossview {

/// Lower Cholesky factor L, A = L L^T, of a symmetric positive definite matrix [n, n], in its place; what is
/// above the diagonal becomes zero. In blocks of matrix products, so that a stop is heard between them.
/// Throws Error when the matrix is not positive definite, Cancelled soon after a stop.
void factorCholesky(MatrixD& symmetric, const std::stop_token& stop = {});

/// Solves L X = B in the place of B [n, m], for the lower triangular L [n, n]. Throws Cancelled.
void solveLower(const MatrixD& lower, MatrixD& right, const std::stop_token& stop = {});

/// Solves L^T X = B in the place of B [n, m]. Throws Cancelled.
void solveLowerTransposed(const MatrixD& lower, MatrixD& right, const std::stop_token& stop = {});

} // namespace crossview
