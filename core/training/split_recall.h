#pragma once

#include "evaluation/recall.h"
#include "model/frozen_network.h"
#include "options/run_options.h"
#include "training/training_input.h"

#include <stop_token>

namespace crossview {

/// Recall of a network on a split of the input (session.h, evaluateSplit). An empty split gives 0 queries.
/// Throws Cancelled soon after a stop.
RecallBothWays splitRecall(const TrainingInput& input, const FrozenNetwork& network, Split split,
                           TextUnit protocol, TieRule rule, const std::stop_token& stop = {});

} // namespace crossview
