#pragma once

class QDialog;
class QWidget;

namespace crossview::ui {

/// Every shortcut of the window's actions, and what mouse and keys do on map and timeline.
QDialog* makeShortcutsDialog(QWidget* window);

} // namespace crossview::ui
