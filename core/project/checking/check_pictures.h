#pragma once

#include "common/progress.h"
#include "dataset/dataset.h"
#include "project/checking/data_problem.h"

#include <stop_token>
#include <vector>

namespace crossview {

/// Pictures that cannot be read, that are the same, and that look alike. Reads every picture. Items without a
/// picture are passed over. Throws Cancelled.
std::vector<DataProblem> checkPictures(const Dataset& dataset, const std::stop_token& stop = {},
                                       const ProgressSink& progress = {});

} // namespace crossview
