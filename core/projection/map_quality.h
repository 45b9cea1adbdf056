#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "projection/projection.h"

#include <stop_token>

namespace crossview {

/// Measures a map of images [n, d] and sentences [m, d] on an even sample of its items, each compared with
/// all others; `removeViewMeans` as the map was made. Rows that hold NaN take no part. Not measured where
/// fewer than three times as many items take part as neighbours are looked at. Throws Cancelled.
MapQuality mapQuality(MatrixView images, MatrixView sentences, const Projection& map, bool removeViewMeans,
                      const std::stop_token& stop = {}, const ProgressSink& progress = {});

} // namespace crossview
