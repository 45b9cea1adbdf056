#pragma once

#include "common/matrix.h"
#include "common/threads.h"
#include "projection/affinities.h"
#include "projection/repulsion.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossview {

/// One descent of t-SNE (van der Maaten and Hinton, 2008): points, their velocity and gains. Points are kept
/// along a Morton curve, so that neighbours on the map are neighbours in memory.
class TsneLayout {
public:
    /// Starts at `positions` [n, 2], finite and in units of the kernel 1 / (1 + r²).
    TsneLayout(Affinities affinities, const Matrix& positions);

    /// How far an iteration goes.
    struct Step {
        double exaggeration = 1; ///< factor of the attraction
        double learningRate = 1; ///< n / exaggeration (Belkina et al., 2019)
        double momentum = 0.8;
    };
    /// Moves all points along the gradient and their mean to 0. Throws Cancelled.
    void step(const Step& step, Workers& workers);

    /// The divergence KL(P || Q) of the positions as they are; with an exaggeration what a descent with it
    /// makes least, in which the attraction counts so many times.
    double divergence(Workers& workers, double exaggeration = 1);

    /// Sets points that are far from all their kin beside them (placeStrayPoints), at rest.
    void placeStrays(Workers& workers);

    /// Lays the points anew along the Morton curve of where they are; the map does not change.
    void sort(Workers& workers);

    /// Where the points are [n, 2], in the order of the affinities.
    Matrix positions() const;

private:
    Affinities m_affinities;
    double m_entropy = 0;               ///< sum of p log p
    std::vector<std::uint32_t> m_point; ///< [n] which point lies at a place of memory
    std::vector<float> m_positions, m_velocity, m_gains, m_pull, m_push; ///< [n, 2]
    Repulsion m_repulsion;
};

} // namespace crossview
