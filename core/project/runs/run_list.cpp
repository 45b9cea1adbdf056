#include "project/runs/run_list.h"

#include "common/error.h"
#include "project/run_notes.h"
#include "project/shuffled_pairs.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

/// The validation of the best epoch.
std::optional<EpochMetrics> bestOf(const Project& project, const RunRecord& run) {
    for (const EpochMetrics& epoch : readEpochs(project, run.id))
        if (epoch.epoch == run.bestEpoch && epoch.validation.isMeasured())
            return epoch;
    return std::nullopt;
}

/// What is missing in the folder of a run that has finished an epoch.
std::string missingOf(const Project& project, const RunRecord& run) {
    std::error_code failure;
    const std::filesystem::path folder = project.runFolder(run.id);
    if (run.epochs == 0 || std::filesystem::is_directory(folder / "best", failure))
        return {};
    return std::filesystem::is_directory(folder, failure)
               ? fmt::format("The network of run {} is gone from {}: train it again.", run.id,
                             folder.string())
               : fmt::format("The folder of run {} is gone ({}): train it again.", run.id, folder.string());
}

} // namespace

RunSummary runSummary(const Project& project, const RunRecord& run) {
    RunSummary summary;
    summary.trainer = trainerOf(project.folder(), run.id);
    summary.record = asItStands(project.folder(), run);
    summary.problem = missingOf(project, run);
    try {
        summary.options = runOptionsFromJson(run.optionsJson);
        summary.note = noteOf(project, run.id);
        summary.shuffle = shuffleSeed(project, run.id);
        summary.best = bestOf(project, run);
    } catch (const Error& error) {
        summary.problem = error.what();
    }
    return summary;
}

RunList runList(const Project& project) {
    RunList list;
    std::vector<RunOptions> readable;
    for (const RunRecord& run : project.runs()) {
        list.runs.push_back(runSummary(project, run));
        if (list.runs.back().options)
            readable.push_back(*list.runs.back().options);
    }
    list.differing = differingFields(readable);
    return list;
}

} // namespace crossview
