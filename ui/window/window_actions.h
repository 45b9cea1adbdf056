#pragma once

#include <QKeySequence>
#include <QObject>

#include <functional>

class QAction;
class QMenu;

namespace crossview::ui {

struct Controllers;
class MainWindow;
class MapExport;
class ViewMenu;

/// The window's actions: the project menu with all beneath it, and every shortcut.
class WindowActions : public QObject {
    Q_OBJECT
public:
    /// Fills the menus; belongs to the window.
    WindowActions(MainWindow& window, Controllers& controllers, QMenu& projectMenu, ViewMenu& viewMenu);

private:
    /// An action of the window with its shortcuts; the dialog of shortcuts lists it.
    QAction* add(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& act);
    void fillProjectMenu(QMenu& menu, ViewMenu& viewMenu);
    void addOpening(QMenu& menu);
    void addUndo(QMenu& menu);
    void addExport(QMenu& menu);
    void fillRunMenu(QMenu& menu);
    void fillRecent(QMenu& menu);
    void addHelp(QMenu& menu);
    /// Those that stand in no menu.
    void addShortcuts();
    void runOrPressButton();
    void escape();

    MainWindow& m_window;
    Controllers& m_controllers;
};

} // namespace crossview::ui
