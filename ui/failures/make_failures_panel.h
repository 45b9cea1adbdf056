#pragma once

namespace crossview::ui {

struct Controllers;
class FailuresPanel;

/// The panel of failures, connected: a row selects its query, so that map and inspector show it; Enter asks
/// it.
FailuresPanel* makeFailuresPanel(Controllers& controllers);

} // namespace crossview::ui
