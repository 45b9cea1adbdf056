#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <functional>

namespace crossview {

/// Calls visit(first, similarities) for one block of queries after the other: similarities [b, items] are the
/// dot products of the queries first … first + b - 1 with all items, of float32 rows in float64. A block is
/// 16 MiB or one row, whichever is more; visit may write in it. `stage` names the work for progress. Throws
/// Error when the widths differ and Cancelled soon after a stop.
void forEachSimilarityBlock(MatrixView queries, MatrixView items,
                            const std::function<void(std::size_t first, MatrixD& similarities)>& visit,
                            const std::stop_token& stop = {}, const ProgressSink& progress = {},
                            const std::string& stage = {});

} // namespace crossview
