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
/// ended. A run of shuffled pairs is gone on with on the same pairs. Throws Error when there is no such run,
/// and what train() throws.
TrainingOutcome trainInProject(const Session& session, const RunOptions& options, const RunStart& start,
                               TrainingCommands& commands, const TrainingListener& listener,
                               const std::stop_token& stop);

} // namespace crossview
