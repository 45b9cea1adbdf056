#pragma once

#include "options/run_options.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace crossview {

/// How a run stands.
enum class RunStatus : std::uint8_t { running, paused, stopped, finished, failed };
/// "running", "paused", "stopped", "finished", "failed".
const char* toString(RunStatus status);

/// One training run as the project remembers it.
struct RunRecord {
    std::string id;          ///< folder name under runs/, e.g. "2026-11-23-141503-1"
    std::string created;     ///< ISO 8601, UTC
    std::string optionsJson; ///< the run's options, complete
    RunStatus status = RunStatus::running;
    std::string failure;        ///< failed: the sentence with what happened; else empty
    int epochs = 0;             ///< finished epochs
    int bestEpoch = 0;          ///< best on validation (BestEpoch), 1-based; 0 before the first
    double bestScore = 0;       ///< sum of the six validation recalls at bestEpoch
    std::string provenanceJson; ///< what it learned from and with (Provenance)

    /// It was begun and can be gone on with: its options make the same run.
    bool isUnfinished() const { return status != RunStatus::finished && status != RunStatus::failed; }
};

/// Whether a run that was begun with `itsOptions` can be gone on with under `wanted`: it has finished an
/// epoch and not ended, and only what may change while a run goes on differs.
bool canBeResumed(const RunRecord& run, const RunOptions& itsOptions, const RunOptions& wanted);

/// Status and failure as one text, "failed: <sentence>": what the project's table holds and `runs` prints.
std::string statusText(const RunRecord& run);
/// Sets both from that text; a text of another kind counts as stopped, so that the run can be gone on with.
void setStatus(RunRecord& run, std::string_view text);

} // namespace crossview
