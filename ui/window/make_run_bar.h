#pragma once

class QMenu;

namespace crossview::ui {

struct Controllers;
class RunBar;

/// The row at the top at work: it shows the workspace's project and run, and runs, pauses and stops it.
RunBar* makeRunBar(QMenu* projectMenu, Controllers& controllers);

} // namespace crossview::ui
