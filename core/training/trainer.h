#pragma once

#include "options/run_options.h"
#include "training/commands.h"
#include "training/events.h"
#include "training/training_input.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace crossview {

/// How a training ended.
struct TrainingOutcome {
    enum class End { finished, stopped, failed };
    End end = End::finished;
    std::string message; ///< failed: one sentence with what happened and what to try
    int epochs = 0;
    int bestEpoch = 0;
    bool validated = true; ///< there was a validation split to choose bestEpoch by; else it is the last
    std::string run;       ///< id of the run
};

/// Trains in `runFolder`: checkpoint.bin every epoch (checkpoint.h), latest/ and best/ with the frozen
/// network and the embeddings of all items (snapshot_store.h). Resumes when a checkpoint is there. Publishes
/// a snapshot before the first step and after every epoch. Runs on the calling thread; a stop ends it within
/// one batch in a state that can be resumed, to the same weights as if it had not been stopped. A NaN or a
/// collapse (method.md 6B) ends it as failed with a sentence. Throws Error when input and options do not fit.
TrainingOutcome train(const TrainingInput& input, const RunOptions& options,
                      const std::filesystem::path& runFolder, TrainingCommands& commands,
                      const TrainingListener& listener, const std::stop_token& stop);

} // namespace crossview
