#include "features/components/truncated_svd.h"

#include "common/decompositions.h"
#include "common/threads.h"
#include "common/wide.h"
#include "features/components/leading_eigen.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace crossview {
namespace {

// Columns of the dense matrix at a time: with a vocabulary of ten thousand terms both of its sides (in and
// out) stay in a core's cache, and there is nothing between the two products to keep.
constexpr std::size_t kColumns = 16;
using Columns = std::array<double, kColumns>;

/// out += A^T (A in) of the rows from `first` to `end` of A, for `kColumns` columns.
CROSSVIEW_WIDE void addSquareProduct(const SparseMatrix& matrix, std::size_t first, std::size_t end,
                                     const Columns* in, Columns* out) {
    for (std::size_t r = first; r < end; ++r) {
        Columns sums{};
        for (std::size_t i = matrix.start[r]; i < matrix.start[r + 1]; ++i) {
            const double value = double{matrix.values[i]};
            const Columns& from = in[matrix.columns[i]];
            for (std::size_t c = 0; c < kColumns; ++c)
                sums[c] += value * from[c];
        }
        for (std::size_t i = matrix.start[r]; i < matrix.start[r + 1]; ++i) {
            const double value = double{matrix.values[i]};
            Columns& to = out[matrix.columns[i]];
            for (std::size_t c = 0; c < kColumns; ++c)
                to[c] += value * sums[c];
        }
    }
}

/// A^T A times dense [v, k].
MatrixD squareProduct(const SparseMatrix& matrix, const MatrixD& dense, const std::stop_token& stop) {
    constexpr std::size_t kRowsAtOnce = 16384; // some ms: a stop is heard between them
    MatrixD out(dense.rows(), dense.cols());
    parallelFor((dense.cols() + kColumns - 1) / kColumns, stop, [&](std::size_t block) {
        const std::size_t first = block * kColumns;
        const std::size_t count = std::min(kColumns, dense.cols() - first);
        std::vector<Columns> in(dense.rows());
        std::vector<Columns> sums(dense.rows());
        for (std::size_t r = 0; r < dense.rows(); ++r)
            std::copy_n(dense.row(r).begin() + static_cast<std::ptrdiff_t>(first), count, in[r].begin());
        for (std::size_t row = 0; row < matrix.rows(); row += kRowsAtOnce) {
            throwIfStopped(stop);
            addSquareProduct(matrix, row, std::min(row + kRowsAtOnce, matrix.rows()), in.data(), sums.data());
        }
        for (std::size_t r = 0; r < dense.rows(); ++r)
            std::copy_n(sums[r].begin(), count, out.row(r).begin() + static_cast<std::ptrdiff_t>(first));
    });
    return out;
}

} // namespace

TruncatedSvd truncatedSvd(const SparseMatrix& matrix, std::size_t components, std::uint64_t seed,
                          const std::stop_token& stop, const ProgressSink& progress) {
    const std::size_t count = std::min({components, matrix.rows(), matrix.cols});
    const SymmetricEigen eigen = leadingEigen(
        matrix.cols, count, [&](const MatrixD& tall) { return squareProduct(matrix, tall, stop); }, seed,
        stop, progress);
    TruncatedSvd svd;
    svd.basis = Matrix(matrix.cols, eigen.values.size());
    for (std::size_t k = 0; k < eigen.values.size(); ++k) {
        svd.values.push_back(std::sqrt(std::max(eigen.values[k], 0.0)));
        for (std::size_t c = 0; c < matrix.cols; ++c)
            svd.basis(c, k) = static_cast<float>(eigen.vectors(k, c));
    }
    return svd;
}

} // namespace crossview
