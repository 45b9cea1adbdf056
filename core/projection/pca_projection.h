#pragma once

#include "projection/projector.h"

namespace crossview {

/// PCA of both views together (common axes): exact to float precision on up to 2,048 rows; on more, eight
/// axes of a sample are sharpened by subspace iteration over all rows (Halko, Martinsson and Tropp, 2011) and
/// the best two among them taken. Deterministic; publishes nothing on the way.
class PcaProjector final : public Projector {
public:
    /// With `removeViewMeans` each view is centred on its own mean, else both on their common one.
    explicit PcaProjector(bool removeViewMeans) : m_removeViewMeans(removeViewMeans) {}

    std::string key() const override;

protected:
    Projection compute(MatrixView images, MatrixView sentences, const Projection* previous,
                       const std::stop_token& stop, const ProgressSink& progress,
                       const ProjectionSink& publish) const override;

private:
    bool m_removeViewMeans;
};

} // namespace crossview
