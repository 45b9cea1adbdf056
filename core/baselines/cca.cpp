#include "baselines/cca.h"

#include "common/cholesky.h"
#include "common/decompositions.h"
#include "common/gemm.h"
#include "common/linear_algebra.h"
#include "features/components/leading_eigen.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::size_t kBlockRows = 512;
/// Columns of the left matrix in one product: 512 x 512 x 4096 products are some tens of milliseconds.
constexpr std::size_t kBand = 512;
constexpr std::size_t kExactSide = 1500; ///< LAPACK is faster and exact up to here
constexpr std::uint64_t kSeed = 1;

template <typename T>
std::vector<double> meanOf(BasicMatrixView<T> rows, std::span<const RowPair> pairs, bool first) {
    std::vector<double> mean(rows.cols());
    for (const auto& [x, y] : pairs) {
        const auto row = rows.row(static_cast<std::size_t>(first ? x : y));
        for (std::size_t c = 0; c < mean.size(); ++c)
            mean[c] += static_cast<double>(row[c]);
    }
    for (double& value : mean)
        value /= static_cast<double>(pairs.size());
    return mean;
}

/// Rows of a block of pairs without their mean [pairs, d].
template <typename T>
MatrixD centred(BasicMatrixView<T> rows, std::span<const RowPair> pairs, bool first,
                const std::vector<double>& mean) {
    MatrixD block(pairs.size(), rows.cols());
    for (std::size_t p = 0; p < pairs.size(); ++p) {
        const auto row = rows.row(static_cast<std::size_t>(first ? pairs[p].first : pairs[p].second));
        for (std::size_t c = 0; c < mean.size(); ++c)
            block(p, c) = static_cast<double>(row[c]) - mean[c];
    }
    return block;
}

/// sum += A^T B, a band of columns of A at a time.
void addProducts(const MatrixD& a, const MatrixD& b, MatrixD& sum, const std::stop_token& stop) {
    std::vector<double> part;
    for (std::size_t begin = 0; begin < a.cols(); begin += kBand) {
        throwIfStopped(stop);
        const std::size_t count = std::min(kBand, a.cols() - begin);
        part.resize(count * b.cols());
        gemm(true, false, static_cast<int>(count), static_cast<int>(b.cols()), static_cast<int>(a.rows()),
             a.data() + begin, static_cast<int>(a.cols()), b.data(), static_cast<int>(b.cols()), part.data(),
             static_cast<int>(b.cols()));
        double* out = sum.data() + begin * b.cols();
        for (std::size_t i = 0; i < part.size(); ++i)
            out[i] += part[i];
    }
}

template <typename T>
CcaStatistics statisticsOf(BasicMatrixView<T> x, BasicMatrixView<T> y, std::span<const RowPair> pairs,
                           const std::stop_token& stop, const ProgressSink& progress) {
    if (pairs.size() < 2)
        throw Error(fmt::format("CCA needs at least two training pairs, and there are {}.", pairs.size()));
    CcaStatistics result;
    result.pairs = pairs.size();
    result.meanX = meanOf(x, pairs, true);
    result.meanY = meanOf(y, pairs, false);
    result.xx = MatrixD(x.cols(), x.cols());
    result.xy = MatrixD(x.cols(), y.cols());
    result.yy = MatrixD(y.cols(), y.cols());
    for (std::size_t begin = 0; begin < pairs.size(); begin += kBlockRows) {
        const auto block = pairs.subspan(begin, std::min(kBlockRows, pairs.size() - begin));
        const MatrixD left = centred(x, block, true, result.meanX);
        const MatrixD right = centred(y, block, false, result.meanY);
        addProducts(left, left, result.xx, stop);
        addProducts(left, right, result.xy, stop);
        addProducts(right, right, result.yy, stop);
        report(progress, {"Covariances of both views", begin + block.size(), pairs.size(), {}});
    }
    for (MatrixD* matrix : {&result.xx, &result.xy, &result.yy})
        for (double& value : matrix->values())
            value /= static_cast<double>(pairs.size() - 1);
    return result;
}

MatrixD transposed(const MatrixD& matrix) {
    MatrixD result(matrix.cols(), matrix.rows());
    for (std::size_t r = 0; r < matrix.rows(); ++r)
        for (std::size_t c = 0; c < matrix.cols(); ++c)
            result(c, r) = matrix(r, c);
    return result;
}

/// A^T A.
MatrixD gram(const MatrixD& a, const std::stop_token& stop) {
    MatrixD sum(a.cols(), a.cols());
    for (std::size_t begin = 0; begin < a.rows(); begin += kBlockRows) {
        const std::size_t count = std::min(kBlockRows, a.rows() - begin);
        const double* rows = a.data() + begin * a.cols();
        addProducts(MatrixD(count, a.cols(), {rows, rows + count * a.cols()}),
                    MatrixD(count, a.cols(), {rows, rows + count * a.cols()}), sum, stop);
    }
    return sum;
}

SymmetricEigen largestEigen(const MatrixD& symmetric, std::size_t count, std::size_t exactSide,
                            const std::stop_token& stop) {
    if (symmetric.rows() <= exactSide)
        return symmetricEigen(symmetric, count);
    return leadingEigen(
        symmetric.rows(), count, [&](const MatrixD& tall) { return multiply(symmetric, tall); }, kSeed, stop);
}

/// Cholesky factor of the regularised covariance.
MatrixD regularisedFactor(MatrixD covariance, double eta, const std::stop_token& stop) {
    const SymmetricEigen leading = largestEigen(covariance, 1, 300, stop);
    const double largest = leading.values.empty() ? 0 : std::max(leading.values.front(), 0.0);
    for (std::size_t i = 0; i < covariance.rows(); ++i)
        covariance(i, i) += 1e-8 + eta * largest;
    factorCholesky(covariance, stop);
    return covariance;
}

template <typename T>
MatrixD projected(BasicMatrixView<T> rows, const std::vector<double>& mean, const MatrixD& weights,
                  const std::vector<double>& correlations, double power, const std::stop_token& stop) {
    if (rows.rows() > 0 && rows.cols() != mean.size())
        throw Error(fmt::format("A CCA of {} dimensions was given rows of {}.", mean.size(), rows.cols()));
    std::vector<double> scales(correlations.size());
    std::ranges::transform(correlations, scales.begin(), [power](double r) { return std::pow(r, power); });
    MatrixD result(rows.rows(), correlations.size());
    for (std::size_t begin = 0; begin < rows.rows(); begin += kBlockRows) {
        throwIfStopped(stop);
        std::vector<RowPair> block(std::min(kBlockRows, rows.rows() - begin));
        for (std::size_t r = 0; r < block.size(); ++r)
            block[r].first = static_cast<std::int32_t>(begin + r);
        const MatrixD part = multiply(centred(rows, std::span<const RowPair>(block), true, mean), weights);
        for (std::size_t r = 0; r < part.rows(); ++r) {
            double squares = 0;
            for (std::size_t c = 0; c < part.cols(); ++c) {
                result(begin + r, c) = part(r, c) * scales[c];
                squares += result(begin + r, c) * result(begin + r, c);
            }
            for (double& value : result.row(begin + r))
                value = squares > 0 ? value / std::sqrt(squares) : 0;
        }
    }
    return result;
}

} // namespace

CcaStatistics ccaStatistics(MatrixView x, MatrixView y, std::span<const RowPair> pairs,
                            const std::stop_token& stop, const ProgressSink& progress) {
    return statisticsOf(x, y, pairs, stop, progress);
}

CcaStatistics ccaStatistics(MatrixViewD x, MatrixViewD y, std::span<const RowPair> pairs,
                            const std::stop_token& stop, const ProgressSink& progress) {
    return statisticsOf(x, y, pairs, stop, progress);
}

MatrixD Cca::projectX(MatrixView rows, double power, const std::stop_token& stop) const {
    return projected(rows, meanX, weightsX, correlations, power, stop);
}

MatrixD Cca::projectX(MatrixViewD rows, double power, const std::stop_token& stop) const {
    return projected(rows, meanX, weightsX, correlations, power, stop);
}

MatrixD Cca::projectY(MatrixView rows, double power, const std::stop_token& stop) const {
    return projected(rows, meanY, weightsY, correlations, power, stop);
}

MatrixD Cca::projectY(MatrixViewD rows, double power, const std::stop_token& stop) const {
    return projected(rows, meanY, weightsY, correlations, power, stop);
}

Cca fitCca(const CcaStatistics& statistics, double eta, std::size_t components, const std::stop_token& stop) {
    const MatrixD factorX = regularisedFactor(statistics.xx, eta, stop);
    const MatrixD factorY = regularisedFactor(statistics.yy, eta, stop);
    MatrixD half = statistics.xy;
    solveLower(factorX, half, stop);
    MatrixD back = transposed(half); // [e, d]
    solveLower(factorY, back, stop);
    // The singular vectors of the whitened cross-covariance Lx^-1 Cxy Ly^-T, by the eigenvectors of the
    // smaller of its two Gram matrices.
    const bool ySmaller = back.rows() <= back.cols();
    const MatrixD tall = ySmaller ? transposed(back) : std::move(back); // [larger, smaller]
    const SymmetricEigen eigen =
        largestEigen(gram(tall, stop), std::min(components, tall.cols()), kExactSide, stop);
    Cca cca;
    cca.meanX = statistics.meanX;
    cca.meanY = statistics.meanY;
    for (const double value : eigen.values)
        if (value > 1e-12) // r below a millionth is rounding, and has no direction in the other view
            cca.correlations.push_back(std::sqrt(value));
    const std::size_t k = cca.correlations.size();
    MatrixD small(tall.cols(), k);
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t c = 0; c < tall.cols(); ++c)
            small(c, i) = eigen.vectors(i, c);
    throwIfStopped(stop);
    MatrixD large = multiply(tall, small);
    for (std::size_t r = 0; r < large.rows(); ++r)
        for (std::size_t i = 0; i < k; ++i)
            large(r, i) /= cca.correlations[i];
    cca.weightsX = ySmaller ? std::move(large) : small;
    cca.weightsY = ySmaller ? std::move(small) : std::move(large);
    solveLowerTransposed(factorX, cca.weightsX, stop);
    solveLowerTransposed(factorY, cca.weightsY, stop);
    return cca;
}

} // namespace crossview
