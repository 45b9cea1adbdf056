#pragma once

#include "projection/projection.h"

namespace crossview {

/// Rotates or mirrors `current` so that it lies as close as possible on `previous` (orthogonal Procrustes
/// over both views): nothing flips from epoch to epoch. Rows that are not finite have no say. Throws Error
/// when the row counts do not agree.
void alignTo(const Projection& previous, Projection& current);

} // namespace crossview
