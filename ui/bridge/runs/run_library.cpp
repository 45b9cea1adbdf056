#include "bridge/runs/run_library.h"

#include "bridge/undo_commands.h"
#include "project/run_notes.h"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace crossview::ui {

/// Removes a run when it is pushed. What was removed is gone for good when this goes, not before.
class RemovalCommand : public QUndoCommand {
public:
    RemovalCommand(RunLibrary& library, std::shared_ptr<RunLibrary::Removal> removal)
        : m_library(&library), m_removal(std::move(removal)) {
        setText(RunLibrary::tr("removal of run %1").arg(QString::fromStdString(m_removal->run)));
    }
    ~RemovalCommand() override {
        if (m_library)
            m_library->end(std::move(m_removal));
    }
    RemovalCommand(const RemovalCommand&) = delete;
    RemovalCommand& operator=(const RemovalCommand&) = delete;
    void undo() override {
        if (m_library)
            m_library->bringBack(m_removal);
    }
    void redo() override {
        if (m_library)
            m_library->take(m_removal);
    }

private:
    QPointer<RunLibrary> m_library;
    std::shared_ptr<RunLibrary::Removal> m_removal;
};

RunLibrary::RunLibrary(Workspace& workspace, SessionController& sessions, RunControl& run, Messages& messages,
                       QObject* parent)
    : QObject(parent), m_workspace(workspace), m_sessions(sessions), m_run(run), m_messages(messages),
      m_reader(
          [](const std::filesystem::path& folder, const std::stop_token&) {
              return std::make_shared<const RunList>(runList(Project::open(folder)));
          },
          [this](std::shared_ptr<const RunList> list) {
              m_list = std::move(list);
              Q_EMIT changed();
          },
          [this](const QString& message) { m_messages.warn(message); }) {
    m_timer.setInterval(kBetweenLooksMs);
    connect(&m_timer, &QTimer::timeout, this, &RunLibrary::look);
    connect(&workspace, &Workspace::sessionChanged, this, [this] {
        if (std::exchange(m_folder, m_workspace.session()->folder) != m_workspace.session()->folder) {
            m_reader.clear();
            m_list.reset();
            Q_EMIT changed();
        }
        look();
    });
    connect(&workspace, &Workspace::runChanged, this, [this] {
        look();
        Q_EMIT shownChanged();
    });
    connect(&m_job, &BackgroundJob::ended, this, [this](quint64, const JobOutcome& outcome) {
        const Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        if (outcome.end == JobOutcome::End::Failed)
            m_messages.fail(outcome.message);
        else if (task.done)
            task.done();
        next();
        look();
    });
}

void RunLibrary::setWatched(bool watched) {
    m_isWatched = watched;
    if (watched)
        m_timer.start();
    else
        m_timer.stop();
    look();
}

void RunLibrary::look() {
    // What is being written changes the list once more.
    if (m_isWatched && m_workspace.session() && m_tasks.empty())
        m_reader.request(m_workspace.session()->folder);
}

const RunSummary* RunLibrary::find(const std::string& run) const {
    if (!m_list)
        return nullptr;
    const auto found = std::ranges::find_if(
        m_list->runs, [&](const RunSummary& summary) { return summary.record.id == run; });
    return found == m_list->runs.end() ? nullptr : &*found;
}

std::string RunLibrary::shown() const {
    return m_workspace.run() ? m_workspace.run()->id : std::string();
}

void RunLibrary::add(Task task) {
    m_tasks.push_back(std::move(task));
    if (m_tasks.size() == 1)
        next();
}

void RunLibrary::next() {
    if (!m_tasks.empty())
        m_job.start([work = m_tasks.front().work](const std::stop_token&) { work(); });
}

void RunLibrary::setNote(const std::string& run, const QString& note) {
    const RunSummary* summary = find(run);
    const QString before = summary ? QString::fromStdString(summary->note) : QString();
    if (summary && before != note)
        m_workspace.undoStack()->push(new ActCommand(
            tr("note on run %1").arg(QString::fromStdString(run)),
            [this, run, before] { writeNote(run, before); }, [this, run, note] { writeNote(run, note); }));
}

void RunLibrary::writeNote(const std::string& run, const QString& note) {
    add({[folder = m_workspace.session()->folder, run, text = note.toStdString()] {
             Project project = Project::open(folder);
             crossview::setNote(project, run, text);
         },
         {}});
}

void RunLibrary::remove(const std::vector<std::string>& runs) {
    std::vector<std::string> removable;
    for (const std::string& run : runs) {
        const RunSummary* summary = find(run);
        if (summary && summary->trainer)
            m_messages.warn(QString::fromStdString(sentenceOf(*summary->trainer, run)));
        else if (summary)
            removable.push_back(run);
    }
    if (removable.empty())
        return;
    QUndoStack* undo = m_workspace.undoStack();
    if (removable.size() > 1)
        undo->beginMacro(tr("removal of %1 runs").arg(removable.size()));
    for (const std::string& run : removable) {
        auto removal = std::make_shared<Removal>();
        removal->project = m_workspace.session()->folder;
        removal->run = run;
        undo->push(new RemovalCommand(*this, std::move(removal)));
    }
    if (removable.size() > 1)
        undo->endMacro();
}

void RunLibrary::take(const std::shared_ptr<Removal>& removal) {
    add({[removal] { removal->removed = std::make_unique<RemovedRun>(removal->project, removal->run); },
         [this, removal] {
             removal->wasShown = shown() == removal->run;
             if (removal->wasShown)
                 m_workspace.closeRun();
             m_messages.inform(tr("Run %1 is removed.").arg(QString::fromStdString(removal->run)), tr("Undo"),
                               [undo = m_workspace.undoStack()] { undo->undo(); });
         }});
}

void RunLibrary::bringBack(const std::shared_ptr<Removal>& removal) {
    m_messages.withdrawInformation();
    add({[removal] {
             if (removal->removed)
                 removal->removed->bringBack();
             removal->removed.reset();
         },
         [this, removal] {
             // It stands in the window again unless another one does.
             if (removal->wasShown && !m_workspace.run() && m_workspace.session()->folder == removal->project)
                 m_sessions.openRun(removal->run);
         }});
}

void RunLibrary::end(std::shared_ptr<Removal> removal) {
    add({[removal = std::move(removal)] { removal->removed.reset(); }, {}});
}

bool RunLibrary::open(const std::string& run) {
    if (!m_workspace.session() || m_sessions.isBusy() ||
        !m_run.isIdleOrSay(tr("Another run can be opened when this one has ended; stop it first.")))
        return false;
    Q_EMIT opening(run);
    m_sessions.openRun(run);
    return true;
}

bool RunLibrary::duplicate(const std::string& run) {
    const RunSummary* summary = find(run);
    if (!summary || !m_run.isIdleOrSay(tr("Options cannot be changed during a run; stop the run first.")))
        return false;
    if (!summary->options) {
        m_messages.warn(QString::fromStdString(summary->problem));
        return false;
    }
    m_workspace.editAsNewRun(*summary->options, QString::fromStdString(run));
    Q_EMIT duplicated(run);
    m_messages.inform(tr("The experiment panel has the options of run %1: change them, then start a new run.")
                          .arg(QString::fromStdString(run)),
                      tr("Start a new run"), [this] { m_run.startAnew(); });
    return true;
}

} // namespace crossview::ui
