#include "features/components/leading_eigen.h"

#include "common/linear_algebra.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace crossview {
namespace {

constexpr std::size_t kExactSide = 300;
constexpr std::size_t kIterations = 7;

/// Rows of a product with a [width, width] matrix that stays below the time that a stop may take.
std::size_t chunkRows(std::size_t width) {
    return std::clamp<std::size_t>((std::size_t{1} << 30U) / (width * width + 1), 32, 1024);
}

MatrixViewD rowsOf(const MatrixD& matrix, std::size_t first, std::size_t count) {
    return {matrix.data() + first * matrix.cols(), count, matrix.cols()};
}

/// A^T B of two tall matrices, chunk by chunk.
MatrixD innerProducts(const MatrixD& a, const MatrixD& b, const std::stop_token& stop) {
    MatrixD sum(a.cols(), b.cols());
    const std::size_t step = chunkRows(a.cols());
    for (std::size_t first = 0; first < a.rows(); first += step) {
        throwIfStopped(stop);
        const std::size_t count = std::min(step, a.rows() - first);
        const MatrixD part = multiply(rowsOf(a, first, count), rowsOf(b, first, count), true, false);
        for (std::size_t i = 0; i < part.size(); ++i)
            sum.values()[i] += part.values()[i];
    }
    return sum;
}

/// tall * small^T in place of tall, chunk by chunk.
void rotate(MatrixD& tall, const MatrixD& small, const std::stop_token& stop) {
    MatrixD out(tall.rows(), small.rows());
    const std::size_t step = chunkRows(tall.cols());
    for (std::size_t first = 0; first < tall.rows(); first += step) {
        throwIfStopped(stop);
        const std::size_t count = std::min(step, tall.rows() - first);
        const MatrixD part = multiply(rowsOf(tall, first, count), small, false, true);
        std::copy(part.values().begin(), part.values().end(),
                  out.values().begin() + static_cast<std::ptrdiff_t>(first * out.cols()));
    }
    tall = std::move(out);
}

/// Orthonormal columns through the eigenvectors of the Gram matrix. A second round removes what rounding left
/// in the first; between iterations one is enough. Directions that vanish become zero columns.
void orthonormalise(MatrixD& tall, int rounds, const std::stop_token& stop) {
    for (int round = 0; round < rounds; ++round) {
        SymmetricEigen gram = symmetricEigen(innerProducts(tall, tall, stop), tall.cols());
        const double floor = 1e-14 * std::max(gram.values.empty() ? 0.0 : gram.values.front(), 1e-280);
        for (std::size_t i = 0; i < gram.values.size(); ++i) {
            const double scale = gram.values[i] > floor ? 1 / std::sqrt(gram.values[i]) : 0.0;
            for (double& entry : gram.vectors.row(i))
                entry *= scale;
        }
        rotate(tall, gram.vectors, stop);
    }
}

SymmetricEigen exact(std::size_t n, std::size_t count, const SymmetricProduct& product) {
    MatrixD identity(n, n);
    for (std::size_t i = 0; i < n; ++i)
        identity(i, i) = 1;
    return symmetricEigen(product(identity), count);
}

} // namespace

SymmetricEigen leadingEigen(std::size_t n, std::size_t count, const SymmetricProduct& product,
                            std::uint64_t seed, const std::stop_token& stop, const ProgressSink& progress) {
    count = std::min(count, n);
    const std::size_t width = count + count / 10 + 10;
    const auto done = [&](std::size_t rounds) {
        report(progress, {"Finding components", rounds, kIterations + 1, {}});
    };
    done(0);
    if (n <= kExactSide || width >= n) {
        SymmetricEigen all = exact(n, count, product);
        done(kIterations + 1);
        return all;
    }
    std::mt19937_64 random(seed);
    MatrixD basis(n, width);
    // Any start with full rank will do; uniform numbers from the raw generator are equal on every platform.
    for (double& entry : basis.values())
        entry = static_cast<double>(random() >> 11U) * 0x1p-53 - 0.5;
    for (std::size_t iteration = 0; iteration < kIterations; ++iteration) {
        orthonormalise(basis, 1, stop);
        basis = product(basis);
        throwIfStopped(stop);
        done(iteration + 1);
    }
    orthonormalise(basis, 2, stop);
    const MatrixD image = product(basis);
    done(kIterations + 1);
    SymmetricEigen small = symmetricEigen(innerProducts(basis, image, stop), count);
    rotate(basis, small.vectors, stop);
    SymmetricEigen result;
    result.values = std::move(small.values);
    result.vectors = MatrixD(result.values.size(), n);
    for (std::size_t i = 0; i < result.values.size(); ++i) {
        double largest = 0;
        for (std::size_t r = 0; r < n; ++r)
            if (std::abs(basis(r, i)) > std::abs(largest))
                largest = basis(r, i);
        for (std::size_t r = 0; r < n; ++r) // the sign is fixed as in symmetricEigen
            result.vectors(i, r) = largest < 0 ? -basis(r, i) : basis(r, i);
    }
    return result;
}

} // namespace crossview
