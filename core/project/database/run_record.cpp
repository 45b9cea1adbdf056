#include "project/database/run_record.h"

#include "options/option_changes.h"

namespace crossview {
namespace {

constexpr std::string_view kFailedPrefix = "failed: ";

} // namespace

const char* toString(RunStatus status) {
    switch (status) {
    case RunStatus::running:
        return "running";
    case RunStatus::paused:
        return "paused";
    case RunStatus::stopped:
        return "stopped";
    case RunStatus::finished:
        return "finished";
    case RunStatus::failed:
        break;
    }
    return "failed";
}

bool canBeResumed(const RunRecord& run, const RunOptions& itsOptions, const RunOptions& wanted) {
    return run.isUnfinished() && run.epochs > 0 && makeTheSameRun(itsOptions, wanted);
}

std::string statusText(const RunRecord& run) {
    return run.status == RunStatus::failed && !run.failure.empty() ? std::string(kFailedPrefix) + run.failure
                                                                   : toString(run.status);
}

void setStatus(RunRecord& run, std::string_view text) {
    run.status = RunStatus::stopped;
    run.failure.clear();
    if (text.starts_with(kFailedPrefix)) {
        run.status = RunStatus::failed;
        run.failure = text.substr(kFailedPrefix.size());
        return;
    }
    for (const RunStatus status :
         {RunStatus::running, RunStatus::paused, RunStatus::stopped, RunStatus::finished, RunStatus::failed})
        if (text == toString(status))
            run.status = status;
}

} // namespace crossview
