#pragma once

namespace crossview::ui {

struct Controllers;
class EmbeddingView;
class SelectionPanel;

/// The panel of the selection, connected with the workspace, what is said of the selection, and the map.
SelectionPanel* makeSelectionPanel(Controllers& controllers, EmbeddingView* map);

} // namespace crossview::ui
