#pragma once

#include "dataset/dataset.h"
#include "project/checking/data_problem.h"

#include <span>
#include <vector>

namespace crossview {

/// Sentences of the same words, of pictures in several splits, of half of the pictures or more, and without
/// words. `splits`: of every image; empty: not divided yet.
std::vector<DataProblem> checkSentences(const Dataset& dataset, std::span<const Split> splits);

} // namespace crossview
