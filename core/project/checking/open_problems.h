#pragma once

#include "dataset/edits/data_edit.h"
#include "project/checking/data_problem.h"

#include <span>
#include <vector>

namespace crossview {

/// The findings that edits of the data leave open: without items that take no part any more, groups of which
/// less than two items are left, joined images, reworded sentences and what a person accepted.
std::vector<DataProblem> openProblems(std::span<const DataProblem> problems, std::span<const DataEdit> edits);

} // namespace crossview
