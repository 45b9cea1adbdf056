#include "window/panel_dock.h"

#include "style/icons.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

QToolButton* makeTitleButton(const QString& icon, const QString& tip) {
    auto* button = new QToolButton;
    button->setProperty("flat", true);
    button->setIcon(lineIcon(icon, Role::SecondaryText));
    button->setIconSize(QSize(12, 12));
    setPlainToolTip(button, tip);
    button->setAccessibleName(tip);
    button->setFocusPolicy(Qt::NoFocus); // the View menu does the same by keyboard
    return button;
}

} // namespace

PanelDock::PanelDock(const QString& title, const QString& name, QWidget* content, QWidget* parent)
    : QDockWidget(title, parent) {
    setObjectName(name);
    setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable |
                QDockWidget::DockWidgetFloatable);
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 4, 4, 2);
    row->setSpacing(0);
    row->addWidget(makeHeading(title));
    row->addStretch();
    QToolButton* undock =
        makeTitleButton(QStringLiteral("undock"), tr("Take this panel out of the window, or back"));
    QToolButton* close =
        makeTitleButton(QStringLiteral("close"), tr("Close this panel; the View menu brings it back"));
    row->addWidget(undock);
    row->addWidget(close);
    connect(undock, &QToolButton::clicked, this, [this] { setFloating(!isFloating()); });
    connect(close, &QToolButton::clicked, this, &QWidget::close);
    setTitleBarWidget(bar);

    auto* holder = new QWidget;
    auto* layout = new QVBoxLayout(holder);
    layout->setContentsMargins(1, 0, 1, 1);
    layout->addWidget(content);
    setWidget(holder);
}

void PanelDock::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme().color(Role::Border));
    painter.setBrush(theme().color(Role::Panel));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace crossview::ui
