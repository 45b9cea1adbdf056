#include "failures/make_failures_panel.h"

#include "bridge/controllers.h"
#include "failures/failure_finder.h"
#include "failures/failures_panel.h"

#include <algorithm>

namespace crossview::ui {
namespace {

/// Doubtful pairs that a person has decided on are not shown any more.
Failures withoutEditedPairs(Failures failures, const std::vector<DataEdit>& edits) {
    if (failures.kind == FailureKind::doubtfulPairs)
        std::erase_if(failures.worst, [&](const FailedQuery& pair) {
            const std::vector<ItemRef> items{pair.query, pair.own};
            return std::ranges::any_of(edits, [&](const DataEdit& edit) { return edit.items == items; });
        });
    return failures;
}

} // namespace

FailuresPanel* makeFailuresPanel(Controllers& controllers) {
    auto* panel = new FailuresPanel({&controllers.info, &controllers.thumbnails});
    auto* finder = new FailureFinder(controllers.workspace, panel);
    QObject::connect(panel, &FailuresPanel::watched, finder, &FailureFinder::setWatched);
    QObject::connect(panel, &FailuresPanel::kindChosen, finder, &FailureFinder::setKind);
    const Workspace& workspace = controllers.workspace;
    const auto show = [panel, finder, &workspace] {
        panel->setFailures(withoutEditedPairs(finder->newest(), workspace.edits()));
    };
    QObject::connect(finder, &FailureFinder::found, panel, show);
    QObject::connect(&workspace, &Workspace::editsChanged, panel, [finder, show] {
        if (finder->newest().kind == FailureKind::doubtfulPairs)
            show();
    });
    QObject::connect(panel, &FailuresPanel::edited, &controllers.editor,
                     [&controllers](const DataEdit& edit) { controllers.editor.make({edit}); });
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
