#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>

namespace crossview::ui {

/// Something a person should know, with one thing that helps.
struct Message {
    enum class Kind { Information, Warning, Error };
    Kind kind = Kind::Information;
    QString text;
    QString action;             ///< what the button says; empty: no button
    std::function<void()> help; ///< what it does
};

/// Where anything with news for a person leaves it; the window shows the newest.
class Messages : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Something to know.
    void inform(const QString& text, const QString& action = {}, std::function<void()> help = {}) {
        Q_EMIT said({Message::Kind::Information, text, action, std::move(help)});
    }
    /// Something that was not done, or not as asked.
    void warn(const QString& text, const QString& action = {}, std::function<void()> help = {}) {
        Q_EMIT said({Message::Kind::Warning, text, action, std::move(help)});
    }
    /// Something did not succeed.
    void fail(const QString& text, const QString& action = {}, std::function<void()> help = {}) {
        Q_EMIT said({Message::Kind::Error, text, action, std::move(help)});
    }
    /// Shows many lines to read, e.g. one per problem.
    void list(const QString& title, const QStringList& lines) { Q_EMIT listed(title, lines); }
    /// The newest message is not true any more.
    void withdraw() { Q_EMIT withdrawn(); }
    /// It is not of interest any more, if it was an information.
    void withdrawInformation() { Q_EMIT informationWithdrawn(); }

Q_SIGNALS:
    void said(const crossview::ui::Message& message);
    void listed(const QString& title, const QStringList& lines);
    void withdrawn();
    void informationWithdrawn();
};

} // namespace crossview::ui
