#include "project/measuring/evaluate_runs.h"

#include "common/error.h"
#include "evaluation/seed_mean.h"
#include "project/opened_project.h"
#include "project/run_history.h"
#include "project/shuffled_pairs.h"
#include "project/zero_shot.h"
#include "training/split_recall.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace crossview {
namespace {

using Note = std::function<void(const std::string&)>;

/// What makes two runs the same but for their seed.
std::string groupKey(const Project& project, const RunRecord& run) {
    RunOptions options = runOptionsFromJson(run.optionsJson);
    options.seed = 0;
    return toJson(options) + (shuffleSeed(project, run.id) ? "shuffled" : "");
}

std::vector<RunRecord> newestWithItsSeeds(const Project& project, const std::vector<RunRecord>& all) {
    std::map<std::uint64_t, RunRecord> bySeed;
    const std::string key = groupKey(project, requireTrainedRun(project, "latest"));
    for (const RunRecord& run : all)
        if (run.epochs > 0 && groupKey(project, run) == key)
            bySeed.insert_or_assign(runOptionsFromJson(run.optionsJson).seed, run);
    std::vector<RunRecord> runs;
    runs.reserve(bySeed.size());
    for (auto& [seed, run] : bySeed)
        runs.push_back(std::move(run));
    return runs;
}

std::vector<RunRecord> chosenRuns(const Project& project, const std::vector<std::string>& names) {
    const std::vector<RunRecord> all = project.runs();
    if (all.empty())
        throw Error(fmt::format("{} has no runs to evaluate: train one with 'crossview-cli train'.",
                                project.folder().string()));
    if (names.empty())
        return newestWithItsSeeds(project, all);
    std::vector<RunRecord> runs;
    for (const std::string& name : names) {
        if (name == "all")
            std::ranges::copy_if(all, std::back_inserter(runs),
                                 [](const RunRecord& run) { return run.epochs > 0; });
        else
            runs.push_back(requireTrainedRun(project, name));
    }
    return runs;
}

/// Opens every needed combination of splits and features once.
class Sessions {
public:
    Sessions(const EvaluationRequest& request, const std::stop_token& stop, const ProgressSink& progress,
             const Note& note)
        : m_request(request), m_stop(stop), m_progress(progress), m_note(note) {}

    struct Opened {
        std::shared_ptr<const Session> trained; ///< what the run was trained in
        std::shared_ptr<const Session> asked;   ///< with the items that are asked
    };
    const std::stop_token& stop() const { return m_stop; }
    const ProgressSink& progress() const { return m_progress; }
    const Opened& open(const RunOptions& options) {
        RunOptions inputs;
        inputs.edits = options.edits;
        inputs.split = options.split;
        inputs.features = options.features;
        Opened& opened = m_sessions[toJson(inputs)];
        if (!opened.trained) {
            opened.trained = openSession(m_request.trained(), options, m_stop, m_progress);
            opened.asked = m_request.isZeroShot() ? withOtherItems(*opened.trained) : opened.trained;
        }
        return opened;
    }

private:
    std::shared_ptr<const Session> withOtherItems(const Session& trained) const {
        auto session = withItemsOf(trained, m_request.project, m_request.split, m_stop, m_progress);
        const std::vector<std::string>& unreadable = session->input.features->unreadable;
        if (!unreadable.empty() && m_note)
            m_note(fmt::format("{} pictures cannot be read and are left out, the first: {}",
                               unreadable.size(), unreadable.front()));
        return session;
    }

    const EvaluationRequest& m_request;
    const std::stop_token& m_stop;
    const ProgressSink& m_progress;
    const Note& m_note;
    std::map<std::string, Opened> m_sessions;
};

EvaluatedRun evaluatedRun(const Project& project, const RunRecord& run, const Snapshot& snapshot,
                          MeasuredRun measured) {
    const RecallBothWays recall = recallOf(measured.plain);
    return {run.id,
            runOptionsFromJson(run.optionsJson).seed,
            snapshot.epoch,
            shuffleSeed(project, run.id).has_value(),
            wasValidated(project, run),
            std::move(measured),
            recall,
            {},
            {}};
}

/// What a run answers, or nothing (told to `note`) where it has no network or cannot answer here.
std::optional<EvaluatedRun> evaluated(const EvaluationRequest& request, const Project& project,
                                      const RunRecord& run, Sessions& sessions, const Note& note) {
    const auto leaveOut = [&note](const std::string& reason) {
        if (note)
            note(reason);
        return std::nullopt;
    };
    const std::shared_ptr<const Snapshot> snapshot = loadSnapshot(request.trained(), run.id, true);
    if (!snapshot)
        return leaveOut(fmt::format("Run {} has no finished epoch: left out.", run.id));
    const RunOptions options = runOptionsFromJson(run.optionsJson);
    const Sessions::Opened& opened = sessions.open(options);
    if (const std::string reason = whyRunCannotAnswer(project, run, opened.trained); !reason.empty())
        return leaveOut(reason);
    const std::shared_ptr<const Session> session =
        request.isZeroShot() ? opened.asked : withPairsOf(project, run.id, opened.asked);
    // Another project's items that are asked stand in the test split (zero_shot.h).
    MeasureRequest measured;
    measured.split = request.isZeroShot() ? Split::test : *request.split;
    measured.protocol = request.protocol.value_or(validationProtocol(options.batch.textUnit));
    measured.ties = request.ties;
    measured.pool = request.pool;
    measured.correction = request.correction;
    measured.hubsAmong = request.hubsAmong;
    measured.lists = request.lists;
    measured.regions = request.regions;
    const std::shared_ptr<const Session> trained =
        request.isZeroShot() ? opened.trained : session; // with the same pairs
    return evaluatedRun(project, run, *snapshot,
                        measureRun(trained->input, session->input, *snapshot->network, measured,
                                   sessions.stop(), sessions.progress()));
}

} // namespace

RecallBothWays RunGroup::mean() const {
    std::vector<RecallBothWays> recalls;
    for (const EvaluatedRun& run : runs)
        recalls.push_back(run.recall);
    return meanOverSeeds(recalls);
}

RecallBothWays RunGroup::correctedMean() const {
    std::vector<RecallBothWays> recalls;
    for (const EvaluatedRun& run : runs)
        if (run.measured.corrected)
            recalls.push_back(recallOf(*run.measured.corrected));
    return meanOverSeeds(recalls);
}

std::vector<RunGroup> evaluateRuns(const EvaluationRequest& request, const std::stop_token& stop,
                                   const ProgressSink& progress, const Note& note) {
    if (!request.split && !request.isZeroShot())
        throw Error("All images include those that the run was trained on: they are asked of another "
                    "project's run only (--network-of).");
    request.correction.check();
    const Project project = Project::open(request.trained());
    Sessions sessions(request, stop, progress, note);
    std::vector<RunGroup> groups;
    std::map<std::string, std::size_t> groupOf;
    std::string lastReason;
    const Note remember = [&](const std::string& reason) {
        lastReason = reason;
        if (note)
            note(reason);
    };
    for (const RunRecord& run : chosenRuns(project, request.runs)) {
        throwIfStopped(stop);
        std::optional<EvaluatedRun> result = evaluated(request, project, run, sessions, remember);
        if (!result)
            continue;
        const auto [place, isNew] = groupOf.emplace(groupKey(project, run), groups.size());
        if (isNew)
            groups.push_back({runOptionsFromJson(run.optionsJson), result->shuffledPairs, {}});
        if (result->measured.corrected)
            result->correction = compare(result->measured.plain, *result->measured.corrected, {}, stop);
        groups[place->second].runs.push_back(*std::move(result));
    }
    if (groups.empty())
        throw Error(!lastReason.empty() ? lastReason
                                        : fmt::format("No run of {} has a finished epoch: go on with "
                                                      "'crossview-cli train --resume'.",
                                                      request.trained().string()));
    if (!request.against.empty()) {
        const std::optional<EvaluatedRun> other =
            evaluated(request, project, requireTrainedRun(project, request.against), sessions, remember);
        if (!other)
            throw Error(lastReason);
        for (RunGroup& group : groups)
            for (EvaluatedRun& run : group.runs)
                if (run.run != other->run)
                    run.againstOther = compareAnswers(*other, run, stop);
    }
    return groups;
}

Comparison compareAnswers(const EvaluatedRun& other, const EvaluatedRun& run, const std::stop_token& stop) {
    if (run.measured.images != other.measured.images)
        throw Error(fmt::format("Run {} and run {} were asked different images, because they split the "
                                "data in different ways: compare runs of one split.",
                                run.run, other.run));
    const auto answers = [](const MeasuredRun& measured) -> const Measurement& {
        return measured.corrected ? *measured.corrected : measured.plain;
    };
    return compare(answers(other.measured), answers(run.measured), {}, stop);
}

EvaluatedRun evaluateRun(const TrainedRun& run, const MeasureRequest& request, const std::stop_token& stop,
                         const ProgressSink& progress) {
    const Project project = Project::open(run.session->folder);
    const std::shared_ptr<const Session> asked = withPairsOf(project, run.record.id, run.session);
    return evaluatedRun(
        project, run.record, *run.snapshot,
        measureRun(asked->input, asked->input, *run.snapshot->network, request, stop, progress));
}

EvaluatedRun evaluateRun(const std::shared_ptr<const Session>& session, const std::string& run, Split split) {
    const Project project = Project::open(session->folder);
    const RunRecord record = requireRun(project, run);
    const std::shared_ptr<const Snapshot> snapshot = loadSnapshot(session->folder, run, true);
    if (!snapshot)
        throw Error(fmt::format("Run {} of {} stored no network: train it for at least one epoch.", run,
                                session->folder.string()));
    MeasureRequest request;
    request.split = split;
    request.protocol = validationProtocol(runOptionsFromJson(record.optionsJson).batch.textUnit);
    return evaluateRun({record, session, snapshot}, request);
}

} // namespace crossview
