#pragma once

#include "projection/projector.h"

namespace crossview {

/// t-SNE of both views together, from their PCA or, without early exaggeration and for fewer iterations, from
/// the t-SNE map of the epoch before, whose graph of neighbours is then repaired and not built anew.
/// Publishes where the points are at least ten times a second as long as an iteration takes less. Rows that
/// hold NaN, and all rows where they are equal, lie at the centre.
class TsneProjector final : public Projector {
public:
    /// Throws Error that says what is wrong with the options.
    explicit TsneProjector(const ProjectionOptions& options);

    std::string key() const override;

protected:
    Projection compute(MatrixView images, MatrixView sentences, const Projection* previous,
                       const std::stop_token& stop, const ProgressSink& progress,
                       const ProjectionSink& publish) const override;

private:
    Projection startingMap(MatrixView images, MatrixView sentences, const std::stop_token& stop,
                           const ProgressSink& progress) const;

    ProjectionOptions m_options;
};

} // namespace crossview
