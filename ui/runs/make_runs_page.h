#pragma once

namespace crossview::ui {

struct Controllers;
class RunsPage;

/// The page of runs, connected: it reads while it is seen, and what is chosen in a comparison becomes the
/// window's selection.
RunsPage* makeRunsPage(Controllers& controllers);

} // namespace crossview::ui
