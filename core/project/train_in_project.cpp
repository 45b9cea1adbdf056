#include "project/train_in_project.h"

#include "common/product_kernel.h"
#include "common/threads.h"
#include "project/leftovers.h"
#include "project/provenance.h"
#include "project/run_history.h"
#include "project/run_lock.h"
#include "project/shuffled_pairs.h"
#include "training/devices.h"

#include <chrono>
#include <fmt/format.h>

namespace crossview {
namespace {

Provenance provenanceOf(const TrainingInput& input, const RunOptions& options) {
    Provenance provenance = provenanceOf(input);
    provenance.seed = options.seed;
    provenance.device = options.device;
    provenance.threads = threadBudget();
    provenance.libtorch = torchVersion();
    provenance.products = productKernel().name;
    return provenance;
}

/// Writes what a training reports into the project, steps in batches, and passes it on.
class Recorder {
public:
    Recorder(Project& project, RunRecord run, const LockFile& lock, const TrainingListener& listener)
        : m_project(project), m_run(std::move(run)), m_lock(lock), m_listener(listener) {}

    const std::string& run() const { return m_run.id; }
    /// The training has taken the run up: until then its record stays as it was.
    bool hasBegun() const { return m_begun; }

    TrainingListener listener() {
        TrainingListener recording;
        recording.onBegin = [this](const TrainingPoint& point) { begin(point); };
        recording.beforeSave = [this] { flush(); };
        recording.onStep = [this](const StepMetrics& metrics) { step(metrics); };
        recording.onEpoch = [this](const EpochMetrics& metrics) { epoch(metrics); };
        recording.onSnapshot = [this](std::shared_ptr<const Snapshot> snapshot) {
            if (m_listener.onSnapshot)
                m_listener.onSnapshot(std::move(snapshot));
        };
        recording.onState = [this](TrainingState state) {
            flush();
            setStatus(state == TrainingState::paused ? RunStatus::paused : RunStatus::running);
            if (m_listener.onState)
                m_listener.onState(state);
        };
        return recording;
    }

    void finish(const TrainingOutcome& outcome) {
        flush();
        m_run.epochs = outcome.epochs;
        m_run.bestEpoch = outcome.bestEpoch;
        switch (outcome.end) {
        case TrainingOutcome::End::finished:
            return setStatus(RunStatus::finished);
        case TrainingOutcome::End::stopped:
            return setStatus(RunStatus::stopped);
        case TrainingOutcome::End::failed:
            return fail(outcome.message);
        }
    }

    void fail(const std::string& message) { setStatus(RunStatus::failed, message); }

    /// Throws Error when the run's folder is not where it was.
    void requirePlace() const {
        if (!m_lock.isInPlace())
            throw Error(fmt::format("{} was moved or deleted while it trained; open it at its new place and "
                                    "resume run {} there: it goes on after its last finished epoch.",
                                    m_project.folder().string(), m_run.id));
    }

private:
    /// Brings record and history to what the training goes on from: a kill may have come between the
    /// checkpoint and them.
    void begin(const TrainingPoint& point) {
        m_begun = true;
        m_run.status = RunStatus::running;
        m_run.failure.clear();
        m_run.epochs = point.epoch;
        m_run.bestEpoch = point.bestEpoch;
        m_run.bestScore = point.bestScore;
        m_project.rewindRun(m_run, point.step, point.epoch);
        const auto known = m_project.epochMetrics(m_run.id);
        if (point.lastEpoch && (known.empty() || known.back().first < point.epoch)) {
            writeEpoch(m_project, m_run.id, *point.lastEpoch);
            if (m_listener.onEpoch)
                m_listener.onEpoch(*point.lastEpoch);
        }
        if (m_listener.onBegin)
            m_listener.onBegin(point);
    }

    void setStatus(RunStatus status, const std::string& failure = {}) {
        m_run.status = status;
        m_run.failure = failure;
        m_project.updateRun(m_run);
    }

    void step(const StepMetrics& metrics) {
        constexpr auto kBetweenWrites = std::chrono::milliseconds(500);
        m_steps.push_back(metrics);
        if (std::chrono::steady_clock::now() - m_written > kBetweenWrites)
            flush();
        if (m_listener.onStep)
            m_listener.onStep(metrics);
    }

    void flush() {
        requirePlace();
        if (!m_steps.empty())
            writeSteps(m_project, m_run.id, m_steps);
        m_steps.clear();
        m_written = std::chrono::steady_clock::now();
    }

    void epoch(const EpochMetrics& metrics) {
        flush();
        writeEpoch(m_project, m_run.id, metrics);
        m_run.epochs = metrics.epoch;
        if (metrics.best) {
            m_run.bestEpoch = metrics.epoch;
            m_run.bestScore = metrics.validation.sum();
        }
        m_project.updateRun(m_run);
        if (m_listener.onEpoch)
            m_listener.onEpoch(metrics);
    }

    Project& m_project;
    RunRecord m_run;
    const LockFile& m_lock;
    const TrainingListener& m_listener;
    bool m_begun = false;
    std::vector<StepMetrics> m_steps;
    std::chrono::steady_clock::time_point m_written = std::chrono::steady_clock::now();
};

RunRecord runToResume(const Project& project, const std::string& id) {
    std::optional<RunRecord> record = project.run(id);
    if (!record)
        throw Error(fmt::format("The project {} has no run {}; crossview-cli runs lists them.",
                                project.folder().string(), id));
    return *record;
}

/// An import may have come between the opening of the session and its training.
void requireSameData(const Project& project, const Dataset& imported) {
    if (project.loadDataset()->hash() != imported.hash())
        throw Error(fmt::format("The data of {} were replaced since it was opened: open it again to train on "
                                "what it holds now.",
                                project.folder().string()));
}

RunRecord newRun(Project& project, const TrainingInput& input, const RunOptions& options,
                 const std::optional<std::uint64_t>& shuffle) {
    RunRecord record = project.createRun(toJson(options), toJson(provenanceOf(input, options)));
    if (shuffle)
        markShuffled(project, record.id, *shuffle);
    return record;
}

} // namespace

TrainingOutcome trainInProject(const Session& session, const RunOptions& options, const RunStart& start,
                               TrainingCommands& commands, const TrainingListener& listener,
                               const std::stop_token& stop) {
    Project project = Project::open(session.folder);
    project.requireWritable();
    const LockFile projectLock = lockForTraining(project.folder());
    removeLeftovers(project.folder());
    requireSameData(project, session.imported());
    const std::optional<std::uint64_t> shuffle =
        start.resume ? shuffleSeed(project, *start.resume) : start.shufflePairs;
    const std::shared_ptr<const Session> shuffled = shuffle ? withShuffledPairs(session, *shuffle) : nullptr;
    const TrainingInput& input = shuffled ? shuffled->input : session.input;
    const std::string id =
        start.resume ? runToResume(project, *start.resume).id : newRun(project, input, options, shuffle).id;
    const LockFile runLock = lockRun(project.runFolder(id));
    // Read again: until the lock was taken another process may have trained it.
    Recorder recorder(project, runToResume(project, id), runLock, listener);
    const TrainingListener recording = recorder.listener();
    // A run that could not be gone on with (other data, other options) has not failed.
    const auto isRecorded = [&] { return recorder.hasBegun() || !start.resume; };
    try {
        TrainingOutcome outcome = train(input, options, project.runFolder(id), commands, recording, stop);
        outcome.run = id;
        if (isRecorded())
            recorder.finish(outcome);
        return outcome;
    } catch (const std::exception& error) {
        recorder.requirePlace(); // what could not be written at the old place is no failure of the run
        if (isRecorded())
            recorder.fail(error.what());
        throw;
    }
}

} // namespace crossview
