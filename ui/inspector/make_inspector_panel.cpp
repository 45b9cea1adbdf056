#include "inspector/make_inspector_panel.h"

#include "bridge/controllers.h"
#include "inspector/inspector_panel.h"

namespace crossview::ui {
namespace {

constexpr int kLeastWidth = 332; // as the query box above it

} // namespace

InspectorPanel* makeInspectorPanel(Controllers& controllers) {
    auto* panel = new InspectorPanel({&controllers.info, &controllers.thumbnails});
    panel->setMinimumWidth(kLeastWidth);
    Workspace* workspace = &controllers.workspace;
    QueryController* queries = &controllers.queries;
    QObject::connect(workspace, &Workspace::sessionChanged, panel, [panel] { panel->setItem({}); });
    QObject::connect(workspace, &Workspace::selectionChanged, panel,
                     [panel, workspace] { panel->setItem(workspace->selected()); });
    QObject::connect(&controllers.inspections, &InspectionController::inspected, panel,
                     &InspectorPanel::show);
    QObject::connect(panel, &InspectorPanel::chosen, workspace, &Workspace::select);
    QObject::connect(panel, &InspectorPanel::searchRequested, queries,
                     [queries](ItemRef item) { queries->ask(Query::ofItem(item)); });
    return panel;
}

} // namespace crossview::ui
