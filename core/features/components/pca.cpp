#include "features/components/pca.h"

#include "common/decompositions.h"
#include "common/error.h"
#include "common/gemm.h"
#include "common/linear_algebra.h"
#include "common/progress.h"
#include "features/components/leading_eigen.h"
#include "files/npy.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::size_t kChunkRows =
    256; // one product of so many rows stays below the time that a stop may take
/// Multiplications of one product, above which it is taken apart further.
constexpr std::size_t kLargestProduct = std::size_t{1} << 32;

/// Training rows first … first + count without the mean.
Matrix centredChunk(MatrixView rows, std::span<const std::int32_t> training, const Matrix& mean) {
    Matrix chunk(training.size(), rows.cols());
    for (std::size_t i = 0; i < training.size(); ++i) {
        const auto from = rows.row(static_cast<std::size_t>(training[i]));
        const auto to = chunk.row(i);
        for (std::size_t c = 0; c < from.size(); ++c)
            to[c] = from[c] - mean(0, c);
    }
    return chunk;
}

Matrix meanOf(MatrixView rows, std::span<const std::int32_t> training) {
    std::vector<double> sum(rows.cols());
    for (const std::int32_t index : training) {
        const auto row = rows.row(static_cast<std::size_t>(index));
        for (std::size_t c = 0; c < row.size(); ++c)
            sum[c] += row[c];
    }
    Matrix mean(1, rows.cols());
    for (std::size_t c = 0; c < sum.size(); ++c)
        mean(0, c) = static_cast<float>(sum[c] / static_cast<double>(training.size()));
    return mean;
}

/// product(tall) of a stored symmetric matrix, in panels.
SymmetricProduct productWith(const MatrixD& matrix, const std::stop_token& stop) {
    return [&matrix, stop](const MatrixD& tall) {
        MatrixD out(matrix.rows(), tall.cols());
        const std::size_t step =
            std::clamp<std::size_t>(kLargestProduct / 4 / (matrix.cols() * tall.cols() + 1), 16, kChunkRows);
        for (std::size_t first = 0; first < matrix.rows(); first += step) {
            throwIfStopped(stop);
            const std::size_t count = std::min(step, matrix.rows() - first);
            const MatrixD part =
                multiply(MatrixViewD(matrix.data() + first * matrix.cols(), count, matrix.cols()), tall);
            std::copy(part.values().begin(), part.values().end(),
                      out.values().begin() + static_cast<std::ptrdiff_t>(first * out.cols()));
        }
        return out;
    };
}

/// Unit eigenvectors [k, d] and variances (per training row) of the covariance.
SymmetricEigen byCovariance(MatrixView rows, std::span<const std::int32_t> training, const Matrix& mean,
                            std::size_t count, std::uint64_t seed, const std::stop_token& stop) {
    MatrixD covariance(rows.cols(), rows.cols());
    const double share = 1 / static_cast<double>(training.size());
    for (std::size_t first = 0; first < training.size(); first += kChunkRows) {
        throwIfStopped(stop);
        const Matrix chunk =
            centredChunk(rows, training.subspan(first, std::min(kChunkRows, training.size() - first)), mean);
        const Matrix part = multiply(chunk, chunk, true, false);
        for (std::size_t i = 0; i < part.size(); ++i)
            covariance.values()[i] += share * static_cast<double>(part.values()[i]);
    }
    return leadingEigen(covariance.rows(), count, productWith(covariance, stop), seed, stop);
}

MatrixView rowsOf(const Matrix& matrix, std::size_t first, std::size_t count) {
    return {matrix.row(first).data(), std::min(count, matrix.rows() - first), matrix.cols()};
}

/// left [k, n] times right [n, d], added up in float64.
MatrixD exactProduct(const MatrixD& left, const Matrix& right, const std::stop_token& stop) {
    MatrixD product(left.rows(), right.cols());
    for (std::size_t k = 0; k < left.rows(); ++k) {
        throwIfStopped(stop);
        const auto row = product.row(k);
        for (std::size_t i = 0; i < right.rows(); ++i)
            for (std::size_t c = 0; c < row.size(); ++c)
                row[c] += left(k, i) * static_cast<double>(right(i, c));
    }
    return product;
}

/// The same in float32, tile by tile: for matrices with which the loops would take minutes.
MatrixD tiledProduct(const MatrixD& left, const Matrix& right, const std::stop_token& stop) {
    const Matrix factor(left.rows(), left.cols(),
                        std::vector<float>(left.values().begin(), left.values().end()));
    Matrix product(left.rows(), right.cols());
    const auto size = [](std::size_t side) { return static_cast<int>(side); };
    for (std::size_t k = 0; k < left.rows(); k += kChunkRows)
        for (std::size_t c = 0; c < right.cols(); c += kChunkRows) {
            throwIfStopped(stop);
            gemm(false, false, size(std::min(kChunkRows, left.rows() - k)),
                 size(std::min(kChunkRows, right.cols() - c)), size(right.rows()), factor.row(k).data(),
                 size(factor.cols()), right.data() + c, size(right.cols()), product.row(k).data() + c,
                 size(product.cols()));
        }
    return {product.rows(), product.cols(),
            std::vector<double>(product.values().begin(), product.values().end())};
}

/// The same from the Gram matrix [n, n], for fewer rows than columns.
SymmetricEigen byGram(MatrixView rows, std::span<const std::int32_t> training, const Matrix& mean,
                      std::size_t count, std::uint64_t seed, const std::stop_token& stop) {
    const Matrix centred = centredChunk(rows, training, mean);
    MatrixD gram(training.size(), training.size());
    const double share = 1 / static_cast<double>(training.size());
    // Large ones tile by tile, of which those below the diagonal are those above it.
    const bool isLarge = kChunkRows * training.size() * rows.cols() > kLargestProduct;
    const std::size_t width = isLarge ? kChunkRows : centred.rows();
    for (std::size_t first = 0; first < centred.rows(); first += kChunkRows)
        for (std::size_t column = isLarge ? first : 0; column < centred.rows(); column += width) {
            throwIfStopped(stop);
            const Matrix part =
                multiply(rowsOf(centred, first, kChunkRows), rowsOf(centred, column, width), false, true);
            for (std::size_t i = 0; i < part.rows(); ++i)
                for (std::size_t j = 0; j < part.cols(); ++j) {
                    const double value = share * static_cast<double>(part(i, j));
                    gram(first + i, column + j) = value;
                    if (isLarge)
                        gram(column + j, first + i) = value;
                }
        }
    SymmetricEigen eigen = leadingEigen(gram.rows(), count, productWith(gram, stop), seed, stop);
    gram = MatrixD();
    // v = X^T u / |X^T u| turns eigenvectors of X X^T into those of X^T X.
    MatrixD vectors =
        isLarge ? tiledProduct(eigen.vectors, centred, stop) : exactProduct(eigen.vectors, centred, stop);
    for (std::size_t k = 0; k < vectors.rows(); ++k) {
        throwIfStopped(stop);
        const auto vector = vectors.row(k);
        double square = 0;
        for (const double entry : vector)
            square += entry * entry;
        const double scale = square > 0 ? 1 / std::sqrt(square) : 0.0;
        for (double& entry : vector)
            entry *= scale;
    }
    eigen.vectors = std::move(vectors);
    return eigen;
}

} // namespace

Pca fitPca(MatrixView rows, std::span<const std::int32_t> training, std::size_t components,
           std::uint64_t seed, const std::stop_token& stop) {
    if (training.empty() || rows.cols() == 0)
        throw std::invalid_argument("fitPca needs training rows");
    Pca pca;
    pca.mean = meanOf(rows, training);
    const std::size_t rank = std::min(rows.cols(), std::max<std::size_t>(training.size() - 1, 1));
    const std::size_t count = std::clamp<std::size_t>(components, 1, rank);
    const bool gram = training.size() < rows.cols();
    const SymmetricEigen eigen = gram ? byGram(rows, training, pca.mean, count, seed, stop)
                                      : byCovariance(rows, training, pca.mean, count, seed, stop);
    double variance = 0;
    for (const double value : eigen.values)
        variance += std::max(value, 0.0);
    // Below this there is only rounding: the rows are equal, and scaling would blow noise up.
    double level = 0;
    for (const float value : pca.mean.values())
        level += static_cast<double>(value) * static_cast<double>(value);
    const double scale = variance > 1e-10 * level && variance > 1e-30 ? 1 / std::sqrt(variance) : 0.0;
    pca.components = Matrix(eigen.values.size(), rows.cols());
    for (std::size_t i = 0; i < pca.components.size(); ++i)
        pca.components.values()[i] = static_cast<float>(scale * eigen.vectors.values()[i]);
    return pca;
}

Matrix Pca::apply(MatrixView rows, const std::stop_token& stop) const {
    Matrix out(rows.rows(), components.rows());
    Matrix chunk;
    const std::size_t step =
        std::clamp<std::size_t>(kLargestProduct / (components.size() + 1), 16, kChunkRows);
    for (std::size_t first = 0; first < rows.rows(); first += step) {
        throwIfStopped(stop);
        const std::size_t count = std::min(step, rows.rows() - first);
        if (chunk.rows() != count)
            chunk = Matrix(count, rows.cols());
        for (std::size_t i = 0; i < count; ++i) {
            const auto from = rows.row(first + i);
            const auto to = chunk.row(i);
            for (std::size_t c = 0; c < from.size(); ++c)
                to[c] = from[c] - mean(0, c);
        }
        multiplyTransposed(chunk, components, out.data() + first * out.cols());
    }
    return out;
}

void Pca::save(const std::filesystem::path& folder, const std::string& prefix) const {
    writeNpy(folder / (prefix + "-mean.npy"), mean);
    writeNpy(folder / (prefix + "-components.npy"), components);
}

Pca Pca::load(const std::filesystem::path& folder, const std::string& prefix) {
    Pca pca{readNpy(folder / (prefix + "-mean.npy")), readNpy(folder / (prefix + "-components.npy"))};
    if (pca.mean.rows() != 1 || pca.mean.cols() != pca.components.cols() || pca.components.rows() == 0)
        throw Error(
            fmt::format("{} does not fit its mean: delete the folder {} and compute the features again.",
                        prefix + "-components.npy", folder.string()));
    return pca;
}

} // namespace crossview
