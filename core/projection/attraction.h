#pragma once

#include "common/threads.h"
#include "projection/affinities.h"

#include <span>

namespace crossview {

/// The attractive half of t-SNE's gradient: writes the sum over j of p_ij (y_i - y_j) / (1 + r²) for points
/// [n, 2] (x, y in turn) into `pull` [n, 2]. It is quickest when neighbours lie near each other in memory.
/// Throws Cancelled.
void attraction(const Affinities& affinities, std::span<const float> positions, std::span<float> pull,
                Workers& workers);

/// The sum over all pairs of p_ij log(1 + r²): what the positions add to the divergence besides log Z.
double attractionEnergy(const Affinities& affinities, std::span<const float> positions, Workers& workers);

} // namespace crossview
