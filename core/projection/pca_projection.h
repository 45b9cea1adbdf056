#pragma once

#include "common/matrix.h"

#include <optional>

namespace crossview {

struct ProjectionOptions {
    bool removeViewMeans = true; ///< subtract each view's mean first, so that the modality gap does not fill the map
};

/// 2-D coordinates of both views on one map.
struct Projection {
    Matrix images;    ///< [image count, 2]
    Matrix sentences; ///< [sentence count, 2]
    double explained = 0; ///< share of the variance that the two axes hold
};

/// PCA of both views together (common mean and axes), scaled so that the RMS radius is 1.
Projection projectPca(MatrixView images, MatrixView sentences, const ProjectionOptions& options = {});

/// Rotates or mirrors `current` so that it lies as close as possible on `previous` (orthogonal Procrustes over
/// both views): nothing flips from epoch to epoch. Row counts must agree.
void alignTo(const Projection& previous, Projection& current);

} // namespace crossview
