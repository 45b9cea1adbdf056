#pragma once

#include "bridge/messages.h"

#include <QFrame>

class QPushButton;
class QToolButton;

namespace crossview::ui {

class PlainLabel;

/// A line over the centre that says what happened, where, and offers one button that helps. Never modal.
class MessageBar : public QFrame {
    Q_OBJECT
public:
    using Kind = Message::Kind;

    explicit MessageBar(QWidget* parent = nullptr);
    void show(const Message& message);
    /// Hides an information; warnings and errors stay until they are closed.
    void dismissInformation();
    QString message() const;
    Kind kind() const { return m_kind; }
    QPushButton* action() const { return m_action; }

private:
    void tint();
    Kind m_kind = Kind::Information;
    PlainLabel* m_icon;
    PlainLabel* m_text;
    QPushButton* m_action;
    QToolButton* m_close;
    std::function<void()> m_help;
};

} // namespace crossview::ui
