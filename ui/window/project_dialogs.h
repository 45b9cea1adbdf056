#pragma once

class QWidget;

namespace crossview::ui {

struct Controllers;

/// Asks for a project's folder and opens it.
void chooseProject(QWidget* parent, Controllers& controllers);

/// Asks what to import and into which project, and does it.
void chooseImport(QWidget* parent, Controllers& controllers);

} // namespace crossview::ui
