#pragma once

#include "common/matrix.h"
#include "projection/neighbour_graph.h"

#include <cstddef>
#include <stop_token>

namespace crossview {

/// The min(neighbours, n - 1) nearest others of every place [n, 2], all finite, nearest first: what
/// neighbourGraph() finds, by a k-d tree in n log n steps. Of equally near ones which are taken is not said,
/// but always the same. Throws Cancelled.
NeighbourGraph planeNeighbours(MatrixView places, std::size_t neighbours, const std::stop_token& stop = {});

} // namespace crossview
