#pragma once

class QWidget;

namespace crossview::ui {

struct Controllers;

/// Asks what of which run of the open project is written and where, writes it, and says what was written.
void chooseExport(QWidget* parent, Controllers& controllers);

} // namespace crossview::ui
