#include "window/view_menu.h"

#include "style/theme.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QSettings>

namespace crossview::ui {

ViewMenu::ViewMenu(QWidget* parent)
    : QMenu(tr("&View"), parent), m_docksEnd(addSeparator()), m_pagesEnd(addSeparator()) {
    addThemes();
    addSeparator();
}

void ViewMenu::addDock(QDockWidget* dock) {
    insertAction(m_docksEnd, dock->toggleViewAction());
}

void ViewMenu::addPage(const QString& title, const std::function<void()>& show) {
    auto* action = new QAction(title, this);
    connect(action, &QAction::triggered, this, show);
    insertAction(m_pagesEnd, action);
    m_pages.push_back(action);
    for (QAction* page : m_pages)
        page->setVisible(m_pages.size() > 1);
}

void ViewMenu::addThemes() {
    using Mode = ThemeWatcher::Mode;
    auto* themes = new QActionGroup(this);
    const std::pair<QString, Mode> modes[] = {
        {tr("As the system"), Mode::System}, {tr("Light"), Mode::Light}, {tr("Dark"), Mode::Dark}};
    for (const auto& [text, mode] : modes) {
        QAction* action = addAction(text);
        action->setCheckable(true);
        action->setChecked(ThemeWatcher::of(this)->mode() == mode);
        themes->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = mode] {
            ThemeWatcher::of(this)->setMode(chosen);
            QSettings().setValue(QStringLiteral("theme"), static_cast<int>(chosen));
        });
    }
}

} // namespace crossview::ui
