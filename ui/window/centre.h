#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace crossview::ui {

class BuildPage;
struct Controllers;
class MessageBar;
class WelcomePage;

/// The middle of the window: messages, and beneath them one page: the welcome while there is no project, what
/// goes on while something long does, else one of the pages of the project. Their tabs show only where there
/// are several.
class Centre : public QWidget {
    Q_OBJECT
public:
    explicit Centre(Controllers& controllers, QWidget* parent = nullptr);

    /// Adds a page of the project behind the others; its object name is its key in the settings.
    void addPage(const QString& title, QWidget* page);
    /// Pages of the project, in the order of their tabs.
    QList<QWidget*> pages() const { return m_projectPages; }
    /// The page of the project that is shown, or will be once there is a project.
    QWidget* projectPage() const;
    /// Shows a page of the project, now or once there is a project.
    void showPage(QWidget* page);

    /// What is seen: one of the project's, welcomePage() or buildPage().
    QWidget* currentPage() const;
    MessageBar* messages() const { return m_messages; }
    WelcomePage* welcomePage() const { return m_welcome; }
    BuildPage* buildPage() const { return m_build; }
    QTabBar* tabs() const { return m_tabs; }

private:
    void showProject();
    void show(QWidget* page);

    Controllers& m_controllers;
    MessageBar* m_messages;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    WelcomePage* m_welcome;
    BuildPage* m_build;
    QList<QWidget*> m_projectPages;
};

} // namespace crossview::ui
