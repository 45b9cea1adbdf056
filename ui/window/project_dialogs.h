#pragma once

#include <QStringList>

#include <functional>

class QWidget;

namespace crossview::ui {

struct Controllers;
class MapBringer;
class NetworkConsent;
struct NetworkQuestion;

/// Asks for a project's folder and opens it.
void chooseProject(QWidget* parent, Controllers& controllers);

/// Asks for the file of a map that was made elsewhere, keeps it with the project and shows it.
void chooseMap(QWidget* parent, MapBringer& bringer);

/// Asks whether a network may run on this machine, and does what is said.
void askAboutNetwork(QWidget* parent, NetworkConsent& consent, const NetworkQuestion& question);

/// Asks what to import and into which project, and does it. `paths` are there already (ImportDialog::take).
void chooseImport(QWidget* parent, Controllers& controllers, const QStringList& paths = {});

/// Files or folders that were dropped on the window: a project is opened, a single picture is asked with
/// where `askPicture` is given, anything else is looked at for an import.
void takeDropped(QWidget* parent, Controllers& controllers, const QStringList& paths,
                 const std::function<void(const QString&)>& askPicture);

} // namespace crossview::ui
