#pragma once

#include "dataset/image_groups.h"
#include "project/project.h"
#include "project/run_history.h"
#include "project/run_lock.h"
#include "project/session.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace crossview {

/// A project as the window shows it at once: data and features, and of its run the curves, the state and the
/// newest embeddings.
struct OpenedProject {
    std::shared_ptr<const Session> session;
    std::optional<RunRecord> run;             ///< empty where none was trained, or none that can answer here
    std::optional<LockOwner> trainer;         ///< the process that trains that run just now
    RunHistory history;                       ///< of that run
    std::shared_ptr<const Snapshot> snapshot; ///< its newest; empty before the first epoch
    std::string remark;                       ///< something a person should know; usually empty
    ImageGroups groups;                       ///< names for the map
    std::vector<DataEdit> edits;              ///< of the data, for the next run (data_edits.h)
};

/// What of a project is opened.
struct OpenRequest {
    /// Those that splits and features are made for; empty: the run's, else the default preset with the split
    /// that suits the data.
    std::optional<RunOptions> options = std::nullopt;
    /// Id; empty: the newest that has finished an epoch, else the newest.
    std::string run = {};
};

/// Opens a project with a run. One that was named and is not there or cannot answer is an Error, under other
/// options than its own a remark. A long job: cancellable, with progress. Throws Error.
OpenedProject openProject(const std::filesystem::path& folder, const OpenRequest& request,
                          const std::stop_token& stop = {}, const ProgressSink& progress = {},
                          UntrustedNetworks untrusted = UntrustedNetworks::refuse);

/// A trained run with all that its answers need.
struct TrainedRun {
    RunRecord record;
    std::shared_ptr<const Session> session;
    std::shared_ptr<const Snapshot> snapshot; ///< of its best epoch
};

/// Opens a run by its id, or "latest": the newest that has finished an epoch. Throws Error when there is
/// none, when it stored no network, or when it cannot answer (whyRunCannotAnswer). Features and embeddings
/// are read at once, or when they are asked for.
TrainedRun openTrainedRun(const std::filesystem::path& folder, const std::string& run,
                          const std::stop_token& stop = {}, const ProgressSink& progress = {},
                          ReadValues values = ReadValues::atOnce);

/// The same run in a session that is open already, which may be another run's of the same splits and
/// features.
TrainedRun trainedRunIn(const std::shared_ptr<const Session>& session, const std::string& run,
                        ReadValues values = ReadValues::atOnce);

/// The newest run that has finished an epoch; nothing where there is none.
std::optional<RunRecord> latestTrainedRun(const Project& project);

/// The run of an id or "latest" (the newest, whether trained or not). Throws Error that names the project.
RunRecord requireRun(const Project& project, const std::string& run);

/// The run of an id, or for "latest" the newest that has finished an epoch: one that was refused before its
/// first asks nothing. Throws Error that names the project.
RunRecord requireTrainedRun(const Project& project, const std::string& run);

/// A run answers only for the data and features that it was trained on. Returns one sentence that says what
/// differs in the session, or an empty text when nothing does. Features under another key count as the
/// same when data, split and settings are, and the pictures' content, where it is known of both.
std::string whyRunCannotAnswer(const Project& project, const RunRecord& run,
                               const std::shared_ptr<const Session>& session);

} // namespace crossview
