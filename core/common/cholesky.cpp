#include "common/cholesky.h"

#include "common/error.h"
#include "common/gemm.h"
#include "common/progress.h"

#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

constexpr std::size_t kBlock = 64;

/// out -= op(A) op(B) for a part of `out` that begins at (row, 0) or (row, col), out [n, m] of row length
/// ldc.
void subtractProduct(bool transposeA, bool transposeB, std::size_t n, std::size_t m, std::size_t k,
                     const double* a, std::size_t lda, const double* b, std::size_t ldb, double* out,
                     std::size_t ldc) {
    if (n == 0 || m == 0 || k == 0)
        return;
    std::vector<double> product(n * m);
    gemm(transposeA, transposeB, static_cast<int>(n), static_cast<int>(m), static_cast<int>(k), a,
         static_cast<int>(lda), b, static_cast<int>(ldb), product.data(), static_cast<int>(m));
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t c = 0; c < m; ++c)
            out[r * ldc + c] -= product[r * m + c];
}

} // namespace

void factorCholesky(MatrixD& symmetric, const std::stop_token& stop) {
    const std::size_t n = symmetric.rows();
    double* a = symmetric.data();
    for (std::size_t begin = 0; begin < n; begin += kBlock) {
        throwIfStopped(stop);
        const std::size_t width = std::min(kBlock, n - begin);
        const double* left = a + begin * n; // the rows of this block, as far as they are factored
        subtractProduct(false, true, n - begin, width, begin, left, n, left, n, a + begin * n + begin, n);
        for (std::size_t r = begin; r < n; ++r) {
            double* row = a + r * n;
            for (std::size_t c = begin; c < std::min(begin + width, r + 1); ++c) {
                const double* other = a + c * n;
                double value = row[c];
                for (std::size_t k = begin; k < c; ++k)
                    value -= row[k] * other[k];
                if (r != c) {
                    row[c] = value / other[c];
                    continue;
                }
                if (!(value > 0) || !std::isfinite(value))
                    throw Error("A matrix of covariances is not positive definite: the features hold values "
                                "that are not finite, or need more regularisation.");
                row[c] = std::sqrt(value);
            }
        }
    }
    for (std::size_t r = 0; r < n; ++r)
        std::fill(a + r * n + r + 1, a + (r + 1) * n, 0.0);
}

void solveLower(const MatrixD& lower, MatrixD& right, const std::stop_token& stop) {
    const std::size_t n = lower.rows();
    const std::size_t m = right.cols();
    for (std::size_t begin = 0; begin < n; begin += kBlock) {
        throwIfStopped(stop);
        const std::size_t end = std::min(begin + kBlock, n);
        subtractProduct(false, false, end - begin, m, begin, lower.data() + begin * n, n, right.data(), m,
                        right.data() + begin * m, m);
        for (std::size_t r = begin; r < end; ++r) {
            double* row = right.data() + r * m;
            for (std::size_t k = begin; k < r; ++k)
                for (std::size_t c = 0; c < m; ++c)
                    row[c] -= lower(r, k) * right(k, c);
            for (std::size_t c = 0; c < m; ++c)
                row[c] /= lower(r, r);
        }
    }
}

void solveLowerTransposed(const MatrixD& lower, MatrixD& right, const std::stop_token& stop) {
    const std::size_t n = lower.rows();
    const std::size_t m = right.cols();
    for (std::size_t end = n; end > 0;) {
        throwIfStopped(stop);
        const std::size_t begin = (end - 1) / kBlock * kBlock;
        subtractProduct(true, false, end - begin, m, n - end, lower.data() + end * n + begin, n,
                        right.data() + end * m, m, right.data() + begin * m, m);
        for (std::size_t r = end; r-- > begin;) {
            double* row = right.data() + r * m;
            for (std::size_t k = r + 1; k < end; ++k)
                for (std::size_t c = 0; c < m; ++c)
                    row[c] -= lower(k, r) * right(k, c);
            for (std::size_t c = 0; c < m; ++c)
                row[c] /= lower(r, r);
        }
        end = begin;
    }
}

} // namespace crossview
