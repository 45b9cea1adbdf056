#pragma once

#include "bridge/run_progress.h"
#include "dataset/item_ref.h"
#include "project/opened_project.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <vector>

namespace crossview::ui {

/// What a person works on, and its one owner: the open project's data (session), the run, the snapshots of
/// its network, the options as edited, the selected items, and what can be taken back. Controllers and panels
/// read it and subscribe to it; nobody keeps copies. Every signal comes after the whole change is made, so
/// that who hears one may read everything.
class Workspace : public QObject {
    Q_OBJECT
public:
    /// Which options are in force after a project was opened: its own, or those that were edited before (it
    /// was opened anew because of them).
    enum class OptionsAfter { OfProject, AsEdited };

    explicit Workspace(QObject* parent = nullptr);

    /// Data, splits and features; empty while no project is open.
    const std::shared_ptr<const Session>& session() const { return m_session; }
    /// Names of groups of its images.
    const ImageGroups& groups() const { return m_groups; }
    /// Whether the item exists in the data.
    bool holds(ItemRef item) const;

    /// The run that goes on or was the last; its id is empty until its first snapshot.
    const std::optional<RunRecord>& run() const { return m_run; }
    /// What the run was begun with; nothing where that cannot be read any more.
    const std::optional<RunOptions>& runOptions() const { return m_runOptions; }
    const RunProgress& progress() const { return m_progress; }
    /// The newest; that of the run before until a new run publishes its first.
    const std::shared_ptr<const Snapshot>& snapshot() const { return m_snapshot; }
    /// It was trained earlier and read from the disk.
    bool isSnapshotReopened() const { return m_reopened; }
    /// The one whose network answers: the newest, and of a finished run that of its best epoch.
    const std::shared_ptr<const Snapshot>& answering() const { return m_answering; }
    /// The run is finished and its best epoch should answer but does not yet.
    bool lacksBestEpoch() const;
    /// The run can be gone on with under the options as edited, and no other process trains it.
    bool canResume() const;
    /// The other process that trains the run just now; nothing when none does.
    const std::optional<LockOwner>& trainer() const { return m_trainer; }
    /// Another process has trained the run since it was opened: what stands here is older than what it left.
    bool isRunOutdated() const { return m_outdated; }

    /// As edited; a run that goes on takes the live ones of them.
    const RunOptions& options() const { return m_options; }
    /// They need other splits or features than the session's.
    bool needsOtherData() const;

    /// Edits of the data for the next run, accepted findings among them; those that the options hold are the
    /// others.
    const std::vector<DataEdit>& edits() const { return m_edits; }

    /// The primary item of the selection; invalid: nothing is selected.
    ItemRef selected() const { return m_selection.empty() ? ItemRef{} : m_selection.back(); }
    /// All selected items, the primary one last.
    const std::vector<ItemRef>& selection() const { return m_selection; }

    QUndoStack* undoStack() { return &m_undo; }

    /// Takes in an opened project with its run. The selection stays where it is the same project.
    void adopt(const OpenedProject& project, OptionsAfter after = OptionsAfter::OfProject);

    /// The run that stands here was removed: none does.
    void closeRun();

    /// A new run with the options as edited takes the place of the last.
    void beginRun();
    /// The run goes on with the options as edited.
    void continueRun();
    /// Another process trains the run, or does not any more.
    void setTrainer(const std::optional<LockOwner>& trainer);
    /// What the run that goes on reports. From any other run, or of other items: refused, nothing changes.
    void addSteps(const std::vector<StepMetrics>& steps);
    void addEpoch(const EpochMetrics& epoch);
    bool takeSnapshot(std::shared_ptr<const Snapshot> snapshot);
    void endRun(const TrainingOutcome& outcome);
    /// The best epoch's, read from the disk, answers from now on. Refused unless it is of the finished run
    /// that stands here: another run or project may have come while it was read.
    bool answerWithBest(std::shared_ptr<const Snapshot> snapshot);

    /// A person changed options; `key` names the one, empty stands for several. Can be undone; further
    /// changes of the same one join.
    void editOptions(const RunOptions& options, const QString& key);
    /// A person edited the data: the next run learns from these. Can be undone.
    void editData(const std::vector<DataEdit>& edits, const QString& what);
    /// Takes the options of a run that was, for a new one that learns from the data as they are edited now:
    /// what stands here is not gone on with, whatever they are, until the next run begins. Can be undone.
    void editAsNewRun(const RunOptions& options, const QString& run);
    /// Takes a preset's options (presetInPlaceOf). Can be undone. Throws Error for an unknown name.
    void usePreset(const std::string& name);

    /// Makes an item the selection; an invalid one clears it. Can be undone.
    void select(ItemRef item);
    /// Many, the primary one last; those that do not exist are left out. Can be undone.
    void selectMany(const std::vector<ItemRef>& items);
    /// Makes a selected item the primary one: nothing to undo. Others are ignored.
    void makePrimary(ItemRef item);
    /// As it was the last time: nothing to undo.
    void restoreSelection(ItemRef item);

Q_SIGNALS:
    /// Other data, or the same with other splits or features.
    void sessionChanged();
    /// Another run, or none, takes the place of the last: what was shown of that one is void.
    void runReplaced();
    /// Id, status, epochs, best epoch or other trainer of the run changed.
    void runChanged();
    /// Reports of the run, live or out of the history of a reopened one.
    void stepsAdded(const std::vector<crossview::StepMetrics>& steps);
    void epochAdded(const crossview::EpochMetrics& epoch);
    void snapshotChanged();
    void answeringChanged();
    void optionsChanged();
    /// A person edited the data or took an edit back; not when a project is opened.
    void editsChanged();
    void selectionChanged();

private:
    friend class OptionsCommand;
    friend class SelectionCommand;
    void applyOptions(const RunOptions& options);
    void applyEdits(const std::vector<DataEdit>& edits);
    void applySelection(const std::vector<ItemRef>& items);
    void adoptRun(const OpenedProject& project);
    bool fits(const Snapshot& snapshot) const;
    bool isRunning() const { return m_run && m_run->status == RunStatus::running; }

    std::shared_ptr<const Session> m_session;
    ImageGroups m_groups;
    std::optional<RunRecord> m_run;
    std::optional<RunOptions> m_runOptions;
    std::optional<LockOwner> m_trainer;
    bool m_outdated = false;
    RunProgress m_progress;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::shared_ptr<const Snapshot> m_answering;
    bool m_reopened = false;
    RunOptions m_options;
    std::vector<DataEdit> m_edits;
    bool m_wantsNewRun =
        false; ///< the options are for a new run, even where they fit the one that stands here
    std::vector<ItemRef> m_selection;
    QUndoStack m_undo;
};

} // namespace crossview::ui
