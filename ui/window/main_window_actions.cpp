#include "style/icons.h"
#include "window/build_page.h"
#include "widgets/building_blocks.h"
#include "window/import_dialog.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "window/method_window.h"
#include "window/panel_dock.h"
#include "query/query_panel.h"
#include "window/run_bar.h"
#include "window/work_page.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QApplication>
#include <QDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QSettings>

namespace crossview::ui {
namespace {

constexpr int kStateVersion = 1;

} // namespace

QAction* MainWindow::addShortcut(const QString& text, const QList<QKeySequence>& keys,
                                 std::function<void()> act) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, std::move(act));
    addAction(action);
    return action;
}

void MainWindow::buildActions() {
    QMenu* menu = m_projectMenu;
    QAction* book = addShortcut(tr("Open the picture &book"), {QKeySequence(tr("Ctrl+B"))},
                                [this] { openPictureBook(); });
    book->setIcon(lineIcon(QStringLiteral("book")));
    QAction* open = addShortcut(tr("&Open a project …"), {QKeySequence::Open}, [this] { chooseProject(); });
    open->setIcon(lineIcon(QStringLiteral("open")));
    QAction* import =
        addShortcut(tr("&Import captions …"), {QKeySequence(tr("Ctrl+I"))}, [this] { chooseImport(); });
    import->setIcon(lineIcon(QStringLiteral("import")));
    menu->addActions({book, open, import});
    QMenu* recent = menu->addMenu(lineIcon(QStringLiteral("recent")), tr("&Recent projects"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(recent); });
    menu->addSeparator();

    QAction* undo = m_undo.createUndoAction(this, tr("Undo"));
    undo->setShortcuts(QKeySequence::Undo);
    QAction* redo = m_undo.createRedoAction(this, tr("Redo"));
    redo->setShortcuts(QKeySequence::Redo);
    addActions({undo, redo});
    menu->addActions({undo, redo});
    menu->addSeparator();

    QMenu* run = menu->addMenu(tr("R&un"));
    run->addAction(
        addShortcut(tr("Run or pause"), {QKeySequence(Qt::Key_Space), QKeySequence(Qt::Key_F5)}, [this] {
            // Space on a focused button means that button, as everywhere.
            auto* button = qobject_cast<QAbstractButton*>(QApplication::focusWidget());
            if (button && button->window() == this &&
                !(QApplication::keyboardModifiers() & Qt::ControlModifier) && button != m_runBar->run())
                button->click();
            else
                runOrPause();
        }));
    run->addAction(
        addShortcut(tr("One batch"), {QKeySequence(Qt::Key_F8)}, [this] { m_runBar->step()->click(); }));
    run->addAction(addShortcut(tr("Stop"), {QKeySequence(tr("Shift+F5"))}, [this] { m_training->stop(); }));
    run->addAction(addShortcut(tr("Start a new run"), {QKeySequence(tr("Ctrl+Shift+R"))},
                               [this] { startRun(false, true); }));

    QMenu* view = menu->addMenu(tr("&View"));
    for (PanelDock* dock : m_docks)
        view->addAction(dock->toggleViewAction());
    view->addSeparator();
    auto* themes = new QActionGroup(this);
    const std::pair<QString, ThemeWatcher::Mode> modes[] = {{tr("As the system"), ThemeWatcher::Mode::System},
                                                            {tr("Light"), ThemeWatcher::Mode::Light},
                                                            {tr("Dark"), ThemeWatcher::Mode::Dark}};
    for (const auto& [text, mode] : modes) {
        QAction* action = view->addAction(text);
        action->setCheckable(true);
        action->setChecked(ThemeWatcher::of(this)->mode() == mode);
        themes->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = mode] {
            ThemeWatcher::of(this)->setMode(chosen);
            QSettings().setValue(QStringLiteral("theme"), static_cast<int>(chosen));
        });
    }
    view->addSeparator();
    view->addAction(addShortcut(tr("Full screen"), {QKeySequence(Qt::Key_F11)},
                                [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); }));
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, [this] {
        for (QWidget* widget : findChildren<QWidget*>())
            widget->update();
    });

    addShortcut(tr("To the query box"), {QKeySequence::Find, QKeySequence(Qt::Key_Slash)},
                [this] { m_queryPanel->focusField(); });
    addShortcut(tr("Close message, query or selection"), {QKeySequence(Qt::Key_Escape)},
                [this] { escape(); });
    menu->addAction(
        addShortcut(tr("&Shortcuts"), {QKeySequence(Qt::Key_Question)}, [this] { showShortcuts(); }));
    menu->addAction(addShortcut(tr("The &method"), {QKeySequence::HelpContents},
                                [this] { MethodWindow::showFor(this); }));
    menu->addSeparator();
    menu->addAction(addShortcut(tr("&Quit"), {QKeySequence::Quit}, [this] { close(); }));
}

void MainWindow::escape() {
    if (currentPage() == m_buildPage)
        m_sessions->cancel();
    else if (m_messages->isVisible())
        m_messages->hide();
    else if (m_queryPanel->query().kind != Query::Kind::None)
        m_queryPanel->clear();
    else
        select({});
}

void MainWindow::fillRecent(QMenu* menu) {
    menu->clear();
    QSettings settings;
    for (const QString& folder : settings.value(QStringLiteral("recentProjects")).toStringList()) {
        QAction* action = menu->addAction(QFileInfo(folder).completeBaseName());
        action->setToolTip(folder);
        action->setEnabled(QFileInfo(folder).isDir());
        connect(action, &QAction::triggered, this, [this, folder] { openProject(folder); });
    }
    if (menu->isEmpty())
        menu->addAction(tr("None yet"))->setEnabled(false);
}

void MainWindow::showShortcuts() {
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Shortcuts"));
    auto* grid = new QGridLayout(dialog);
    grid->setContentsMargins(24, 20, 24, 24);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    const auto add = [grid](const QString& keys, const QString& text) {
        const int row = grid->rowCount();
        grid->addWidget(makeHeading(keys), row, 0);
        grid->addWidget(new QLabel(text), row, 1);
    };
    for (const QAction* action : actions()) {
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts().mid(0, 2))
            keys << key.toString(QKeySequence::NativeText);
        QString text = action->text();
        if (!keys.isEmpty())
            add(keys.join(tr(" or ")), text.remove(QLatin1Char('&')));
    }
    add(tr("Drag, wheel"), tr("On the map: move it, zoom at the pointer"));
    add(tr("Shift+drag"), tr("On the map: select an area"));
    add(tr("Home"), tr("On the map: show all of it"));
    add(tr("Arrows, Enter"), tr("On the map: walk from item to item, select"));
    add(tr("Arrows"), tr("On the timeline: step through the epochs"));
    dialog->open();
}

void MainWindow::saveState() {
    QSettings settings;
    settings.setValue(QStringLiteral("geometry"), saveGeometry());
    settings.setValue(QStringLiteral("docks"), QMainWindow::saveState(kStateVersion));
    settings.setValue(QStringLiteral("centre"), m_work->saveState());
    if (m_session && m_selected.isValid())
        settings.setValue(QStringLiteral("selection/") +
                              QString::fromStdString(m_session->input.dataset->name()),
                          QVariantList{m_selected.view == View::image ? 0 : 1, m_selected.index});
}

void MainWindow::restoreState() {
    QSettings settings;
    resize(1280, 800);
    restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
    QMainWindow::restoreState(settings.value(QStringLiteral("docks")).toByteArray(), kStateVersion);
    if (const QByteArray centre = settings.value(QStringLiteral("centre")).toByteArray(); !centre.isEmpty())
        m_work->restoreState(centre);
}

} // namespace crossview::ui
