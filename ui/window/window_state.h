#pragma once

#include <QObject>

#include <filesystem>

class QMainWindow;

namespace crossview::ui {

class Centre;
struct Controllers;

/// The window comes back as it was left: geometry, docks, page and its splitters, and for every project the
/// selected item.
class WindowState : public QObject {
    Q_OBJECT
public:
    /// Belongs to the window; restores the selection of each project that is opened.
    WindowState(QMainWindow& window, Centre& centre, Controllers& controllers);

    void save() const;
    /// After all docks and pages were added.
    void restore();
    /// A page that is added later: its splitters by their names, and whether it was the one shown.
    void restorePage(QWidget* page) const;

private:
    void restoreSelection();

    QMainWindow& m_window;
    Centre& m_centre;
    Controllers& m_controllers;
    std::filesystem::path m_folder; // of the project that is open
};

} // namespace crossview::ui
