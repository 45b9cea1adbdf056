#pragma once

#include "common/matrix.h"
#include "common/threads.h"
#include "projection/affinities.h"

namespace crossview {

/// The factor by which positions [n, 2] have the least divergence KL(P || Q) among all scales of them: a map
/// is kept at a radius of 1, which is not what it was laid out at. 1 where all points are one.
double fittingScale(const Affinities& affinities, const Matrix& positions, Workers& workers);

/// Sets points [n, 2] of an old map that lie far from all whom they are now akin to beside the one of them
/// that has most of the others about itself, so that they need not cross the map in small steps. The others
/// stay. Positions are in units of the kernel 1 / (1 + r²). Throws Cancelled.
void placeMovedPoints(const Affinities& affinities, Matrix& positions, Workers& workers);

} // namespace crossview
