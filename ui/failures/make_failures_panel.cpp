#include "failures/make_failures_panel.h"

#include "bridge/controllers.h"
#include "failures/failure_finder.h"
#include "failures/failures_panel.h"

namespace crossview::ui {

FailuresPanel* makeFailuresPanel(Controllers& controllers) {
    auto* panel = new FailuresPanel({&controllers.info, &controllers.thumbnails});
    auto* finder = new FailureFinder(controllers.workspace, panel);
    QObject::connect(panel, &FailuresPanel::watched, finder, &FailureFinder::setWatched);
    QObject::connect(panel, &FailuresPanel::kindChosen, finder, &FailureFinder::setKind);
    QObject::connect(finder, &FailureFinder::found, panel,
                     [panel, finder] { panel->setFailures(finder->newest()); });
    QObject::connect(finder, &FailureFinder::failed, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.warn(message); });
    // The query with its own match: the map draws both, the inspector shows the query.
    QObject::connect(
        panel, &FailuresPanel::chosen, &controllers.workspace,
        [&controllers](const FailedQuery& failure) { controllers.workspace.select(failure.query); });
    QObject::connect(panel, &FailuresPanel::opened, &controllers.queries,
                     [&controllers](const FailedQuery& failure) {
                         controllers.queries.ask(Query::ofItem(failure.query));
                     });
    return panel;
}

} // namespace crossview::ui
