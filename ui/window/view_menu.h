#pragma once

#include <QMenu>

#include <functional>

class QDockWidget;

namespace crossview::ui {

/// What of the window is seen: its docks, the pages of the centre (where there are several), the theme.
class ViewMenu : public QMenu {
    Q_OBJECT
public:
    explicit ViewMenu(QWidget* parent = nullptr);

    /// An entry that opens and closes the dock.
    void addDock(QDockWidget* dock);
    /// An entry that shows the page; seen where there are several.
    void addPage(const QString& title, const std::function<void()>& show);

private:
    void addThemes();

    QAction* m_docksEnd;
    QAction* m_pagesEnd;
    QList<QAction*> m_pages;
};

} // namespace crossview::ui
