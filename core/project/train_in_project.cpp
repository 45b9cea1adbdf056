#include "training/trainer.h"

#include "common/threads.h"
#include "project/project.h"
#include "training/devices.h"

#include <chrono>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

std::string provenance(const TrainingInput& input, const RunOptions& options) {
    const nlohmann::json json = {{"seed", options.seed},
                                 {"device", options.device},
                                 {"threads", threadBudget()},
                                 {"libtorch", torchVersion()},
                                 {"dataHash", input.dataset->hash()},
                                 {"splitHash", input.splits->hash()},
                                 {"featuresKey", input.features->key}};
    return json.dump(2);
}

void append(NamedValues& values, const std::string& prefix, const Recall& recall) {
    values.emplace_back(prefix + "r1", recall.r1);
    values.emplace_back(prefix + "r5", recall.r5);
    values.emplace_back(prefix + "r10", recall.r10);
    values.emplace_back(prefix + "medr", recall.medianRank);
}

/// Writes what a training reports into the project, steps in batches, and passes it on.
class Recorder {
public:
    Recorder(Project& project, RunRecord run, const TrainingListener& listener)
        : m_project(project), m_run(std::move(run)), m_listener(listener) {
        setState("running");
    }

    const std::string& run() const { return m_run.id; }

    TrainingListener listener() {
        TrainingListener recording;
        recording.onStep = [this](const StepMetrics& metrics) { step(metrics); };
        recording.onEpoch = [this](const EpochMetrics& metrics) { epoch(metrics); };
        recording.onSnapshot = m_listener.onSnapshot;
        recording.onState = [this](TrainingState state) {
            flush();
            setState(state == TrainingState::paused ? "paused" : "running");
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
            return setState("finished");
        case TrainingOutcome::End::stopped:
            return setState("stopped");
        case TrainingOutcome::End::failed:
            return setState("failed: " + outcome.message);
        }
    }

    void fail(const std::string& message) { setState("failed: " + message); }

private:
    void setState(const std::string& state) {
        m_run.state = state;
        m_project.updateRun(m_run);
    }

    void step(const StepMetrics& metrics) {
        constexpr auto kBetweenWrites = std::chrono::milliseconds(500);
        NamedValues values{{"total", metrics.total},
                           {"learningRate", metrics.learningRate},
                           {"epoch", metrics.epoch},
                           {"seconds", metrics.seconds}};
        for (std::size_t t = 0; t < 4; ++t) {
            values.emplace_back(fmt::format("T{}", t + 1), metrics.terms[t]);
            values.emplace_back(fmt::format("violated{}", t + 1), metrics.violated[t]);
        }
        m_steps.emplace_back(metrics.step, std::move(values));
        if (std::chrono::steady_clock::now() - m_written > kBetweenWrites)
            flush();
        if (m_listener.onStep)
            m_listener.onStep(metrics);
    }

    void flush() {
        if (!m_steps.empty())
            m_project.storeStepMetrics(m_run.id, m_steps);
        m_steps.clear();
        m_written = std::chrono::steady_clock::now();
    }

    void epoch(const EpochMetrics& metrics) {
        flush();
        NamedValues values{{"meanTotal", metrics.meanTotal},
                           {"step", metrics.step},
                           {"seconds", metrics.seconds},
                           {"rsum", metrics.validation.sum()},
                           {"queries", static_cast<double>(metrics.validation.imageToSentence.queries)}};
        append(values, "i2t.", metrics.validation.imageToSentence);
        append(values, "t2i.", metrics.validation.sentenceToImage);
        m_project.storeEpochMetrics(m_run.id, metrics.epoch, values);
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
    const TrainingListener& m_listener;
    std::vector<std::pair<int, NamedValues>> m_steps;
    std::chrono::steady_clock::time_point m_written = std::chrono::steady_clock::now();
};

RunRecord recordFor(Project& project, const TrainingInput& input, const RunOptions& options,
                    const std::optional<std::string>& resumeRun) {
    if (!resumeRun)
        return project.createRun(toJson(options), provenance(input, options));
    auto record = project.run(*resumeRun);
    if (!record)
        throw Error(fmt::format("The project {} has no run {}; crossview-cli runs lists them.",
                                project.folder().string(), *resumeRun));
    return *record;
}

} // namespace

TrainingOutcome trainInProject(const std::filesystem::path& projectFolder, const TrainingInput& input,
                               const RunOptions& options, const std::optional<std::string>& resumeRun,
                               TrainingCommands& commands, const TrainingListener& listener,
                               const std::stop_token& stop) {
    Project project = Project::open(projectFolder);
    Recorder recorder(project, recordFor(project, input, options, resumeRun), listener);
    const TrainingListener recording = recorder.listener();
    try {
        TrainingOutcome outcome =
            train(input, options, project.runFolder(recorder.run()), commands, recording, stop);
        outcome.run = recorder.run();
        recorder.finish(outcome);
        return outcome;
    } catch (const std::exception& error) {
        recorder.fail(error.what());
        throw;
    }
}

} // namespace crossview
