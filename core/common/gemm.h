#pragma once

namespace crossview {

/// C [n, m] = op(A) [n, k] op(B) [k, m], row-major, overwriting C; lda, ldb, ldc are the row lengths as
/// stored. By OpenBLAS or oneDNN, whichever is wider here (product_kernel.h); gemm_plain.cpp where a build
/// for learning alone finds neither.
void gemm(bool transposeA, bool transposeB, int n, int m, int k, const float* a, int lda, const float* b,
          int ldb, float* c, int ldc);
void gemm(bool transposeA, bool transposeB, int n, int m, int k, const double* a, int lda, const double* b,
          int ldb, double* c, int ldc);

} // namespace crossview
