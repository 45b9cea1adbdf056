#pragma once

namespace crossview::ui {

struct Controllers;
class NeighbourhoodsPanel;
class WorkPage;

/// The panel of neighbourhoods, connected: it follows the run, and its charts the timeline.
NeighbourhoodsPanel* makeNeighbourhoodsPanel(Controllers& controllers, WorkPage* page);

} // namespace crossview::ui
