#pragma once

#include "evaluation/recall.h"

#include <span>

namespace crossview {

/// Mean of every value over runs that differ in their seed only, on the same queries. r1Low and r1High are
/// the 95 % interval of the mean R@1 by Student's t over the runs (n - 1 degrees of freedom), cut to 0 and
/// 100: where the mean of other seeds on the same queries would lie. One run keeps its own Wilson interval.
/// Empty where there is no run.
RecallBothWays meanOverSeeds(std::span<const RecallBothWays> runs);

/// Half the width of the 95 % interval of a mean of values by Student's t; 0 for fewer than two values.
double halfWidthOfMean(std::span<const double> values);

} // namespace crossview
