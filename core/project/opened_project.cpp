#include "project/opened_project.h"

#include "common/error.h"
#include "options/option_changes.h"
#include "options/suited_split.h"
#include "project/data_edits.h"
#include "project/provenance.h"
#include "project/shuffled_pairs.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

/// Embeddings of other items would lie.
bool fits(const Snapshot& snapshot, const Dataset& dataset) {
    return snapshot.images.rows() == dataset.images().size() &&
           snapshot.sentences.rows() == dataset.sentences().size();
}

/// The run that is asked for.
std::optional<RunRecord> chosenRun(const Project& project, const OpenRequest& request) {
    if (!request.run.empty() && !request.options)
        return requireRun(project, request.run);
    std::optional<RunRecord> run = request.run.empty() ? std::nullopt : project.run(request.run);
    if (!run)
        run = latestTrainedRun(project);
    return run ? run : project.latestRun();
}

Error ofOtherItems(const RunRecord& run, const std::filesystem::path& folder) {
    return Error(
        fmt::format("The embeddings of run {} of {} are of other images and sentences than the project "
                    "holds: start a new run.",
                    run.id, folder.string()));
}

/// Of the best epoch.
std::shared_ptr<const Snapshot> requireSnapshot(const std::filesystem::path& folder, const std::string& run,
                                                ReadValues values) {
    std::shared_ptr<const Snapshot> snapshot = loadSnapshot(folder, run, true, values);
    if (!snapshot)
        throw Error(fmt::format("Run {} of {} stored no network: train it for at least one epoch.", run,
                                folder.string()));
    return snapshot;
}

/// Those of the project; damaged ones are told and left out, so that the rest can be looked at.
StoredEdits editsToShow(const std::filesystem::path& folder, const Dataset& imported) {
    try {
        return readEdits(folder, imported);
    } catch (const Error& error) {
        return {{}, error.what()};
    }
}

/// The options of a run. Edits of data that the project does not hold any more are not made: that the data
/// are others is said when the run is asked.
RunOptions optionsOf(const RunRecord& run, const Dataset& imported) {
    RunOptions options = runOptionsFromJson(run.optionsJson);
    if (!canBeMade(options.edits, imported))
        options.edits.clear();
    return options;
}

/// Throws Error where the run cannot answer in its session.
TrainedRun checked(TrainedRun trained, const Project& project) {
    if (const std::string reason = whyRunCannotAnswer(project, trained.record, trained.session);
        !reason.empty())
        throw Error(reason);
    if (!fits(*trained.snapshot, *trained.session->input.dataset))
        throw ofOtherItems(trained.record, trained.session->folder);
    return trained;
}

} // namespace

std::optional<RunRecord> latestTrainedRun(const Project& project) {
    std::vector<RunRecord> runs = project.runs();
    const auto found =
        std::find_if(runs.rbegin(), runs.rend(), [](const RunRecord& run) { return run.epochs > 0; });
    return found == runs.rend() ? std::nullopt : std::optional(std::move(*found));
}

RunRecord requireRun(const Project& project, const std::string& run) {
    const bool latest = run == "latest";
    std::optional<RunRecord> record = latest ? project.latestRun() : project.run(run);
    if (record)
        return *std::move(record);
    const std::string folder = project.folder().string();
    throw Error(
        latest ? fmt::format("{} has no run yet: train one with 'crossview-cli train'.", folder)
               : fmt::format("{} has no run '{}': 'crossview-cli runs' lists those there are.", folder, run));
}

RunRecord requireTrainedRun(const Project& project, const std::string& run) {
    if (run != "latest")
        return requireRun(project, run);
    std::optional<RunRecord> latest = latestTrainedRun(project);
    if (!latest)
        throw Error(fmt::format("{} has no trained run to ask: train one with 'crossview-cli train'.",
                                project.folder().string()));
    return *std::move(latest);
}

std::string whyRunCannotAnswer(const Project& project, const RunRecord& run,
                               const std::shared_ptr<const Session>& session) {
    const Provenance trained = provenanceFromJson(run.provenanceJson);
    if (trained.featuresKey == session->input.features->key)
        return {};
    const Provenance now = provenanceOf(withPairsOf(project, run.id, session)->input);
    if (trained.dataHash != now.dataHash)
        return fmt::format("Run {} was trained on other data than the project holds now, so that its network "
                           "cannot answer here; start a new run.",
                           run.id);
    if (trained.splitHash != now.splitHash ||
        needOtherData(runOptionsFromJson(run.optionsJson), session->options))
        return fmt::format("Run {} was trained on other features of this data, so that its network cannot "
                           "answer here; start a new run.{}{}",
                           run.id, session->remark.empty() ? "" : " ", session->remark);
    if (!trained.pictures.empty() && !now.pictures.empty() && trained.pictures != now.pictures)
        return fmt::format("Pictures have changed since run {} was trained, so that its embeddings are not "
                           "theirs any more; start a new run.",
                           run.id);
    return {};
}

OpenedProject openProject(const std::filesystem::path& folder, const OpenRequest& request,
                          const std::stop_token& stop, const ProgressSink& progress,
                          UntrustedNetworks untrusted) {
    const Project project = Project::open(folder);
    OpenedProject opened;
    opened.run = chosenRun(project, request);
    const std::shared_ptr<const Dataset> imported = project.loadDataset();
    StoredEdits stored = editsToShow(folder, *imported);
    RunOptions options;
    if (request.options) {
        options = *request.options;
    } else if (opened.run) {
        options = optionsOf(*opened.run, *imported);
    } else {
        options = presetFor(*imported);
        options.edits = changingEdits(stored.edits);
    }
    opened.session = openSession(folder, options, stop, progress, untrusted);
    opened.edits = std::move(stored.edits);
    opened.remark = opened.session->remark + (opened.session->remark.empty() ? "" : " ") + stored.remark;
    throwIfStopped(stop);
    opened.groups = imageGroups(*opened.session->input.dataset);
    if (!opened.run)
        return opened;
    if (std::string reason = whyRunCannotAnswer(project, *opened.run, opened.session); !reason.empty()) {
        if (!request.run.empty() && !request.options)
            throw Error(reason);
        opened.run.reset();
        opened.remark = std::move(reason);
        return opened;
    }
    opened.trainer = trainerOf(project.folder(), opened.run->id);
    opened.run = asItStands(project.folder(), *std::move(opened.run));
    opened.history = readHistory(project, opened.run->id);
    try {
        opened.snapshot = loadSnapshot(folder, opened.run->id, false);
        if (opened.snapshot && !fits(*opened.snapshot, *opened.session->input.dataset))
            throw ofOtherItems(*opened.run, folder);
    } catch (const Error& error) { // the data can be looked at all the same
        opened.snapshot.reset();
        opened.remark = error.what();
    }
    return opened;
}

TrainedRun openTrainedRun(const std::filesystem::path& folder, const std::string& run,
                          const std::stop_token& stop, const ProgressSink& progress, ReadValues values) {
    const Project project = Project::open(folder);
    const RunRecord record = requireTrainedRun(project, run);
    const std::shared_ptr<const Snapshot> snapshot = requireSnapshot(folder, record.id, values);
    return checked({record,
                    openSession(folder, optionsOf(record, *project.loadDataset()), stop, progress,
                                UntrustedNetworks::refuse, values),
                    snapshot},
                   project);
}

TrainedRun trainedRunIn(const std::shared_ptr<const Session>& session, const std::string& run,
                        ReadValues values) {
    const Project project = Project::open(session->folder);
    return checked({requireRun(project, run), session, requireSnapshot(session->folder, run, values)},
                   project);
}

} // namespace crossview
