#include "query/make_query_panel.h"

#include "bridge/controllers.h"
#include "query/query_panel.h"

namespace crossview::ui {
namespace {

constexpr int kLeastWidth = 332; // three pictures beside each other

void showObstacle(QueryPanel& panel, const Controllers& controllers) {
    const Workspace& workspace = controllers.workspace;
    if (!workspace.session() && controllers.sessions.isBusy())
        panel.setObstacle(QueryPanel::tr("Sentences find pictures here once there are some."));
    else if (!workspace.session())
        panel.setObstacle(QueryPanel::tr("Open a project to search in it."),
                          QueryPanel::tr("Open the picture book"));
    else if (!workspace.answering() && !controllers.training.isActive())
        panel.setObstacle(QueryPanel::tr("Once a run has begun, sentences find pictures here."),
                          QueryPanel::tr("Run"));
    else
        panel.setObstacle({});
}

} // namespace

QueryPanel* makeQueryPanel(Controllers& controllers) {
    auto* panel = new QueryPanel({&controllers.info, &controllers.thumbnails});
    panel->setMinimumWidth(kLeastWidth);
    Workspace* workspace = &controllers.workspace;
    QueryController* queries = &controllers.queries;
    TrainingController* training = &controllers.training;
    SessionController* sessions = &controllers.sessions;

    QObject::connect(panel, &QueryPanel::asked, queries,
                     [queries](const Query& query) { queries->ask(query); });
    QObject::connect(panel, &QueryPanel::pinned, queries, &QueryController::setPinned);
    panel->setCorrectable(queries->canCorrect());
    QObject::connect(panel, &QueryPanel::correctionChosen, panel, [panel, queries](Correction correction) {
        queries->setCorrection(correction);
        panel->setCorrection(correction);
    });
    QObject::connect(panel, &QueryPanel::chosen, workspace, &Workspace::select);
    QObject::connect(panel, &QueryPanel::refused, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.warn(message); });
    QObject::connect(panel, &QueryPanel::actionRequested, workspace, [&controllers] {
        if (controllers.workspace.session())
            controllers.run.runOrPause();
        else
            controllers.projects.openPictureBook();
    });

    QObject::connect(queries, &QueryController::asked, panel, &QueryPanel::follow);
    QObject::connect(queries, &QueryController::answered, panel, &QueryPanel::show);
    QObject::connect(workspace, &Workspace::selectionChanged, panel,
                     [panel, workspace] { panel->setSelected(workspace->selected()); });
    QObject::connect(workspace, &Workspace::runChanged, panel, [panel, workspace] {
        panel->setBestEpoch(workspace->run() ? workspace->progress().bestOnValidation() : 0);
    });
    const auto update = [panel, &controllers] {
        panel->setLive(controllers.training.isActive());
        showObstacle(*panel, controllers);
    };
    QObject::connect(workspace, &Workspace::answeringChanged, panel, update);
    QObject::connect(training, &TrainingController::stateChanged, panel, update);
    QObject::connect(sessions, &SessionController::begun, panel, update);
    QObject::connect(sessions, &SessionController::ended, panel, update);
    update();
    return panel;
}

} // namespace crossview::ui
