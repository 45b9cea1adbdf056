#include "neighbourhoods/make_neighbourhoods_panel.h"

#include "bridge/controllers.h"
#include "neighbourhoods/neighbourhoods_panel.h"
#include "window/work_page.h"

namespace crossview::ui {

NeighbourhoodsPanel* makeNeighbourhoodsPanel(Controllers& controllers, WorkPage* page) {
    auto* panel = new NeighbourhoodsPanel;
    EpochMeasurer* measures = &controllers.measures;
    QObject::connect(measures, &EpochMeasurer::changed, panel, [panel, measures] {
        if (measures->newest())
            panel->setStructure(measures->newest()->structure);
        else
            panel->setStructure({});
    });
    QObject::connect(panel, &NeighbourhoodsPanel::epochRequested, page->timeline(), &Timeline::setEpoch);
    QObject::connect(page->timeline(), &Timeline::epochChanged, panel, &NeighbourhoodsPanel::setEpochMarker);
    return panel;
}

} // namespace crossview::ui
