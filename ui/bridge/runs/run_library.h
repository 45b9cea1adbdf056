#pragma once

#include "bridge/newest_worker.h"
#include "bridge/run_control.h"
#include "bridge/session_controller.h"
#include "project/remove_run.h"
#include "project/runs/run_list.h"

#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace crossview::ui {

/// The runs of the workspace's project, read in the background while somebody watches, and what can be done
/// with them: note, remove, open, take as the beginning of a new one. Notes and removals can be undone; what
/// is removed lies aside until its undo is gone. Everything is done in the order in which it was asked for.
class RunLibrary : public QObject {
    Q_OBJECT
public:
    /// Another process may train, note or remove, too.
    static constexpr int kBetweenLooksMs = 2000;

    RunLibrary(Workspace& workspace, SessionController& sessions, RunControl& run, Messages& messages,
               QObject* parent = nullptr);

    /// Without a watcher nothing is read.
    void setWatched(bool watched);
    /// The newest; null before the first.
    const std::shared_ptr<const RunList>& list() const { return m_list; }
    /// A run of the list; null where there is none of that id.
    const RunSummary* find(const std::string& run) const;
    /// The run that the window shows; empty: none.
    std::string shown() const;

    void setNote(const std::string& run, const QString& note);
    void remove(const std::vector<std::string>& runs);
    /// Opens it in the window; false (and said why) while a run goes on.
    bool open(const std::string& run);
    /// Its options become those of a new run; false (and said why) where they cannot.
    bool duplicate(const std::string& run);
    /// Something is being written.
    bool isBusy() const { return !m_tasks.empty(); }

Q_SIGNALS:
    /// The list was read anew.
    void changed();
    /// The window shows another run.
    void shownChanged();
    /// A person opens a run.
    void opening(const std::string& run);
    /// The options as edited are those of a run, for a new one.
    void duplicated(const std::string& run);

private:
    friend class RemovalCommand;
    struct Task {
        std::function<void()> work; ///< in the background
        std::function<void()> done; ///< then here, unless the work failed
    };
    /// A removal and its way back; `removed` is for the background only.
    struct Removal {
        std::filesystem::path project;
        std::string run;
        bool wasShown = false;
        std::unique_ptr<RemovedRun> removed;
    };
    void look();
    void add(Task task);
    void next();
    void writeNote(const std::string& run, const QString& note);
    void take(const std::shared_ptr<Removal>& removal);
    void bringBack(const std::shared_ptr<Removal>& removal);
    void end(std::shared_ptr<Removal> removal);

    Workspace& m_workspace;
    SessionController& m_sessions;
    RunControl& m_run;
    Messages& m_messages;
    bool m_isWatched = false;
    std::filesystem::path m_folder; // of the project
    std::shared_ptr<const RunList> m_list;
    std::deque<Task> m_tasks; // the first is under way
    QTimer m_timer;
    NewestWorker<std::filesystem::path, std::shared_ptr<const RunList>> m_reader;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
