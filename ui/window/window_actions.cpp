#include "window/window_actions.h"

#include "ablation/ablation_page.h"
#include "bridge/controllers.h"
#include "checking/check_page.h"
#include "evaluation/evaluation_page.h"
#include "exporting/choose_export.h"
#include "map/embedding_view.h"
#include "map/export/map_export.h"
#include "query/query_panel.h"
#include "runs/runs_page.h"
#include "style/icons.h"
#include "style/plain_text.h"
#include "window/build_page.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "window/method_window.h"
#include "window/project_dialogs.h"
#include "window/run_bar.h"
#include "window/shortcuts_dialog.h"
#include "window/view_menu.h"
#include "window/work_page.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPushButton>

namespace crossview::ui {

WindowActions::WindowActions(MainWindow& window, Controllers& controllers, QMenu& projectMenu,
                             ViewMenu& viewMenu)
    : QObject(&window), m_window(window), m_controllers(controllers) {
    fillProjectMenu(projectMenu, viewMenu);
    addShortcuts();
}

QAction* WindowActions::add(const QString& text, const QList<QKeySequence>& keys,
                            const std::function<void()>& act) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, act);
    m_window.addAction(action);
    return action;
}

void WindowActions::fillProjectMenu(QMenu& menu, ViewMenu& viewMenu) {
    addOpening(menu);
    addExport(menu);
    menu.addSeparator();
    addUndo(menu);
    menu.addSeparator();
    fillRunMenu(*menu.addMenu(tr("R&un")));
    menu.addMenu(&viewMenu);
    EmbeddingView* map = m_window.map();
    QAction* contours = add(tr("Map: contours of density"), {QKeySequence(Qt::Key_3)},
                            [map] { map->setContours(!map->hasContours()); });
    contours->setCheckable(true);
    viewMenu.addAction(contours);
    QAction* bring = add(tr("Map: bring one made elsewhere …"), {},
                         [this] { chooseMap(&m_window, m_controllers.bringer); });
    bring->setEnabled(false);
    connect(&m_controllers.workspace, &Workspace::sessionChanged, bring,
            [this, bring] { bring->setEnabled(m_controllers.workspace.session() != nullptr); });
    viewMenu.addAction(bring);
    viewMenu.addAction(add(tr("Full screen"), {QKeySequence(Qt::Key_F11)}, [this] {
        m_window.setWindowState(m_window.windowState() ^ Qt::WindowFullScreen);
    }));
    addHelp(menu);
    menu.addSeparator();
    menu.addAction(add(tr("&Quit"), {QKeySequence::Quit}, [this] { m_window.close(); }));
}

void WindowActions::addOpening(QMenu& menu) {
    QAction* book = add(tr("Open the picture &book"), {QKeySequence(tr("Ctrl+B"))},
                        [this] { m_controllers.projects.openPictureBook(); });
    book->setIcon(lineIcon(QStringLiteral("book")));
    QAction* open = add(tr("&Open a project …"), {QKeySequence::Open},
                        [this] { chooseProject(&m_window, m_controllers); });
    open->setIcon(lineIcon(QStringLiteral("open")));
    QAction* import = add(tr("&Import captions …"), {QKeySequence(tr("Ctrl+I"))},
                          [this] { chooseImport(&m_window, m_controllers); });
    import->setIcon(lineIcon(QStringLiteral("import")));
    menu.addActions({book, open, import});
    QMenu* recent = menu.addMenu(lineIcon(QStringLiteral("recent")), tr("&Recent projects"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(*recent); });
}

void WindowActions::fillRecent(QMenu& menu) {
    menu.clear();
    for (const QString& folder : ProjectOpener::recent()) {
        QAction* action = menu.addAction(shownOnButton(QFileInfo(folder).completeBaseName()));
        setPlainToolTip(action, folder);
        action->setEnabled(QFileInfo(folder).isDir());
        connect(action, &QAction::triggered, this, [this, folder] { m_controllers.projects.open(folder); });
    }
    if (menu.isEmpty())
        menu.addAction(tr("None yet"))->setEnabled(false);
}

void WindowActions::addExport(QMenu& menu) {
    MapExport* pictures = m_window.mapExport();
    menu.addAction(add(tr("E&xport a run …"), {QKeySequence(tr("Ctrl+Shift+E"))},
                       [this] { chooseExport(&m_window, m_controllers); }));
    menu.addAction(add(tr("&Export the map …"), {QKeySequence(tr("Ctrl+E"))},
                       [this, pictures] { pictures->ask(&m_window); }));
    menu.addAction(add(tr("&Copy the map as a picture"), {QKeySequence(tr("Ctrl+Shift+C"))},
                       [pictures] { pictures->copy(); }));
}

void WindowActions::addUndo(QMenu& menu) {
    QUndoStack* stack = m_controllers.workspace.undoStack();
    QAction* undo = stack->createUndoAction(this, tr("Undo"));
    undo->setShortcuts(QKeySequence::Undo);
    QAction* redo = stack->createRedoAction(this, tr("Redo"));
    redo->setShortcuts(QKeySequence::Redo);
    m_window.addActions({undo, redo});
    menu.addActions({undo, redo});
}

void WindowActions::fillRunMenu(QMenu& menu) {
    RunControl& run = m_controllers.run;
    menu.addAction(add(tr("Run or pause"), {QKeySequence(Qt::Key_Space), QKeySequence(Qt::Key_F5)},
                       [this] { runOrPressButton(); }));
    menu.addAction(add(tr("One batch"), {QKeySequence(Qt::Key_F8)}, [&run] { run.step(); }));
    menu.addAction(add(tr("Stop"), {QKeySequence(tr("Shift+F5"))}, [&run] { run.stop(); }));
    menu.addAction(
        add(tr("Start a new run"), {QKeySequence(tr("Ctrl+Shift+R"))}, [&run] { run.startAnew(); }));
}

void WindowActions::addHelp(QMenu& menu) {
    menu.addAction(add(tr("&Shortcuts"), {QKeySequence(Qt::Key_Question)},
                       [this] { makeShortcutsDialog(&m_window)->open(); }));
    menu.addAction(
        add(tr("The &method"), {QKeySequence::HelpContents}, [this] { MethodWindow::showFor(&m_window); }));
}

void WindowActions::addShortcuts() {
    add(tr("To the query box"), {QKeySequence::Find, QKeySequence(Qt::Key_Slash)},
        [this] { m_window.queryPanel()->focusField(); });
    add(tr("Show the map"), {QKeySequence(tr("Ctrl+1"))}, [this] { m_window.showPage(m_window.work()); });
    add(tr("Show the runs"), {QKeySequence(tr("Ctrl+2"))}, [this] { m_window.showPage(m_window.runs()); });
    add(tr("Show the evaluation"), {QKeySequence(tr("Ctrl+3"))},
        [this] { m_window.showPage(m_window.evaluation()); });
    add(tr("Show the ablation"), {QKeySequence(tr("Ctrl+4"))},
        [this] { m_window.showPage(m_window.ablation()); });
    add(tr("Show the check of the data"), {QKeySequence(tr("Ctrl+5"))},
        [this] { m_window.showPage(m_window.check()); });
    add(tr("Copy the selected items as a table"), {QKeySequence::Copy},
        [this] { m_controllers.selection.copy(); });
    add(tr("Close message, query or selection"), {QKeySequence(Qt::Key_Escape)}, [this] { escape(); });
}

void WindowActions::runOrPressButton() {
    // Space on a focused button means that button, as everywhere.
    auto* button = qobject_cast<QAbstractButton*>(QApplication::focusWidget());
    if (button && button->window() == &m_window &&
        !(QApplication::keyboardModifiers() & Qt::ControlModifier) && button != m_window.runBar()->run())
        button->click();
    else
        m_controllers.run.runOrPause();
}

void WindowActions::escape() {
    if (m_window.currentPage() == m_window.buildPage())
        m_controllers.sessions.cancel();
    else if (m_window.messages()->isVisible())
        m_window.messages()->hide();
    else if (m_window.queryPanel()->query().kind != Query::Kind::None)
        m_window.queryPanel()->clear();
    else
        m_controllers.workspace.select({});
}

} // namespace crossview::ui
