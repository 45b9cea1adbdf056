#include "common/linear_algebra.h"

#include "common/error.h"

#include <algorithm>
#include <cblas.h>
#include <cmath>
#include <fmt/format.h>
#include <lapacke.h>
#include <limits>
#include <numeric>

namespace crossview {
namespace {

int asInt(std::size_t value) {
    if (value > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw Error(fmt::format("A matrix side of {} is more than the linear algebra library takes.", value));
    return static_cast<int>(value);
}

void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int n, int m, int k, const float* a, int lda,
          const float* b, int ldb, float* c, int ldc) {
    cblas_sgemm(CblasRowMajor, ta, tb, n, m, k, 1.0F, a, lda, b, ldb, 0.0F, c, ldc);
}

void gemm(CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int n, int m, int k, const double* a, int lda,
          const double* b, int ldb, double* c, int ldc) {
    cblas_dgemm(CblasRowMajor, ta, tb, n, m, k, 1.0, a, lda, b, ldb, 0.0, c, ldc);
}

template <typename T>
void multiplyInto(BasicMatrixView<T> a, BasicMatrixView<T> b, bool transposeA, bool transposeB, T* out) {
    const std::size_t n = transposeA ? a.cols() : a.rows();
    const std::size_t k = transposeA ? a.rows() : a.cols();
    const std::size_t m = transposeB ? b.rows() : b.cols();
    const std::size_t inner = transposeB ? b.cols() : b.rows();
    if (k != inner)
        throw Error(fmt::format("Matrices [{}, {}] and [{}, {}] cannot be multiplied.", n, k, inner, m));
    if (n == 0 || m == 0)
        return;
    if (k == 0) {
        std::fill_n(out, n * m, T{0});
        return;
    }
    gemm(transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, asInt(n), asInt(m),
         asInt(k), a.data(), asInt(a.cols()), b.data(), asInt(b.cols()), out, asInt(m));
}

template <typename T>
BasicMatrix<T> product(BasicMatrixView<T> a, BasicMatrixView<T> b, bool transposeA, bool transposeB) {
    BasicMatrix<T> c(transposeA ? a.cols() : a.rows(), transposeB ? b.rows() : b.cols());
    multiplyInto(a, b, transposeA, transposeB, c.data());
    return c;
}

void check(lapack_int info, const char* routine) {
    if (info != 0)
        throw Error(fmt::format("{} did not converge (code {}): the data hold values that are not finite.",
                                routine, info));
}

} // namespace

Matrix multiply(MatrixView a, MatrixView b, bool transposeA, bool transposeB) {
    return product(a, b, transposeA, transposeB);
}

MatrixD multiply(MatrixViewD a, MatrixViewD b, bool transposeA, bool transposeB) {
    return product(a, b, transposeA, transposeB);
}

void multiplyTransposed(MatrixView a, MatrixView b, float* out) {
    multiplyInto(a, b, false, true, out);
}

SymmetricEigen symmetricEigen(const MatrixD& symmetric, std::size_t count) {
    const std::size_t n = symmetric.rows();
    count = std::min(count, n);
    SymmetricEigen result;
    if (count == 0)
        return result;
    MatrixD work = symmetric;
    std::vector<double> values(n);
    MatrixD vectors(n, count); // column-major in LAPACK's eyes: row-major [n, count]
    std::vector<lapack_int> support(2 * n);
    lapack_int found = 0;
    check(LAPACKE_dsyevr(LAPACK_ROW_MAJOR, 'V', 'I', 'U', asInt(n), work.data(), asInt(n), 0.0, 0.0,
                         asInt(n - count + 1), asInt(n), 0.0, &found, values.data(), vectors.data(),
                         asInt(count), support.data()),
          "dsyevr");
    const auto kept = static_cast<std::size_t>(found);
    result.values.resize(kept);
    result.vectors = MatrixD(kept, n);
    for (std::size_t i = 0; i < kept; ++i) {
        const std::size_t source = kept - 1 - i; // LAPACK sorts ascending
        result.values[i] = values[source];
        double largest = 0;
        for (std::size_t r = 0; r < n; ++r) {
            const double entry = vectors(r, source);
            result.vectors(i, r) = entry;
            if (std::abs(entry) > std::abs(largest))
                largest = entry;
        }
        if (largest < 0)
            for (double& entry : result.vectors.row(i))
                entry = -entry;
    }
    return result;
}

void orthonormaliseColumns(MatrixD& tall) {
    const std::size_t k = std::min(tall.rows(), tall.cols());
    if (k == 0)
        return;
    std::vector<double> tau(k);
    const int n = asInt(tall.rows());
    const int m = asInt(tall.cols());
    check(LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, n, m, tall.data(), m, tau.data()), "dgeqrf");
    check(LAPACKE_dorgqr(LAPACK_ROW_MAJOR, n, asInt(k), asInt(k), tall.data(), m, tau.data()), "dorgqr");
}

Svd thinSvd(const MatrixD& matrix) {
    const std::size_t n = matrix.rows();
    const std::size_t k = matrix.cols();
    const std::size_t r = std::min(n, k);
    Svd svd;
    svd.u = MatrixD(n, r);
    svd.values.resize(r);
    svd.vt = MatrixD(r, k);
    if (r == 0)
        return svd;
    MatrixD work = matrix;
    check(LAPACKE_dgesdd(LAPACK_ROW_MAJOR, 'S', asInt(n), asInt(k), work.data(), asInt(k), svd.values.data(),
                         svd.u.data(), asInt(r), svd.vt.data(), asInt(k)),
          "dgesdd");
    return svd;
}

float dot(std::span<const float> a, std::span<const float> b) {
    // Eight partial sums let the compiler use vector registers without reordering one long sum.
    constexpr std::size_t kLanes = 8;
    float lanes[kLanes] = {};
    const std::size_t n = std::min(a.size(), b.size());
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            lanes[lane] += a[i + lane] * b[i + lane];
    float sum = 0;
    for (; i < n; ++i)
        sum += a[i] * b[i];
    return std::accumulate(std::begin(lanes), std::end(lanes), sum);
}

void normalise(std::span<float> row) {
    double squares = 0;
    for (const float value : row)
        squares += static_cast<double>(value) * value;
    if (squares <= 0)
        return;
    const auto scale = static_cast<float>(1.0 / std::sqrt(squares));
    for (float& value : row)
        value *= scale;
}

void normaliseRows(Matrix& matrix) {
    for (std::size_t r = 0; r < matrix.rows(); ++r)
        normalise(matrix.row(r));
}

} // namespace crossview
