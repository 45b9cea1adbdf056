#pragma once

#include "common/progress.h"
#include "dataset/dataset.h"
#include "project/checking/data_problem.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <vector>

namespace crossview {

/// What was found, with what it was found in.
struct CheckedProject {
    std::shared_ptr<const Dataset> dataset;
    std::vector<Split> splits; ///< of every image, as the last training or the file divides them; or none
    std::vector<DataProblem> problems; ///< by kind, then by their first item
};

/// Looks for what may be wrong with the data of a project; changes nothing. Throws Error, Cancelled.
CheckedProject checkProject(const std::filesystem::path& project, const std::stop_token& stop = {},
                            const ProgressSink& progress = {});

} // namespace crossview
