#pragma once

namespace crossview::ui {

struct Controllers;
class TripletsPanel;

/// The panel of triplets, connected: it follows the selection, and what is clicked becomes the selection.
TripletsPanel* makeTripletsPanel(Controllers& controllers);

} // namespace crossview::ui
