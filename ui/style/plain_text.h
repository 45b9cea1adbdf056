#pragma once

#include <QLabel>
#include <QString>

#include <string_view>

class QAction;
class QComboBox;

namespace crossview::ui {

// What a person's files say is never markup, never a shortcut and never an order to the program. Labels, tool
// tips and window titles are made with these, everywhere in ui/ (tests/plain_text.cmake looks).

/// A text of the core as it is shown: control characters are written out (visibleText).
QString shownText(std::string_view text);
QString shownText(const QString& text);
/// The same in one line: line breaks and tabs are written out, too (visibleLine).
QString shownLine(const QString& text);

/// A text for a button, menu or tab, whose "&" is no mark of a shortcut.
QString shownOnButton(const QString& text);

/// What Qt shows as `text` in a tool tip, which it else reads as HTML where it looks like it.
QString asToolTip(const QString& text);
void setPlainToolTip(QWidget* widget, const QString& text);
void setPlainToolTip(QAction* action, const QString& text);
void setPlainToolTip(QComboBox* box, int entry, const QString& text);

/// Qt takes "[*]" in a title for the mark of unsaved changes.
void setPlainTitle(QWidget* window, const QString& title);

/// A label that shows its text as it is.
class PlainLabel : public QLabel {
    Q_OBJECT
public:
    explicit PlainLabel(QWidget* parent = nullptr);
    explicit PlainLabel(const QString& text, QWidget* parent = nullptr);
    void setText(const QString& text) { QLabel::setText(shownText(text)); }
};

} // namespace crossview::ui
