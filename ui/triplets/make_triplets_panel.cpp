#include "triplets/make_triplets_panel.h"

#include "bridge/controllers.h"
#include "triplets/triplet_finder.h"
#include "triplets/triplets_panel.h"

namespace crossview::ui {

TripletsPanel* makeTripletsPanel(Controllers& controllers) {
    auto* panel = new TripletsPanel({&controllers.info, &controllers.thumbnails});
    auto* finder = new TripletFinder(controllers.workspace, panel);
    QObject::connect(panel, &TripletsPanel::watched, finder, &TripletFinder::setWatched);
    QObject::connect(finder, &TripletFinder::found, panel,
                     [panel, finder] { panel->setTriplets(finder->newest()); });
    QObject::connect(finder, &TripletFinder::failed, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.warn(message); });
    QObject::connect(panel, &TripletsPanel::chosen, &controllers.workspace, &Workspace::select);
    return panel;
}

} // namespace crossview::ui
