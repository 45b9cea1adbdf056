#include "common/gemm.h"

#include <cblas.h>

namespace crossview {
namespace {

CBLAS_TRANSPOSE flag(bool transpose) {
    return transpose ? CblasTrans : CblasNoTrans;
}

} // namespace

void gemm(bool transposeA, bool transposeB, int n, int m, int k, const float* a, int lda, const float* b,
          int ldb, float* c, int ldc) {
    cblas_sgemm(CblasRowMajor, flag(transposeA), flag(transposeB), n, m, k, 1.0F, a, lda, b, ldb, 0.0F, c,
                ldc);
}

void gemm(bool transposeA, bool transposeB, int n, int m, int k, const double* a, int lda, const double* b,
          int ldb, double* c, int ldc) {
    cblas_dgemm(CblasRowMajor, flag(transposeA), flag(transposeB), n, m, k, 1.0, a, lda, b, ldb, 0.0, c, ldc);
}

} // namespace crossview
