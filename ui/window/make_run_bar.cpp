#include "window/make_run_bar.h"

#include "bridge/controllers.h"
#include "widgets/building_blocks.h"
#include "window/run_bar.h"

namespace crossview::ui {
namespace {

using State = TrainingController::State;

void showProject(RunBar& bar, const Workspace& workspace) {
    const Dataset& dataset = *workspace.session()->input.dataset;
    bar.setProject(QString::fromStdString(dataset.name()),
                   RunBar::tr("%1 images · %2 sentences")
                       .arg(grouped(static_cast<qint64>(dataset.images().size())),
                            grouped(static_cast<qint64>(dataset.sentences().size()))));
}

void showProgress(RunBar& bar, const Controllers& controllers) {
    const Workspace& workspace = controllers.workspace;
    const RunProgress& progress = workspace.progress();
    const bool active = controllers.training.isActive();
    if (!active && progress.epochsDone() == 0) {
        bar.setProgress(0, 0, 0, -1); // says that nothing is trained
        return;
    }
    const RunOptions& options = workspace.runOptions() ? *workspace.runOptions() : workspace.options();
    const int epochs = options.optimiser.epochs;
    // Between runs only whole epochs count: a begun one is taken up from its start.
    const double done = active ? progress.epochs() : progress.epochsDone();
    bar.setProgress(active ? progress.epoch() : progress.epochsDone(), epochs,
                    epochs > 0 ? std::min(1.0, done / epochs) : 0,
                    controllers.training.state() == State::Running ? progress.secondsLeft(epochs) : -1);
}

void showState(RunBar& bar, const Controllers& controllers) {
    const State state = controllers.training.state();
    const bool ready = controllers.run.isReady();
    bar.setState(state, ready, state == State::Idle && ready && controllers.workspace.canResume());
    showProgress(bar, controllers);
}

} // namespace

RunBar* makeRunBar(QMenu* projectMenu, Controllers& controllers) {
    auto* bar = new RunBar(projectMenu);
    DeviceList* devices = &controllers.devices;
    Workspace* workspace = &controllers.workspace;
    RunControl* run = &controllers.run;
    QObject::connect(bar, &RunBar::runClicked, run, &RunControl::runOrPause);
    QObject::connect(bar, &RunBar::stepClicked, run, &RunControl::step);
    QObject::connect(bar, &RunBar::stopClicked, run, &RunControl::stop);
    QObject::connect(bar, &RunBar::presetChosen, run, &RunControl::usePreset);
    QObject::connect(bar, &RunBar::deviceChosen, run, &RunControl::useDevice);

    const auto updateDevices = [bar, devices] { bar->setDevices(devices->devices()); };
    QObject::connect(devices, &DeviceList::found, bar, updateDevices);
    updateDevices();

    const auto updateState = [bar, &controllers] { showState(*bar, controllers); };
    const auto updateOptions = [bar, workspace, updateState] {
        bar->setPreset(QString::fromStdString(workspace->options().preset));
        bar->setDevice(QString::fromStdString(workspace->options().device));
        updateState(); // other options make another run, which cannot be gone on with
    };
    const auto updateProgress = [bar, &controllers] { showProgress(*bar, controllers); };
    QObject::connect(workspace, &Workspace::sessionChanged, bar,
                     [bar, workspace] { showProject(*bar, *workspace); });
    QObject::connect(workspace, &Workspace::optionsChanged, bar, updateOptions);
    QObject::connect(workspace, &Workspace::runChanged, bar, updateState);
    QObject::connect(workspace, &Workspace::stepsAdded, bar, updateProgress);
    QObject::connect(workspace, &Workspace::epochAdded, bar, updateProgress);
    QObject::connect(&controllers.training, &TrainingController::stateChanged, bar, updateState);
    QObject::connect(&controllers.sessions, &SessionController::begun, bar, updateState);
    QObject::connect(&controllers.sessions, &SessionController::ended, bar, updateState);
    updateOptions();
    return bar;
}

} // namespace crossview::ui
