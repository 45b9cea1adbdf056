#include "window/message_bar.h"

#include "style/icons.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

namespace crossview::ui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), m_icon(new PlainLabel), m_text(new PlainLabel), m_action(new QPushButton),
      m_close(new QToolButton) {
    setProperty("card", true);
    setObjectName(QStringLiteral("messageBar"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setProperty("flat", true);
    m_close->setIcon(lineIcon(QStringLiteral("close"), Role::SecondaryText));
    setPlainToolTip(m_close, tr("Close this message (Esc)"));
    m_close->setAccessibleName(tr("Close this message"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 6, 6);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        if (m_help)
            m_help();
    });
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, &MessageBar::tint);
    hide();
}

void MessageBar::show(const Message& message) {
    m_kind = message.kind;
    m_help = message.help;
    m_text->setText(message.text);
    setAccessibleName(message.text);
    m_action->setText(message.action);
    m_action->setVisible(!message.action.isEmpty());
    tint();
    setVisible(true);
}

void MessageBar::tint() {
    const QString icon = m_kind == Kind::Information ? QStringLiteral("info")
                         : m_kind == Kind::Warning   ? QStringLiteral("warning")
                                                     : QStringLiteral("error");
    const Role role = m_kind == Kind::Information ? Role::Accent : Role::Violated;
    m_icon->setPixmap(lineIcon(icon, role).pixmap(QSize(18, 18), devicePixelRatioF()));
}

void MessageBar::dismissInformation() {
    if (m_kind == Kind::Information)
        hide();
}

QString MessageBar::message() const {
    return m_text->text();
}

} // namespace crossview::ui
