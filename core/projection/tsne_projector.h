#pragma once

#include "projection/projector.h"

#include <vector>

namespace crossview {

/// t-SNE of both views together, from their PCA or, without early exaggeration and for fewer iterations, from
/// the t-SNE map of the epoch before, whose graph of neighbours is then repaired and not built anew.
/// Publishes where the points are at least ten times a second as long as an iteration takes less; then the
/// first descent is a draft by the neighbours among a few principal components, from which the last one sets
/// out. Rows that hold NaN, and all rows where they are equal, lie at the centre.
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
    using Show = std::function<bool(Projection)>;
    struct Descended {
        Projection map;
        bool isEnough = false; ///< nobody wanted it to go on
    };

    /// From neighbours to a map: those of `rows` [source.size(), d], starting at a map; `warm`: one by t-SNE.
    Descended descend(Matrix rows, const std::vector<std::uint32_t>& source, const Projection& from,
                      bool warm, const std::stop_token& stop, const ProgressSink& progress,
                      const Show& show) const;
    Projection startingMap(MatrixView images, MatrixView sentences, const std::stop_token& stop,
                           const ProgressSink& progress) const;

    ProjectionOptions m_options;
};

} // namespace crossview
