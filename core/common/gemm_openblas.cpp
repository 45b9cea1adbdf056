#include "common/gemm.h"
#include "common/onednn_product.h"
#include "common/product_kernel.h"

#include <cblas.h>

namespace crossview {
namespace {

/// Below this many multiplications the way into oneDNN costs more than the product.
constexpr long long kSmallProduct = 32LL * 32 * 32;

CBLAS_TRANSPOSE flag(bool transpose) {
    return transpose ? CblasTrans : CblasNoTrans;
}

/// C = alpha op(A) op(B) + beta C, row-major.
void multiplyAndAdd(bool transposeA, bool transposeB, int n, int m, int k, float alpha, const float* a,
                    int lda, const float* b, int ldb, float beta, float* c, int ldc) {
    if (productKernel().library == ProductLibrary::oneDnn &&
        static_cast<long long>(n) * m * k >= kSmallProduct)
        multiplyWithOneDnn(transposeA, transposeB, n, m, k, alpha, a, lda, b, ldb, beta, c, ldc);
    else
        cblas_sgemm(CblasRowMajor, flag(transposeA), flag(transposeB), n, m, k, alpha, a, lda, b, ldb, beta,
                    c, ldc);
}

} // namespace

void gemm(bool transposeA, bool transposeB, int n, int m, int k, const float* a, int lda, const float* b,
          int ldb, float* c, int ldc) {
    multiplyAndAdd(transposeA, transposeB, n, m, k, 1.0F, a, lda, b, ldb, 0.0F, c, ldc);
}

void gemm(bool transposeA, bool transposeB, int n, int m, int k, const double* a, int lda, const double* b,
          int ldb, double* c, int ldc) {
    cblas_dgemm(CblasRowMajor, flag(transposeA), flag(transposeB), n, m, k, 1.0, a, lda, b, ldb, 0.0, c, ldc);
}

} // namespace crossview

// The symbol by which other libraries, LibTorch first, multiply: a program's own comes before OpenBLAS's, so
// that training takes the same kernel as everything else. Column-major, which is the transposed product
// row-major. NOLINTNEXTLINE(readability-identifier-naming): the name that they look for.
extern "C" __attribute__((visibility("default"))) void sgemm_(const char* transposeA, const char* transposeB,
                                                              const int* m, const int* n, const int* k,
                                                              const float* alpha, const float* a,
                                                              const int* lda, const float* b, const int* ldb,
                                                              const float* beta, float* c, const int* ldc) {
    const auto isTransposed = [](char letter) { return letter != 'N' && letter != 'n'; };
    crossview::multiplyAndAdd(isTransposed(*transposeB), isTransposed(*transposeA), *n, *m, *k, *alpha, b,
                              *ldb, a, *lda, *beta, c, *ldc);
}
