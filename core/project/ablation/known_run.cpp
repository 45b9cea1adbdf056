#include "project/ablation/known_run.h"

#include "common/error.h"
#include "model/checkpoint.h"
#include "project/opened_project.h"
#include "project/run_lock.h"
#include "project/shuffled_pairs.h"
#include "training/run_state.h"

#include <algorithm>

namespace crossview {
namespace {

bool areEqual(const RunOptions& a, const RunOptions& b) {
    return std::ranges::all_of(optionFields(),
                               [&](const OptionField& field) { return field.get(a) == field.get(b); });
}

/// Whether what the checkpoint holds came about under these options, which a person may have changed while
/// the run went on. A run that was killed before its first checkpoint begins again.
bool keptTo(const RunOptions& options, const Project& project, const RunRecord& run) {
    const auto file = project.runFolder(run.id) / "checkpoint.bin";
    if (run.isUnfinished() && !std::filesystem::exists(file))
        return true;
    try {
        const RunState state = runStateFromJson(loadCheckpoint(file).stateJson);
        return areEqual(state.options, options) && state.live == liveOptions(options);
    } catch (const Error&) {
        return false;
    }
}

} // namespace

std::optional<RunRecord> knownRun(const Project& project, const std::shared_ptr<const Session>& session,
                                  const RunOptions& options) {
    std::optional<RunRecord> unfinished;
    const std::vector<RunRecord> runs = project.runs();
    for (auto stored = runs.rbegin(); stored != runs.rend(); ++stored) {
        const RunRecord run = asItStands(project.folder(), *stored);
        const bool isFinished = run.status == RunStatus::finished && run.epochs == options.optimiser.epochs;
        if ((!isFinished && (!run.isUnfinished() || unfinished)) ||
            !areEqual(runOptionsFromJson(run.optionsJson), options) || shuffleSeed(project, run.id) ||
            !whyRunCannotAnswer(project, run, session).empty() || !keptTo(options, project, run))
            continue;
        if (!isFinished)
            unfinished = run;
        else if (std::filesystem::exists(project.runFolder(run.id) / "best"))
            return run;
    }
    return unfinished;
}

} // namespace crossview
