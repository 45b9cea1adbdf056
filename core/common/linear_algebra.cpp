#include "common/linear_algebra.h"

#include "common/error.h"
#include "common/gemm.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace crossview {
namespace {

int asInt(std::size_t value) {
    if (value > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw Error(fmt::format("A matrix side of {} is more than the linear algebra library takes.", value));
    return static_cast<int>(value);
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
    gemm(transposeA, transposeB, asInt(n), asInt(m), asInt(k), a.data(), asInt(a.cols()), b.data(),
         asInt(b.cols()), out, asInt(m));
}

template <typename T>
BasicMatrix<T> product(BasicMatrixView<T> a, BasicMatrixView<T> b, bool transposeA, bool transposeB) {
    BasicMatrix<T> c(transposeA ? a.cols() : a.rows(), transposeB ? b.rows() : b.cols());
    multiplyInto(a, b, transposeA, transposeB, c.data());
    return c;
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

Matrix chosenRows(MatrixView matrix, std::span<const std::int32_t> numbers) {
    Matrix rows(numbers.size(), matrix.cols());
    for (std::size_t r = 0; r < numbers.size(); ++r)
        std::ranges::copy(matrix.row(static_cast<std::size_t>(numbers[r])), rows.row(r).begin());
    return rows;
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

double exactSquaredDistance(std::span<const float> a, std::span<const float> b) {
    double sums[4] = {0, 0, 0, 0};
    std::size_t c = 0;
    for (; c + 4 <= a.size(); c += 4)
        for (std::size_t lane = 0; lane < 4; ++lane) {
            const double difference = double(a[c + lane]) - double(b[c + lane]);
            sums[lane] += difference * difference;
        }
    for (; c < a.size(); ++c) {
        const double difference = double(a[c]) - double(b[c]);
        sums[0] += difference * difference;
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

} // namespace crossview
