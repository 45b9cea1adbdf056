#include "bridge/run_watch.h"

namespace crossview::ui {

RunWatch::RunWatch(Workspace& workspace, SessionController& sessions, TrainingController& training,
                   Messages& messages, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_sessions(sessions), m_training(training),
      m_messages(messages) {
    connect(&m_timer, &QTimer::timeout, this, &RunWatch::look);
    m_timer.start(kBetweenLooksMs);
}

void RunWatch::look() {
    const auto& run = m_workspace.run();
    if (m_training.isActive() || m_sessions.isBusy() || !m_workspace.session() || !run || run->id.empty())
        return;
    const bool before = m_workspace.trainer().has_value();
    m_workspace.setTrainer(trainerOf(m_workspace.session()->folder, run->id));
    if (m_workspace.trainer().has_value() != before)
        say();
}

QString RunWatch::sentenceOf(const std::string& run, const LockOwner& trainer) {
    return tr("Run %1 is being trained by %2; what is shown is how it stood when it was opened.")
        .arg(QString::fromStdString(run), QString::fromStdString(trainer.text()));
}

void RunWatch::say() {
    const std::string run = m_workspace.run()->id;
    const auto open = [this] { m_sessions.openAgain(); };
    if (const auto& trainer = m_workspace.trainer())
        m_messages.warn(sentenceOf(run, *trainer), tr("Look again"), open);
    else
        m_messages.inform(tr("Run %1 is not trained elsewhere any more.").arg(QString::fromStdString(run)),
                          tr("Show it"), open);
}

} // namespace crossview::ui
