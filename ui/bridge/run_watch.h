#pragma once

#include "bridge/messages.h"
#include "bridge/session_controller.h"
#include "bridge/training_controller.h"

#include <QTimer>

namespace crossview::ui {

/// Sees whether another process begins or ends training the run that is shown, and tells the workspace and
/// the person.
class RunWatch : public QObject {
    Q_OBJECT
public:
    static constexpr int kBetweenLooksMs = 2000;

    RunWatch(Workspace& workspace, SessionController& sessions, TrainingController& training,
             Messages& messages, QObject* parent = nullptr);

    /// Looks now.
    void look();
    /// What a person should know of a run that another process trains.
    static QString sentenceOf(const std::string& run, const LockOwner& trainer);

private:
    void say();

    Workspace& m_workspace;
    SessionController& m_sessions;
    TrainingController& m_training;
    Messages& m_messages;
    QTimer m_timer;
};

} // namespace crossview::ui
