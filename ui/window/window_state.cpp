#include "window/window_state.h"

#include "bridge/controllers.h"
#include "window/centre.h"

#include <QMainWindow>
#include <QSettings>
#include <QSplitter>

namespace crossview::ui {
namespace {

constexpr int kVersion = 5; // of the docks' state: another where there are other docks

QString splitterKey(const QWidget* page, const QSplitter* splitter) {
    return QStringLiteral("pages/%1/%2").arg(page->objectName(), splitter->objectName());
}

QString selectionKey(const Workspace& workspace) {
    return QStringLiteral("selection/") + QString::fromStdString(workspace.session()->input.dataset->name());
}

} // namespace

WindowState::WindowState(QMainWindow& window, Centre& centre, Controllers& controllers)
    : QObject(&window), m_window(window), m_centre(centre), m_controllers(controllers) {
    connect(&controllers.sessions, &SessionController::opened, this, &WindowState::restoreSelection);
}

void WindowState::save() const {
    QSettings settings;
    settings.setValue(QStringLiteral("geometry"), m_window.saveGeometry());
    settings.setValue(QStringLiteral("docks"), m_window.saveState(kVersion));
    if (const QWidget* page = m_centre.projectPage())
        settings.setValue(QStringLiteral("page"), page->objectName());
    for (const QWidget* page : m_centre.pages())
        for (const QSplitter* splitter : page->findChildren<QSplitter*>())
            settings.setValue(splitterKey(page, splitter), splitter->saveState());
    const Workspace& workspace = m_controllers.workspace;
    if (const ItemRef item = workspace.selected(); item.isValid())
        settings.setValue(selectionKey(workspace),
                          QVariantList{item.view == View::image ? 0 : 1, item.index});
}

void WindowState::restore() {
    const QSettings settings;
    m_window.resize(1280, 800);
    m_window.restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
    m_window.restoreState(settings.value(QStringLiteral("docks")).toByteArray(), kVersion);
    for (QWidget* page : m_centre.pages())
        restorePage(page);
}

void WindowState::restorePage(QWidget* page) const {
    const QSettings settings;
    for (QSplitter* splitter : page->findChildren<QSplitter*>())
        if (const QByteArray state = settings.value(splitterKey(page, splitter)).toByteArray();
            !state.isEmpty())
            splitter->restoreState(state);
    if (page->objectName() == settings.value(QStringLiteral("page")).toString())
        m_centre.showPage(page);
}

void WindowState::restoreSelection() {
    Workspace& workspace = m_controllers.workspace;
    const std::filesystem::path before = std::exchange(m_folder, workspace.session()->folder);
    if (before == m_folder)
        return; // opened anew: the selection has stayed
    const QVariantList stored = QSettings().value(selectionKey(workspace)).toList();
    if (stored.size() == 2)
        workspace.restoreSelection(
            {stored[0].toInt() == 0 ? View::image : View::sentence, stored[1].toInt()});
}

} // namespace crossview::ui
