#pragma once

#include "project/project.h"
#include "training/events.h"

#include <span>
#include <string>
#include <vector>

namespace crossview {

/// What a run reported while it trained, in the order in which it did.
struct RunHistory {
    std::vector<StepMetrics> steps;
    std::vector<EpochMetrics> epochs;
};

/// Adds steps to a run's history; a step that is there already is replaced.
void writeSteps(Project& project, const std::string& run, std::span<const StepMetrics> steps);

/// Adds an epoch. EpochMetrics::best is not written: which epoch is best follows from the others.
void writeEpoch(Project& project, const std::string& run, const EpochMetrics& epoch);

/// Whether the run's best epoch was chosen on validation; without a validation split it is the newest, and
/// RunRecord::bestScore is no measurement.
bool wasValidated(const Project& project, const RunRecord& run);

/// The epochs of a history (readHistory).
std::vector<EpochMetrics> readEpochs(const Project& project, const std::string& run);

/// Reads the history back: what was written, with `best` by the rule of BestEpoch. Of recalls the R@K, the
/// median ranks and the number of queries are kept. Throws Error where steps that the last epoch counts are
/// gone.
RunHistory readHistory(const Project& project, const std::string& run);

} // namespace crossview
