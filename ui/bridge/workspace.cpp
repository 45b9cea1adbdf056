#include "bridge/workspace.h"

#include "bridge/undo_commands.h"
#include "common/error.h"
#include "options/option_changes.h"

#include <algorithm>

namespace crossview::ui {

Workspace::Workspace(QObject* parent) : QObject(parent), m_options(preset(kDefaultPreset)) {}

bool Workspace::holds(ItemRef item) const {
    if (!m_session || !item.isValid())
        return false;
    const Dataset& dataset = *m_session->input.dataset;
    const std::size_t count = item.view == View::image ? dataset.images().size() : dataset.sentences().size();
    return static_cast<std::size_t>(item.index) < count;
}

bool Workspace::fits(const Snapshot& snapshot) const {
    return m_session && snapshot.images.rows() == m_session->input.dataset->images().size() &&
           snapshot.sentences.rows() == m_session->input.dataset->sentences().size();
}

bool Workspace::lacksBestEpoch() const {
    return m_run && m_run->status == RunStatus::finished && m_run->bestEpoch > 0 && m_answering &&
           m_answering->run == m_run->id && m_answering->epoch != m_run->bestEpoch;
}

bool Workspace::canResume() const {
    return m_run && m_runOptions && !m_trainer && !m_wantsNewRun &&
           canBeResumed(*m_run, *m_runOptions, m_options);
}

bool Workspace::needsOtherData() const {
    return m_session && needOtherData(m_options, m_session->options);
}

void Workspace::adopt(const OpenedProject& project, OptionsAfter after) {
    const bool sameProject = m_session && m_session->folder == project.session->folder;
    std::vector<ItemRef> kept = sameProject ? m_selection : std::vector<ItemRef>{};
    m_session = project.session;
    m_groups = project.groups;
    std::erase_if(kept, [this](ItemRef item) { return !holds(item); });
    m_selection = std::move(kept);
    if (after == OptionsAfter::OfProject) {
        m_options = m_session->options;
        m_wantsNewRun = false;
        m_edits = project.edits;
        m_options.edits = changingEdits(m_edits);
    }
    m_undo.clear(); // its commands are about what stood here before
    adoptRun(project);

    Q_EMIT sessionChanged();
    Q_EMIT optionsChanged();
    Q_EMIT runReplaced();
    Q_EMIT runChanged();
    if (!project.history.steps.empty())
        Q_EMIT stepsAdded(project.history.steps);
    for (const EpochMetrics& epoch : project.history.epochs)
        Q_EMIT epochAdded(epoch);
    Q_EMIT snapshotChanged();
    Q_EMIT answeringChanged();
    Q_EMIT selectionChanged();
}

void Workspace::adoptRun(const OpenedProject& project) {
    m_run = project.run;
    m_trainer = project.trainer;
    m_outdated = m_trainer.has_value();
    m_runOptions.reset();
    m_snapshot.reset();
    m_progress = RunProgress(m_run ? m_run->epochs : 0);
    if (m_run) {
        if (m_run->status == RunStatus::running || m_run->status == RunStatus::paused)
            m_run->status = RunStatus::stopped; // here nothing goes on
        try {
            m_runOptions = runOptionsFromJson(m_run->optionsJson);
        } catch (const Error&) {
            // Of a newer version: it is shown, and cannot be gone on with.
        }
        if (project.snapshot && fits(*project.snapshot)) {
            m_snapshot = project.snapshot;
            m_run->epochs = m_snapshot->epoch;
        }
        for (const EpochMetrics& epoch : project.history.epochs)
            m_progress.add(epoch);
    }
    m_answering = m_snapshot;
    m_reopened = m_snapshot != nullptr;
}

void Workspace::closeRun() {
    OpenedProject withoutRun;
    withoutRun.session = m_session;
    adoptRun(withoutRun);
    Q_EMIT runReplaced();
    Q_EMIT runChanged();
    Q_EMIT snapshotChanged();
    Q_EMIT answeringChanged();
}

void Workspace::beginRun() {
    m_wantsNewRun = false;
    m_run = RunRecord();
    m_trainer.reset();
    m_outdated = false;
    m_runOptions = m_options;
    m_progress = RunProgress();
    Q_EMIT runReplaced();
    Q_EMIT runChanged();
}

void Workspace::continueRun() {
    if (!m_run)
        return;
    m_run->status = RunStatus::running;
    m_runOptions = m_options;
    Q_EMIT runChanged();
}

void Workspace::setTrainer(const std::optional<LockOwner>& trainer) {
    if (trainer == m_trainer)
        return;
    m_trainer = trainer;
    m_outdated = true;
    Q_EMIT runChanged();
}

void Workspace::addSteps(const std::vector<StepMetrics>& steps) {
    if (!isRunning() || steps.empty())
        return;
    m_progress.add(steps.back());
    Q_EMIT stepsAdded(steps);
}

void Workspace::addEpoch(const EpochMetrics& epoch) {
    if (!isRunning())
        return;
    m_progress.add(epoch);
    if (epoch.best)
        m_run->bestEpoch = epoch.epoch;
    Q_EMIT epochAdded(epoch);
    if (epoch.best)
        Q_EMIT runChanged();
}

bool Workspace::takeSnapshot(std::shared_ptr<const Snapshot> snapshot) {
    const bool named = m_run && !m_run->id.empty();
    if (!isRunning() || !snapshot || !fits(*snapshot) || (named && snapshot->run != m_run->id))
        return false;
    m_run->id = snapshot->run;
    m_run->epochs = snapshot->epoch;
    m_snapshot = m_answering = std::move(snapshot);
    m_reopened = false;
    Q_EMIT runChanged();
    Q_EMIT snapshotChanged();
    Q_EMIT answeringChanged();
    return true;
}

void Workspace::endRun(const TrainingOutcome& outcome) {
    if (!isRunning())
        return;
    using End = TrainingOutcome::End;
    m_run->status = outcome.end == End::finished  ? RunStatus::finished
                    : outcome.end == End::stopped ? RunStatus::stopped
                                                  : RunStatus::failed;
    m_run->failure = outcome.end == End::failed ? outcome.message : std::string();
    if (!outcome.run.empty()) { // empty: it ended before it could say
        m_run->id = outcome.run;
        m_run->epochs = outcome.epochs;
        if (outcome.bestEpoch > 0)
            m_run->bestEpoch = outcome.bestEpoch;
    }
    Q_EMIT runChanged();
}

bool Workspace::answerWithBest(std::shared_ptr<const Snapshot> snapshot) {
    const bool finished = m_run && m_run->status == RunStatus::finished;
    if (!finished || !m_snapshot || !snapshot || snapshot->run != m_run->id || !fits(*snapshot))
        return false;
    m_answering = std::move(snapshot);
    Q_EMIT answeringChanged();
    return true;
}

void Workspace::editOptions(const RunOptions& options, const QString& key) {
    if (toJson(options) != toJson(m_options))
        m_undo.push(new OptionsCommand(*this, options, key));
}

void Workspace::editAsNewRun(const RunOptions& options, const QString& run) {
    const auto set = [this](bool wantsNewRun, const RunOptions& to) {
        m_wantsNewRun = wantsNewRun;
        applyOptions(to);
    };
    RunOptions to = options;
    to.edits = m_options.edits;
    m_undo.push(new ActCommand(
        tr("options of run %1").arg(run),
        [set, before = m_options, wanted = m_wantsNewRun] { set(wanted, before); },
        [set, to = std::move(to)] { set(true, to); }));
}

void Workspace::editData(const std::vector<DataEdit>& edits, const QString& what) {
    m_undo.push(new ActCommand(
        what, [this, before = m_edits] { applyEdits(before); }, [this, edits] { applyEdits(edits); }));
}

void Workspace::applyEdits(const std::vector<DataEdit>& edits) {
    m_edits = edits;
    m_options.edits = changingEdits(edits);
    Q_EMIT editsChanged();
    Q_EMIT optionsChanged();
}

void Workspace::usePreset(const std::string& name) {
    editOptions(presetInPlaceOf(m_options, name, m_session != nullptr), {});
}

void Workspace::applyOptions(const RunOptions& options) {
    m_options = options;
    Q_EMIT optionsChanged();
}

void Workspace::select(ItemRef item) {
    selectMany({item});
}

void Workspace::selectMany(const std::vector<ItemRef>& items) {
    std::vector<ItemRef> existing = items;
    std::erase_if(existing, [this](ItemRef item) { return !holds(item); });
    if (existing != m_selection)
        m_undo.push(new SelectionCommand(*this, std::move(existing)));
}

void Workspace::makePrimary(ItemRef item) {
    std::vector<ItemRef> items = m_selection;
    const auto found = std::ranges::find(items, item);
    if (found == items.end() || item == selected())
        return;
    std::rotate(found, found + 1, items.end());
    applySelection(items);
}

void Workspace::restoreSelection(ItemRef item) {
    applySelection(holds(item) ? std::vector{item} : std::vector<ItemRef>{});
}

void Workspace::applySelection(const std::vector<ItemRef>& items) {
    m_selection = items;
    Q_EMIT selectionChanged();
}

} // namespace crossview::ui
