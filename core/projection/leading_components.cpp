#include "projection/leading_components.h"

#include "common/decompositions.h"
#include "common/linear_algebra.h"

#include <algorithm>

namespace crossview {

Matrix leadingComponents(MatrixView rows, std::size_t count) {
    constexpr std::size_t kSampleRows = 2048;
    const std::size_t stride = std::max<std::size_t>(1, rows.rows() / kSampleRows);
    Matrix sample((rows.rows() + stride - 1) / stride, rows.cols());
    for (std::size_t r = 0; r < sample.rows(); ++r)
        std::ranges::copy(rows.row(r * stride), sample.row(r).begin());
    const Matrix product = multiply(sample.view(), sample.view(), true, false);
    MatrixD scatter(rows.cols(), rows.cols());
    std::ranges::copy(product.values(), scatter.values().begin());
    const MatrixD vectors = symmetricEigen(scatter, std::min(count, rows.cols())).vectors;
    Matrix axes(vectors.rows(), vectors.cols());
    std::ranges::transform(vectors.values(), axes.values().begin(),
                           [](double value) { return static_cast<float>(value); });
    return multiply(rows, axes.view(), false, true);
}

} // namespace crossview
