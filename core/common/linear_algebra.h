#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <cstdint>
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

/// The rows of these numbers, in their order [numbers, d].
Matrix chosenRows(MatrixView matrix, std::span<const std::int32_t> numbers);

/// Dot product of two rows of equal length.
float dot(std::span<const float> a, std::span<const float> b);

/// Squared Euclidean distance of two rows of equal length in float64, added up in an order that does not
/// depend on where the rows stand: equal rows give equal distances, so that a tie is a tie.
double exactSquaredDistance(std::span<const float> a, std::span<const float> b);

} // namespace crossview
