#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <span>
#include <vector>

namespace crossview {

/// C = A * B for [n, k] x [k, m]; optional transposes are applied to the stored matrices (BLAS sgemm/dgemm).
Matrix multiply(MatrixView a, MatrixView b, bool transposeA = false, bool transposeB = false);
MatrixD multiply(MatrixViewD a, MatrixViewD b, bool transposeA = false, bool transposeB = false);

/// Writes A * B^T into `out` [a.rows, b.rows] without allocating.
void multiplyTransposed(MatrixView a, MatrixView b, float* out);

/// Scales every row to length 1; rows of length 0 stay 0.
void normaliseRows(Matrix& matrix);
void normalise(std::span<float> row);

/// Dot product of two rows of equal length.
float dot(std::span<const float> a, std::span<const float> b);

} // namespace crossview
