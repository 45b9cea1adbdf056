#pragma once

#include "common/matrix.h"

namespace crossview {

/// Coordinates [n, count] of centred rows [n, d] on the `count` (at most d) principal axes of an even sample
/// of them: what distances between the rows are mostly made of, at a fraction of their cost.
Matrix leadingComponents(MatrixView rows, std::size_t count);

} // namespace crossview
