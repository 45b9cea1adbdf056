#include "bridge/dataset_info.h"
#include "bridge/inspection_controller.h"
#include "bridge/projection_controller.h"
#include "widgets/building_blocks.h"
#include "experiment/experiment_panel.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "query/query_panel.h"
#include "window/run_bar.h"
#include "bridge/undo_commands.h"
#include "window/work_page.h"

namespace crossview::ui {
namespace {

/// The options with everything that may change during a run taken from `live`: what is left makes the run.
RunOptions withLiveOf(RunOptions options, const RunOptions& live) {
    for (const OptionField& field : optionFields())
        if (field.live)
            field.set(options, field.get(live));
    options.preset = live.preset;
    return options;
}

/// Options that splits and features were made from.
bool needsOtherData(const RunOptions& wanted, const RunOptions& present) {
    for (const OptionField& field : optionFields()) {
        const bool aboutData = field.key.starts_with("split.") || field.key.starts_with("features.");
        if (aboutData && field.get(wanted) != field.get(present))
            return true;
    }
    return false;
}

} // namespace

void MainWindow::connectTraining() {
    connect(m_runBar, &RunBar::runClicked, this, &MainWindow::runOrPause);
    connect(m_runBar, &RunBar::stepClicked, this, [this] {
        if (m_training->isActive())
            m_training->step();
        else
            startRun(true, false);
    });
    connect(m_runBar, &RunBar::stopClicked, m_training, &TrainingController::stop);
    connect(m_runBar, &RunBar::presetChosen, this, &MainWindow::usePreset);
    connect(m_runBar, &RunBar::deviceChosen, this, [this](const QString& id) {
        RunOptions options = m_experiment->options();
        options.device = id.toStdString();
        pushOptions(options, QStringLiteral("device"));
    });
    connect(m_experiment, &ExperimentPanel::edited, this, &MainWindow::pushOptions);
    connect(m_experiment, &ExperimentPanel::refused, this,
            [this](const QString& message) { m_messages->show(MessageBar::Kind::Warning, message); });
    connect(m_training, &TrainingController::stateChanged, this, &MainWindow::updateState);
    connect(m_training, &TrainingController::stepsArrived, this, &MainWindow::onSteps);
    connect(m_training, &TrainingController::epochFinished, this, &MainWindow::onEpoch);
    connect(m_training, &TrainingController::snapshotArrived, this,
            [this](std::shared_ptr<const Snapshot> snapshot) { takeSnapshot(std::move(snapshot)); });
    connect(m_training, &TrainingController::ended, this, &MainWindow::onTrainingEnded);
    connect(m_best, &BestNetwork::failed, this,
            [this](const QString& message) { m_messages->show(MessageBar::Kind::Warning, message); });
    connect(m_best, &BestNetwork::fetched, this, [this](const std::shared_ptr<const Snapshot>& snapshot) {
        // Another project or run may have come in the meantime.
        const bool fits = m_snapshot && m_run && !m_training->isActive() && snapshot->run == m_run->id &&
                          snapshot->images.rows() == m_snapshot->images.rows() &&
                          snapshot->sentences.rows() == m_snapshot->sentences.rows();
        if (fits)
            answerWith(snapshot);
    });
}

void MainWindow::pushOptions(const RunOptions& options, const QString& key) {
    // The panel shows the change already; the command compares with what was in force before.
    const RunOptions before = m_undo.property("options").isValid()
                                  ? runOptionsFromJson(m_undo.property("options").toString().toStdString())
                                  : options;
    m_undo.push(
        new OptionsCommand(before, options, key, [this](const RunOptions& chosen) { applyOptions(chosen); }));
}

void MainWindow::applyOptions(const RunOptions& options) {
    m_undo.setProperty("options", QString::fromStdString(toJson(options)));
    m_experiment->setOptions(options);
    m_runBar->setPreset(QString::fromStdString(options.preset));
    m_runBar->setDevice(QString::fromStdString(options.device));
    if (m_training->isActive())
        m_training->change(liveOptions(options));
    updateState();
}

void MainWindow::usePreset(const QString& name) {
    if (m_training->isActive()) {
        m_messages->show(MessageBar::Kind::Warning,
                         tr("A preset cannot be changed during a run; stop the run first."), tr("Stop"),
                         [this] { m_training->stop(); });
        return;
    }
    try {
        RunOptions options = preset(name.toStdString());
        if (m_session) // how to split follows the data, not the preset
            options.split = m_experiment->options().split;
        options.device = m_experiment->options().device;
        pushOptions(options, {});
    } catch (const std::exception& exception) {
        m_messages->show(MessageBar::Kind::Error, QString::fromUtf8(exception.what()));
    }
}

bool MainWindow::canResume() const {
    if (!m_run || !m_runOptions || !m_run->isUnfinished() ||
        m_run->epochs == 0)
        return false;
    const RunOptions& wanted = m_experiment->options();
    return toJson(withLiveOf(*m_runOptions, wanted)) == toJson(wanted);
}

void MainWindow::runOrPause() {
    using State = TrainingController::State;
    if (m_training->state() == State::Running)
        m_training->pause();
    else if (m_training->state() == State::Paused)
        m_training->resume();
    else if (m_training->state() == State::Idle)
        startRun(false, false);
}

void MainWindow::startRun(bool paused, bool anew) {
    if (!m_session || m_sessions->isBusy() || m_training->isActive())
        return;
    m_messages->hide();
    if (needsOtherData(m_experiment->options(), m_session->options)) {
        if (!encodersAreHere())
            return;
        m_startAfterOpening = paused;
        m_sessions->open(m_session->folder, m_experiment->options());
        beginBusy(tr("Making splits and features for the changed options"));
        return;
    }
    if (!anew && canResume()) {
        launch(m_run->id, paused);
        return;
    }
    launch({}, paused);
}

void MainWindow::launch(std::optional<std::string> resume, bool paused) {
    if (!resume) {
        m_work->clearRun();
        m_projections->clear();
        m_experiment->setTerms(std::nullopt);
        m_run.reset();
        m_queryPanel->setBestEpoch(0);
        m_epochsDone = 0;
        m_epochSeconds = 0;
        m_stepsPerEpoch = 0;
        m_runBar->setProgress(0, m_experiment->options().optimiser.epochs, 0, -1);
    }
    m_runOptions = m_experiment->options();
    m_training->start(m_session, m_experiment->options(), std::move(resume), paused);
    if (paused)
        m_training->step();
}

void MainWindow::onSteps(const std::vector<StepMetrics>& steps) {
    m_work->addSteps(steps);
    m_experiment->setTerms(steps.back().terms);
    updateProgress(steps.back().step, steps.back().epoch);
}

void MainWindow::onEpoch(const EpochMetrics& epoch) {
    m_work->addEpoch(epoch);
    if (epoch.best)
        m_queryPanel->setBestEpoch(epoch.epoch);
    m_epochsDone = epoch.epoch;
    m_stepsPerEpoch = epoch.epoch > 0 ? epoch.step / epoch.epoch : 0;
    if (epoch.seconds > 0)
        m_epochSeconds = m_epochSeconds <= 0 ? epoch.seconds : 0.7 * m_epochSeconds + 0.3 * epoch.seconds;
    updateProgress(epoch.step, epoch.epoch);
}

void MainWindow::updateProgress(int step, int epoch) {
    const int epochs = m_experiment->options().optimiser.epochs;
    const double done = m_stepsPerEpoch > 0 ? static_cast<double>(step) / m_stepsPerEpoch : m_epochsDone;
    const bool running = m_training->state() == TrainingController::State::Running;
    const double left = running && m_epochSeconds > 0 ? std::max(0.0, (epochs - done) * m_epochSeconds) : -1;
    m_runBar->setProgress(epoch, epochs, epochs > 0 ? std::min(1.0, done / epochs) : 0, left);
}

void MainWindow::takeSnapshot(std::shared_ptr<const Snapshot> snapshot, bool reopened) {
    m_snapshot = snapshot;
    if (!m_run && !snapshot->run.empty()) {
        m_run = RunRecord();
        m_run->id = snapshot->run;
        m_run->status = RunStatus::running;
    }
    if (m_run)
        m_run->epochs = snapshot->epoch;
    m_projections->project(snapshot, reopened);
    answerWith(snapshot);
    updateState();
}

void MainWindow::answerWith(const std::shared_ptr<const Snapshot>& snapshot) {
    m_info->setSnapshot(snapshot);
    m_queries->setSnapshot(snapshot);
    m_inspections->setSnapshot(snapshot);
}

void MainWindow::onTrainingEnded(const TrainingOutcome& outcome) {
    if (!outcome.run.empty()) {
        if (!m_run)
            m_run = RunRecord();
        m_run->id = outcome.run;
        m_run->epochs = outcome.epochs;
    }
    const int epochs = m_experiment->options().optimiser.epochs;
    m_runBar->setProgress(m_epochsDone, epochs, epochs > 0 ? std::min(1.0, double(m_epochsDone) / epochs) : 0,
                          -1);
    const int best = outcome.bestEpoch;
    switch (outcome.end) {
    case TrainingOutcome::End::finished:
        if (m_run)
            m_run->status = RunStatus::finished;
        if (m_run && m_snapshot && best > 0 && best != m_snapshot->epoch)
            m_best->fetch(m_session->folder, m_run->id);
        m_messages->show(MessageBar::Kind::Information,
                         best > 0
                             ? tr("The run is finished after %1 epochs; epoch %2 was best on validation.")
                                   .arg(outcome.epochs)
                                   .arg(best)
                             : tr("The run is finished after %1 epochs.").arg(outcome.epochs));
        break;
    case TrainingOutcome::End::stopped:
        if (m_run)
            m_run->status = RunStatus::stopped;
        break;
    case TrainingOutcome::End::failed:
        if (m_run)
            m_run->status = RunStatus::failed;
        m_messages->show(MessageBar::Kind::Error, QString::fromStdString(outcome.message),
                         tr("Use the preset's options"),
                         [this] { usePreset(QString::fromStdString(m_experiment->options().preset)); });
        break;
    }
    updateState();
}

void MainWindow::updateState() {
    const auto state = m_training->state();
    const bool ready = m_session && !m_sessions->isBusy();
    m_runBar->setState(state, ready, state == TrainingController::State::Idle && ready && canResume());
    m_experiment->setRunning(m_training->isActive());
    m_queryPanel->setLive(m_training->isActive());
    const bool trained = m_snapshot != nullptr;
    if (!m_session && m_sessions->isBusy())
        m_queryPanel->setObstacle(tr("Sentences find pictures here once there are some."));
    else if (!m_session)
        m_queryPanel->setObstacle(tr("Open a project to search in it."), tr("Open the picture book"));
    else if (!trained && !m_training->isActive())
        m_queryPanel->setObstacle(tr("Once a run has begun, sentences find pictures here."), tr("Run"));
    else
        m_queryPanel->setObstacle({});
    if (m_session && !m_training->isActive() && m_epochsDone == 0)
        m_runBar->setProgress(0, 0, 0, -1);
}

} // namespace crossview::ui
