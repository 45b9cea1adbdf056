#include "bridge/training_controller.h"

namespace crossview::ui {

TrainingController::TrainingController(Workspace& workspace, TrainFunction train, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_train(std::move(train)) {
    connect(&m_job, &BackgroundJob::ended, this, &TrainingController::onEnded);
    connect(&workspace, &Workspace::optionsChanged, this, &TrainingController::changeLiveOptions);
}

void TrainingController::start(bool paused) {
    m_workspace.beginRun();
    launch({}, paused);
}

void TrainingController::continueRun(bool paused) {
    m_workspace.continueRun();
    launch(m_workspace.run()->id, paused);
}

void TrainingController::launch(std::optional<std::string> resumeRun, bool paused) {
    auto commands = std::make_shared<TrainingCommands>();
    if (paused)
        commands->pause();
    auto mailbox = std::make_shared<Mailbox>();
    m_commands = commands;
    m_mailbox = mailbox;
    auto work = [train = m_train, session = m_workspace.session(), options = m_workspace.options(),
                 resume = std::move(resumeRun), commands, mailbox](const std::stop_token& stop) {
        TrainingListener listener;
        listener.onStep = [mailbox](const StepMetrics& step) {
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->steps.push_back(step);
        };
        listener.onEpoch = [mailbox](const EpochMetrics& epoch) {
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->epochs.push_back(epoch);
        };
        listener.onSnapshot = [mailbox](std::shared_ptr<const Snapshot> snapshot) {
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->snapshot = std::move(snapshot);
        };
        listener.onState = [mailbox](TrainingState state) {
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->state = state;
        };
        TrainingOutcome outcome = train(session, options, resume, *commands, listener, stop);
        const std::scoped_lock lock(mailbox->mutex);
        mailbox->outcome = std::move(outcome);
    };
    m_generation = m_job.start(std::move(work), [this, mailbox] { deliver(mailbox); });
    setState(paused ? State::Paused : State::Running);
}

void TrainingController::pause() {
    if (m_state == State::Running) {
        m_commands->pause();
        setState(State::Paused);
    }
}

void TrainingController::resume() {
    if (m_state == State::Paused) {
        m_commands->resume();
        setState(State::Running);
    }
}

void TrainingController::step() {
    if (m_state == State::Running)
        pause();
    if (m_state == State::Paused)
        m_commands->step();
}

void TrainingController::stop() {
    if (!isActive())
        return;
    m_job.requestStop();
    setState(State::Stopping);
}

void TrainingController::changeLiveOptions() {
    if (m_state == State::Running || m_state == State::Paused)
        m_commands->change(liveOptions(m_workspace.options()));
}

void TrainingController::deliver(const std::shared_ptr<Mailbox>& mailbox) {
    if (mailbox != m_mailbox)
        return; // a run that was replaced
    std::vector<StepMetrics> steps;
    std::vector<EpochMetrics> epochs;
    std::shared_ptr<const Snapshot> snapshot;
    {
        const std::scoped_lock lock(mailbox->mutex);
        steps.swap(mailbox->steps);
        epochs.swap(mailbox->epochs);
        snapshot.swap(mailbox->snapshot);
        mailbox->state.reset(); // the person's own click has changed the state already
    }
    if (!steps.empty()) {
        m_workspace.addSteps(steps);
        Q_EMIT stepsArrived(steps);
    }
    for (const EpochMetrics& epoch : epochs) {
        m_workspace.addEpoch(epoch);
        Q_EMIT epochFinished(epoch);
    }
    if (snapshot && m_workspace.takeSnapshot(snapshot))
        Q_EMIT snapshotArrived(snapshot);
}

void TrainingController::onEnded(quint64 generation, const JobOutcome& jobOutcome) {
    if (generation != m_generation)
        return;
    TrainingOutcome outcome;
    {
        const std::scoped_lock lock(m_mailbox->mutex);
        if (m_mailbox->outcome) {
            outcome = *m_mailbox->outcome;
        } else if (jobOutcome.end == JobOutcome::End::Failed) {
            outcome.end = TrainingOutcome::End::failed;
            outcome.message = jobOutcome.message.toStdString();
        } else {
            outcome.end = TrainingOutcome::End::stopped;
        }
    }
    m_workspace.endRun(outcome);
    setState(State::Idle);
    Q_EMIT ended(outcome);
}

void TrainingController::setState(State state) {
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

} // namespace crossview::ui
