#pragma once

#include "dataset/dataset.h"
#include "project/checking/data_problem.h"

#include <span>
#include <string>

namespace crossview {

/// All problems as a table of tabs: problem, group, view, item, split, text, path, reason.
std::string problemTable(std::span<const DataProblem> problems, const Dataset& dataset,
                         std::span<const Split> splits);

} // namespace crossview
