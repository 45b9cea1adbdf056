#pragma once

#include "bridge/background_job.h"
#include "bridge/workspace.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossview::ui {

/// Trains one run, on the thread that calls it; app/ hands in the real one, tests a fake one.
using TrainFunction = std::function<TrainingOutcome(std::shared_ptr<const Session>, const RunOptions&,
                                                    std::optional<std::string> resumeRun, TrainingCommands&,
                                                    const TrainingListener&, const std::stop_token&)>;

/// Trains the workspace's run, with its session and options, and tells the workspace what the run reports. No
/// step and no epoch is lost; of snapshots the newest wins. Live options follow the workspace's while a run
/// goes on. All signals come on the GUI thread and only for the run that was started last.
class TrainingController : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Running, Paused, Stopping };
    Q_ENUM(State)

    TrainingController(Workspace& workspace, TrainFunction train, QObject* parent = nullptr);

    State state() const { return m_state; }
    bool isActive() const { return m_state != State::Idle; }

    /// A new run; `paused`: it waits before its first batch.
    void start(bool paused = false);
    /// Goes on with the workspace's run where it was stopped.
    void continueRun(bool paused = false);
    void pause();
    /// Ends a pause.
    void resume();
    /// One batch, then paused.
    void step();
    void stop();

Q_SIGNALS:
    /// What the run reports; the workspace has it already.
    void stepsArrived(const std::vector<crossview::StepMetrics>& steps);
    void epochFinished(const crossview::EpochMetrics& metrics);
    void snapshotArrived(std::shared_ptr<const crossview::Snapshot> snapshot);
    void stateChanged(crossview::ui::TrainingController::State state);
    void ended(const crossview::TrainingOutcome& outcome);

private:
    /// What the training thread publishes into.
    struct Mailbox {
        std::mutex mutex;
        std::vector<StepMetrics> steps;
        std::vector<EpochMetrics> epochs;
        std::shared_ptr<const Snapshot> snapshot;
        std::optional<TrainingState> state;
        std::optional<TrainingOutcome> outcome;
    };
    void launch(std::optional<std::string> resumeRun, bool paused);
    void changeLiveOptions();
    void deliver(const std::shared_ptr<Mailbox>& mailbox);
    void onEnded(quint64 generation, const JobOutcome& outcome);
    void setState(State state);

    Workspace& m_workspace;
    TrainFunction m_train;
    State m_state = State::Idle;
    std::shared_ptr<TrainingCommands> m_commands;
    std::shared_ptr<Mailbox> m_mailbox;
    std::uint64_t m_generation = 0;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
