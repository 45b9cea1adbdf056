#pragma once

#include "common/matrix.h"

#include <functional>

namespace crossview {

/// Takes consecutive rows of a matrix that is too large to lie in memory whole.
using RowSink = std::function<void(MatrixView)>;
/// Gives all rows of such a matrix to a sink, in their order.
using RowMaker = std::function<void(const RowSink&)>;

} // namespace crossview
