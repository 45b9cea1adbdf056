#pragma once

class QWidget;

namespace crossview::ui {

struct Controllers;
class NetworkConsent;
struct NetworkQuestion;

/// Asks for a project's folder and opens it.
void chooseProject(QWidget* parent, Controllers& controllers);

/// Asks whether a network may run on this machine, and does what is said.
void askAboutNetwork(QWidget* parent, NetworkConsent& consent, const NetworkQuestion& question);

/// Asks what to import and into which project, and does it.
void chooseImport(QWidget* parent, Controllers& controllers);

} // namespace crossview::ui
