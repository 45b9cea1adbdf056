#pragma once

#include "bridge/background_job.h"
#include "bridge/workspace.h"
#include "project/ablation/run_ablation.h"

#include <QObject>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace crossview::ui {

/// runAblation; app/ hands in the real one, tests a fake one.
using AblateFunction = std::function<AblationTable(const AblationRequest&, const AblationListener&,
                                                   const std::stop_token&, const ProgressSink&)>;

/// A table as far as it has come, with its cells as texts (measureText), [rows][measures].
struct AblationState {
    AblationTable table;
    std::vector<std::array<std::string, kMeasures>> cells;
    std::string markdown; ///< the table for other programs
};

/// The run of the queue that is trained just now.
struct AblationMoment {
    std::optional<AblationStep> step; ///< nothing: none yet
    std::string title;                ///< of its row
    int epoch = 0;
    int epochs = 0;
    std::string stage; ///< what else is done: features are made ready
};

/// Trains the variants of a plan one after another on a worker and tells how far it is.
class AblationRunner : public QObject {
    Q_OBJECT
public:
    AblationRunner(const Workspace& workspace, AblateFunction ablate, QObject* parent = nullptr);

    bool canStart() const;
    /// `plan` in the workspace's project; what is there already is not trained again.
    void start(const AblationPlan& plan, const std::vector<std::uint64_t>& seeds);
    /// What is trained stays, and the next start goes on from there.
    void stop() { m_job.requestStop(); }
    bool isRunning() const { return m_mailbox != nullptr; }
    /// Null: none was started in this project.
    const std::shared_ptr<const AblationState>& state() const { return m_state; }
    const AblationMoment& moment() const { return m_moment; }

Q_SIGNALS:
    /// It began or ended, or a row is done.
    void changed();
    /// Another run, epoch or stage.
    void moved();
    void failed(const QString& message);

private:
    struct Mailbox {
        std::mutex mutex;
        std::shared_ptr<const AblationState> state;
        AblationMoment moment;
        bool hasMoved = false;
    };
    void deliver(const std::shared_ptr<Mailbox>& mailbox);
    void end(quint64 generation, const JobOutcome& outcome);
    void forget();

    const Workspace& m_workspace;
    AblateFunction m_ablate;
    std::shared_ptr<const AblationState> m_state;
    AblationMoment m_moment;
    std::shared_ptr<Mailbox> m_mailbox; ///< empty: nothing runs
    std::uint64_t m_generation = 0;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
