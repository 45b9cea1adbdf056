#pragma once

#include "bridge/background_job.h"
#include "bridge/workspace.h"
#include "project/checking/check_project.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace crossview::ui {

/// checkProject; app/ hands in the real one, tests a fake one.
using CheckFunction = std::function<CheckedProject(const std::filesystem::path& project,
                                                   const std::stop_token&, const ProgressSink&)>;

/// What was found in the workspace's project.
struct CheckState {
    CheckedProject checked;
    std::string table; ///< problemTable, for other programs
};

/// Checks the workspace's project on a worker.
class CheckRunner : public QObject {
    Q_OBJECT
public:
    CheckRunner(const Workspace& workspace, CheckFunction check, QObject* parent = nullptr);

    bool canStart() const;
    void start();
    /// What was found before stays.
    void stop() { m_job.requestStop(); }
    bool isRunning() const { return m_mailbox != nullptr; }
    /// Null: these data were not checked yet.
    const std::shared_ptr<const CheckState>& state() const { return m_state; }

Q_SIGNALS:
    /// It began or ended, or what was found is void.
    void changed();
    void progressed(const crossview::Progress& progress);
    void failed(const QString& message);

private:
    struct Mailbox {
        NewestSlot<Progress> progress;
        NewestSlot<std::shared_ptr<const CheckState>> state;
    };
    void deliver(const std::shared_ptr<Mailbox>& mailbox);
    void end(quint64 generation, const JobOutcome& outcome);
    void takeSession();

    const Workspace& m_workspace;
    CheckFunction m_check;
    std::shared_ptr<const Session> m_session; ///< what is shown was found in it
    std::shared_ptr<const CheckState> m_state;
    std::shared_ptr<Mailbox> m_mailbox; ///< empty: nothing runs
    std::uint64_t m_generation = 0;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
