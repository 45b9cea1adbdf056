#pragma once

namespace crossview::ui {

class ColumnsPanel;
class EmbeddingView;
struct Controllers;

/// The columns with their charts, which filter the map; `map` must live as long.
ColumnsPanel* makeColumnsPanel(Controllers& controllers, EmbeddingView* map);

} // namespace crossview::ui
