#pragma once

#include "commands/commands.h"
#include "project/epoch_keeper.h"
#include "project/train_in_project.h"

#include <memory>
#include <string>

namespace crossview {

/// By the name of --maps. Throws Error that lists the names.
KeptEpochs keptEpochsOf(const std::string& name);

/// Trains in the session's project with a line per epoch on stdout and the current step on stderr. Returns
/// the id of the run. Throws Error when the training failed, Cancelled (after a note on how to go on) when it
/// was stopped. Maps of as many epochs as `kept` says are kept with the run, for the window's timeline; of
/// more than kExactNeighbourRows items none unless all are wanted.
std::string trainWithOutput(const Environment& environment, const Session& session, const RunOptions& options,
                            const RunStart& start = {}, KeptEpochs kept = KeptEpochs::beside);

/// Prints the recall of a run's best epoch on the test split.
void printTestRecall(const Environment& environment, const std::shared_ptr<const Session>& session,
                     const std::string& run);

/// One line each on data, splits and features.
void describeSession(const Environment& environment, const Session& session);

/// Path of a project as it can be pasted into a shell.
std::string quoted(const std::filesystem::path& path);

} // namespace crossview
