#pragma once

#include "options/option_changes.h"
#include "project/project.h"
#include "project/run_history.h"
#include "project/run_lock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// A run as a list of runs shows it.
struct RunSummary {
    RunRecord record;                  ///< as it stands (asItStands)
    std::optional<RunOptions> options; ///< nothing where they cannot be read: `problem` says why
    std::optional<EpochMetrics> best;  ///< its best epoch's validation; nothing where none was measured
    std::optional<std::uint64_t>
        shuffle;                      ///< seed of the chance control; nothing: its pairs are the true ones
    std::optional<LockOwner> trainer; ///< the process that trains it just now
    std::string note;
    std::string problem; ///< why it cannot be opened or compared, one sentence; usually empty

    /// Its best epoch was chosen on validation (wasValidated).
    bool isValidated() const { return best.has_value(); }
};

/// All runs of a project.
struct RunList {
    std::vector<RunSummary> runs;              ///< oldest first
    std::vector<const OptionField*> differing; ///< in which those whose options can be read are not the same
};

/// Reads one run's summary. Metrics that are damaged, options of a newer version and a folder that is half
/// deleted leave their sentence in `problem`.
RunSummary runSummary(const Project& project, const RunRecord& run);

/// Reads all of them.
RunList runList(const Project& project);

} // namespace crossview
