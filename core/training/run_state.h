#pragma once

#include "options/run_options.h"
#include "training/events.h"

#include <optional>
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
    std::optional<EpochMetrics> lastEpoch; ///< of the last finished epoch; none in files of earlier versions
    LiveOptions live;                      ///< values in force, changed or not
    RunOptions options;                    ///< as the run was started
    std::string dataKey;                   ///< features and data set it learns from
};

std::string toJson(const RunState& state);
/// Throws Error when a counter is missing.
RunState runStateFromJson(std::string_view json);

/// Throws Error naming the first option in which a run cannot be resumed with `options`. Live options, the
/// number of epochs and the device may differ.
void checkResumable(const RunState& state, const RunOptions& options, const std::string& dataKey);

} // namespace crossview
