#include "columns/make_columns_panel.h"

#include "bridge/controllers.h"
#include "columns/columns_panel.h"
#include "map/embedding_view.h"

namespace crossview::ui {
namespace {

constexpr int kLeastWidth = 332; // as the query box above it

} // namespace

ColumnsPanel* makeColumnsPanel(Controllers& controllers, EmbeddingView* map) {
    auto* panel = new ColumnsPanel;
    panel->setMinimumWidth(kLeastWidth);
    ColumnController* columns = &controllers.columns;
    QObject::connect(&controllers.workspace, &Workspace::sessionChanged, panel,
                     [panel] { panel->setColumns(nullptr); });
    QObject::connect(columns, &ColumnController::counted, panel, &ColumnsPanel::setColumns);
    QObject::connect(panel, &ColumnsPanel::conditionsChosen, map, &EmbeddingView::filterColumns);
    // The map's filter is the one there is; who changes it does not matter.
    QObject::connect(map, &EmbeddingView::filterChanged, columns, [map, columns] {
        columns->filter(map->filter().columns, map->colours(), map->classesShown());
    });
    QObject::connect(columns, &ColumnController::counted, map,
                     [map](const std::shared_ptr<const FilteredColumns>& counted) {
                         map->setPassing(counted->filtered.mask);
                     });
    return panel;
}

} // namespace crossview::ui
