#pragma once

#include "bridge/messages.h"
#include "bridge/run_watch.h"
#include "bridge/session_controller.h"
#include "bridge/training_controller.h"

#include <functional>
#include <optional>

namespace crossview::ui {

/// What Run, Step and Stop do: the run goes on, or a new one begins, after splits and features were made anew
/// where the options as edited need others. A run that another process trains is left to it. Says how a run
/// ended.
class RunControl : public QObject {
    Q_OBJECT
public:
    RunControl(Workspace& workspace, SessionController& sessions, TrainingController& training,
               RunWatch& watch, Messages& messages, QObject* parent = nullptr);

    /// Runs, pauses, or goes on.
    void runOrPause();
    /// One batch, then paused.
    void step();
    void stop();
    /// A new run, even where the last can be gone on with.
    void startAnew();
    /// Takes a preset's options, or says why not.
    void usePreset(const QString& name);
    void useDevice(const QString& id);
    /// There is data and nothing long goes on.
    bool isReady() const;
    /// Asked before features are made for changed options; false keeps the run from starting.
    void setFeatureCheck(std::function<bool()> check) { m_featuresPossible = std::move(check); }
    /// True while nothing trains; else says `reason`, with a button that stops the run.
    bool isIdleOrSay(const QString& reason);

private:
    void start(bool paused, bool anew);
    bool isTrainedElsewhere();
    void launch(bool anew, bool paused);
    void startWhatWaited();
    void sayEnd(const TrainingOutcome& outcome);

    Workspace& m_workspace;
    SessionController& m_sessions;
    TrainingController& m_training;
    RunWatch& m_watch;
    Messages& m_messages;
    std::function<bool()> m_featuresPossible;
    /// A start that waits for an opening.
    struct Start {
        bool anew = false;
        bool paused = false;
    };
    std::optional<Start> m_startAfterOpening;
};

} // namespace crossview::ui
