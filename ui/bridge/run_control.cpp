#include "bridge/run_control.h"

namespace crossview::ui {

RunControl::RunControl(Workspace& workspace, SessionController& sessions, TrainingController& training,
                       RunWatch& watch, Messages& messages, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_sessions(sessions), m_training(training), m_watch(watch),
      m_messages(messages) {
    connect(&sessions, &SessionController::opened, this, &RunControl::startWhatWaited);
    connect(&sessions, &SessionController::failed, this, [this] { m_startAfterOpening.reset(); });
    connect(&sessions, &SessionController::cancelled, this, [this] { m_startAfterOpening.reset(); });
    connect(&training, &TrainingController::ended, this, &RunControl::sayEnd);
}

bool RunControl::isReady() const {
    return m_workspace.session() && !m_sessions.isBusy();
}

bool RunControl::isIdleOrSay(const QString& reason) {
    if (!m_training.isActive())
        return true;
    m_messages.warn(reason, tr("Stop"), [this] { stop(); });
    return false;
}

void RunControl::runOrPause() {
    using State = TrainingController::State;
    if (m_training.state() == State::Running)
        m_training.pause();
    else if (m_training.state() == State::Paused)
        m_training.resume();
    else if (m_training.state() == State::Idle)
        start(false, false);
}

void RunControl::step() {
    if (m_training.isActive())
        m_training.step();
    else
        start(true, false);
}

void RunControl::stop() {
    m_training.stop();
}

void RunControl::startAnew() {
    start(false, true);
}

void RunControl::start(bool paused, bool anew) {
    if (!isReady() || m_training.isActive())
        return;
    m_messages.withdraw();
    if (!anew && isTrainedElsewhere())
        return;
    if (m_workspace.needsOtherData()) {
        if (m_featuresPossible && !m_featuresPossible())
            return;
        m_startAfterOpening = {true, paused};
        m_sessions.reopenForOptions(tr("Making splits and features for the changed options"));
        return;
    }
    anew = anew || !m_workspace.canResume();
    if (!anew && m_workspace.isRunOutdated()) { // goes on from what the other process left
        m_startAfterOpening = {false, paused};
        m_sessions.reopenForOptions(tr("Opening what was trained elsewhere"));
        return;
    }
    launch(anew, paused);
}

/// Looks, and says who trains the run.
bool RunControl::isTrainedElsewhere() {
    m_watch.look();
    if (!m_workspace.trainer())
        return false;
    m_messages.warn(QString::fromStdString(sentenceOf(*m_workspace.trainer(), m_workspace.run()->id)),
                    tr("Start a new run"), [this] { startAnew(); });
    return true;
}

void RunControl::startWhatWaited() {
    const std::optional<Start> start = std::exchange(m_startAfterOpening, std::nullopt);
    // A run that was trained to its end elsewhere is only shown.
    if (start && (start->anew || m_workspace.canResume()))
        launch(start->anew, start->paused);
}

void RunControl::launch(bool anew, bool paused) {
    if (anew)
        m_training.start(paused);
    else
        m_training.continueRun(paused);
    if (paused)
        m_training.step();
}

void RunControl::usePreset(const QString& name) {
    if (!isIdleOrSay(tr("A preset cannot be changed during a run; stop the run first.")))
        return;
    try {
        m_workspace.usePreset(name.toStdString());
    } catch (const std::exception& exception) {
        m_messages.fail(QString::fromUtf8(exception.what()));
    }
}

void RunControl::useDevice(const QString& id) {
    RunOptions options = m_workspace.options();
    options.device = id.toStdString();
    m_workspace.editOptions(options, QStringLiteral("device"));
}

void RunControl::sayEnd(const TrainingOutcome& outcome) {
    if (outcome.end == TrainingOutcome::End::finished) {
        QString text = outcome.bestEpoch > 0 && outcome.validated
                           ? tr("The run is finished after %1 epochs; epoch %2 was best on validation.")
                                 .arg(outcome.epochs)
                                 .arg(outcome.bestEpoch)
                           : tr("The run is finished after %1 epochs.").arg(outcome.epochs);
        if (m_workspace.session())
            if (const std::string remark = fewQueriesRemark(*m_workspace.session()->input.splits);
                !remark.empty())
                text += QLatin1Char(' ') + QString::fromStdString(remark);
        m_messages.inform(text);
    } else if (outcome.end == TrainingOutcome::End::failed)
        m_messages.fail(QString::fromStdString(outcome.message), tr("Use the preset's options"),
                        [this] { usePreset(QString::fromStdString(m_workspace.options().preset)); });
}

} // namespace crossview::ui
