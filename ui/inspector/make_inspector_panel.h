#pragma once

namespace crossview::ui {

struct Controllers;
class InspectorPanel;

/// The inspector at work: it shows the workspace's selected item, and what is clicked in it becomes the
/// selection.
InspectorPanel* makeInspectorPanel(Controllers& controllers);

} // namespace crossview::ui
