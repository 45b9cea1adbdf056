#include "window/centre.h"
#include "widgets/list_dialog.h"

#include "bridge/controllers.h"
#include "window/build_page.h"
#include "window/message_bar.h"
#include "window/project_dialogs.h"
#include "window/welcome_page.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace crossview::ui {

Centre::Centre(Controllers& controllers, QWidget* parent)
    : QWidget(parent), m_controllers(controllers), m_messages(new MessageBar), m_tabs(new QTabBar),
      m_stack(new QStackedWidget), m_welcome(new WelcomePage), m_build(new BuildPage) {
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Pages of the project"));
    m_tabs->hide();
    m_stack->addWidget(m_welcome);
    m_stack->addWidget(m_build);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_messages);
    layout->addWidget(m_tabs);
    layout->addWidget(m_stack, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        if (m_projectPages.contains(currentPage()))
            show(projectPage());
    });
    connect(m_welcome, &WelcomePage::pictureBookRequested, &controllers.projects,
            &ProjectOpener::openPictureBook);
    connect(m_welcome, &WelcomePage::openRequested, this, [this] { chooseProject(window(), m_controllers); });
    connect(m_welcome, &WelcomePage::importRequested, this,
            [this] { chooseImport(window(), m_controllers); });
    connect(&controllers.projects, &ProjectOpener::anotherWanted, this,
            [this] { chooseProject(window(), m_controllers); });

    connect(m_build, &BuildPage::cancelRequested, &controllers.sessions, &SessionController::cancel);
    connect(&controllers.sessions, &SessionController::progressed, m_build, &BuildPage::update);
    connect(&controllers.sessions, &SessionController::begun, this, [this](const QString& title) {
        m_build->begin(title);
        show(m_build);
    });
    connect(&controllers.sessions, &SessionController::ended, this, &Centre::showProject);

    connect(&controllers.messages, &Messages::said, m_messages, &MessageBar::show);
    connect(&controllers.messages, &Messages::withdrawn, m_messages, &QWidget::hide);
    connect(&controllers.messages, &Messages::informationWithdrawn, m_messages,
            &MessageBar::dismissInformation);
    connect(&controllers.messages, &Messages::listed, this,
            [this](const QString& title, const QStringList& lines) {
                makeListDialog(title, lines, window())->open();
            });
}

void Centre::addPage(const QString& title, QWidget* page) {
    m_projectPages.push_back(page);
    m_stack->addWidget(page);
    m_tabs->addTab(title);
    show(currentPage());
}

QWidget* Centre::projectPage() const {
    return m_projectPages.value(m_tabs->currentIndex());
}

void Centre::showPage(QWidget* page) {
    m_tabs->setCurrentIndex(static_cast<int>(m_projectPages.indexOf(page)));
}

QWidget* Centre::currentPage() const {
    return m_stack->currentWidget();
}

void Centre::showProject() {
    show(m_controllers.workspace.session() && projectPage() ? projectPage() : m_welcome);
}

void Centre::show(QWidget* page) {
    m_stack->setCurrentWidget(page);
    m_tabs->setVisible(m_projectPages.size() > 1 && m_projectPages.contains(page));
}

} // namespace crossview::ui
