#pragma once

#include "options/run_options.h"

#include <string>

namespace crossview {

/// Counters of a training: with the arrays of the checkpoint, all that it needs to go on.
struct RunState {
    int epoch = 0;           ///< finished epochs
    int batch = 0;           ///< finished batches of the epoch under way
    long long step = 0;      ///< finished steps
    double epochTotal = 0;   ///< sum of the totals of the epoch under way
    double epochSeconds = 0; ///< time spent in the epoch under way
    int bestEpoch = 0;       ///< 1-based; 0 before the first
    double bestScore = 0;
    LiveOptions live;    ///< values in force, changed or not
    RunOptions options;  ///< as the run was started
    std::string dataKey; ///< features and data set it learns from
};

std::string toJson(const RunState& state);
/// Throws Error when a counter is missing.
RunState runStateFromJson(std::string_view json);

/// Throws Error naming the first option in which a run cannot be resumed with `options`. Live options, the
/// number of epochs and the device may differ.
void checkResumable(const RunState& state, const RunOptions& options, const std::string& dataKey);

} // namespace crossview
