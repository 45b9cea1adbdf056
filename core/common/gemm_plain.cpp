#include "common/gemm.h"

#include "common/threads.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace crossview {
namespace {

/// One row of the product: sums of rows of B, or dot products with them where B is transposed.
template <typename T>
void productRow(const std::vector<T>& left, bool transposeB, std::size_t columns, const T* b, std::size_t ldb,
                T* out) {
    if (!transposeB) {
        std::fill_n(out, columns, T{0});
        for (std::size_t p = 0; p < left.size(); ++p)
            for (std::size_t j = 0; j < columns; ++j)
                out[j] += left[p] * b[p * ldb + j];
        return;
    }
    constexpr std::size_t kLanes = 16; // partial sums, so that the loop becomes vector instructions
    for (std::size_t j = 0; j < columns; ++j) {
        const T* const right = b + j * ldb;
        T lanes[kLanes] = {};
        std::size_t p = 0;
        for (; p + kLanes <= left.size(); p += kLanes)
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                lanes[lane] += left[p + lane] * right[p + lane];
        T sum = 0;
        for (; p < left.size(); ++p)
            sum += left[p] * right[p];
        for (const T lane : lanes)
            sum += lane;
        out[j] = sum;
    }
}

template <typename T>
void product(bool transposeA, bool transposeB, int n, int m, int k, const T* a, int lda, const T* b, int ldb,
             T* c, int ldc) {
    const auto size = [](int side) { return static_cast<std::size_t>(side); };
    parallelFor(size(n), {}, [&](std::size_t i) {
        std::vector<T> left(size(k));
        for (std::size_t p = 0; p < left.size(); ++p)
            left[p] = transposeA ? a[p * size(lda) + i] : a[i * size(lda) + p];
        productRow(left, transposeB, size(m), b, size(ldb), c + i * size(ldc));
    });
}

} // namespace

void gemm(bool transposeA, bool transposeB, int n, int m, int k, const float* a, int lda, const float* b,
          int ldb, float* c, int ldc) {
    product(transposeA, transposeB, n, m, k, a, lda, b, ldb, c, ldc);
}

void gemm(bool transposeA, bool transposeB, int n, int m, int k, const double* a, int lda, const double* b,
          int ldb, double* c, int ldc) {
    product(transposeA, transposeB, n, m, k, a, lda, b, ldb, c, ldc);
}

} // namespace crossview
