#pragma once

#include "project/session.h"

#include <cstdint>
#include <optional>
#include <string>

namespace crossview {

/// How a run begins.
struct RunStart {
    std::optional<std::string> resume; ///< id of the run to go on with; empty: a new run
    std::optional<std::uint64_t>
        shufflePairs; ///< new run: the chance control, with this seed; empty: true pairs
};

/// Trains in the session's project as train() does, recorded there: makes (or continues) a run, stores its
/// metrics per step and epoch (run_history.h), the embeddings of the latest and the best epoch, and how it
/// ended. A run of shuffled pairs is gone on with on the same pairs. A run that is gone on with is first
/// brought to what its checkpoint holds, so that a kill between two of the writes leaves no trace.
///
/// Only this process trains the run meanwhile, and nobody replaces the project's data (run_lock.h). Throws
/// Error when another process does, when there is no such run, when the project holds other data than the
/// session, when it is moved or deleted while it trains (nothing is written any more then, neither there nor
/// at its new place, where it can be resumed), and what train() throws.
TrainingOutcome trainInProject(const Session& session, const RunOptions& options, const RunStart& start,
                               TrainingCommands& commands, const TrainingListener& listener,
                               const std::stop_token& stop);

} // namespace crossview
