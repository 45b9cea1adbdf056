#pragma once

#include "projection/projector.h"

#include <cstddef>
#include <span>

namespace crossview {

/// Positions [n, 2] of another program's map as the map shows them: moved and scaled so that their centre is
/// 0 and the RMS radius 1; the shape stays as it is. Throws Error where all lie on one point.
Matrix scaledPositions(MatrixView positions);

/// A map that a person brought: the same for every epoch, neither turned nor mirrored. Sentences that edits
/// added since lie at the centre.
class BroughtProjector final : public Projector {
public:
    explicit BroughtProjector(BroughtOptions options) : m_options(std::move(options)) {}

    std::string key() const override;
    bool keepsItsAxes() const override { return true; }

protected:
    /// Throws Error where the file cannot be read or is of other items.
    Projection compute(MatrixView images, MatrixView sentences, const Projection* previous,
                       const std::stop_token& stop, const ProgressSink& progress,
                       const ProjectionSink& publish) const override;

private:
    BroughtOptions m_options;
};

} // namespace crossview
