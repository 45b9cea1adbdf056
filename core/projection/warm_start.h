#pragma once

#include "common/matrix.h"
#include "common/threads.h"
#include "projection/affinities.h"

#include <span>

namespace crossview {

/// The factor by which positions [n, 2] have the least divergence KL(P || Q) among all scales of them: a map
/// is kept at a radius of 1, which is not what it was laid out at. 1 where all points are one.
double fittingScale(const Affinities& affinities, const Matrix& positions, Workers& workers);

/// Sets points of [n, 2] (x, y in turn) that lie far from all their kin, because they moved since a map was
/// made or because a crowd kept them from it, beside the one of them that has most of the others about
/// itself, so that they need not cross the map in small steps. The others stay. Positions are in units of the
/// kernel 1 / (1 + r²). Throws Cancelled.
void placeStrayPoints(const Affinities& affinities, std::span<float> positions, Workers& workers);

} // namespace crossview
