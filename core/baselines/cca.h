#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace crossview {

/// Row of the first and row of the second view that belong together.
using RowPair = std::pair<std::int32_t, std::int32_t>;

/// Means and covariances (over n - 1) of pairs of rows x [d] and y [e].
struct CcaStatistics {
    std::vector<double> meanX, meanY;
    MatrixD xx, xy, yy; ///< [d, d], [d, e], [e, e]
    std::size_t pairs = 0;
};

/// Sums over the pairs in blocks, in float64. Throws Error for fewer than two pairs, Cancelled soon after a
/// stop.
CcaStatistics ccaStatistics(MatrixView x, MatrixView y, std::span<const RowPair> pairs,
                            const std::stop_token& stop = {}, const ProgressSink& progress = {});
CcaStatistics ccaStatistics(MatrixViewD x, MatrixViewD y, std::span<const RowPair> pairs,
                            const std::stop_token& stop = {}, const ProgressSink& progress = {});

/// Canonical correlation analysis (method.md 1.12): the directions of two views that correlate most.
struct Cca {
    std::vector<double> meanX, meanY;
    MatrixD weightsX;                 ///< [d, k] whitened directions
    MatrixD weightsY;                 ///< [e, k]
    std::vector<double> correlations; ///< [k] canonical correlations, falling

    /// Rows [n, d or e] as unit rows [n, k] of the common space, each component scaled by its correlation to
    /// the power p: p = 0 leaves them as they are, p = 4 is the normalised CCA of Gong et al. Rows that fall
    /// on the mean are zero. Throws Error when the widths differ, Cancelled soon after a stop.
    MatrixD projectX(MatrixView rows, double power, const std::stop_token& stop = {}) const;
    MatrixD projectX(MatrixViewD rows, double power, const std::stop_token& stop = {}) const;
    MatrixD projectY(MatrixView rows, double power, const std::stop_token& stop = {}) const;
    MatrixD projectY(MatrixViewD rows, double power, const std::stop_token& stop = {}) const;
};

/// With the regularisation C + (1e-8 + eta lambda_max(C)) I of either view (Klein et al., CVPR 2015); at most
/// `components` directions, those whose correlation is above zero. Throws Error when a covariance is not
/// positive definite, Cancelled; where the smaller view has up to 1,500 dimensions a stop may take a second.
Cca fitCca(const CcaStatistics& statistics, double eta, std::size_t components,
           const std::stop_token& stop = {});

} // namespace crossview
