#include "features/text/truncated_svd.h"

#include "common/decompositions.h"
#include "common/threads.h"
#include "features/components/leading_eigen.h"

#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

/// sparse [n, v] times dense [v, k].
MatrixD times(const SparseMatrix& sparse, const MatrixD& dense, const std::stop_token& stop) {
    constexpr std::size_t kBlock = 256;
    MatrixD out(sparse.rows(), dense.cols());
    parallelFor((sparse.rows() + kBlock - 1) / kBlock, stop, [&](std::size_t block) {
        const std::size_t end = std::min((block + 1) * kBlock, sparse.rows());
        for (std::size_t r = block * kBlock; r < end; ++r) {
            double* const to = out.data() + r * out.cols();
            for (std::size_t i = sparse.start[r]; i < sparse.start[r + 1]; ++i) {
                const double value = static_cast<double>(sparse.values[i]);
                const double* const from =
                    dense.data() + static_cast<std::size_t>(sparse.columns[i]) * dense.cols();
                for (std::size_t c = 0; c < dense.cols(); ++c)
                    to[c] += value * from[c];
            }
        }
    });
    return out;
}

} // namespace

TruncatedSvd truncatedSvd(const SparseMatrix& matrix, std::size_t components, std::uint64_t seed,
                          const std::stop_token& stop) {
    const SparseMatrix transposed = matrix.transposed();
    const std::size_t count = std::min({components, matrix.rows(), matrix.cols});
    const SymmetricEigen eigen = leadingEigen(
        matrix.cols, count,
        [&](const MatrixD& tall) { return times(transposed, times(matrix, tall, stop), stop); }, seed, stop);
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
