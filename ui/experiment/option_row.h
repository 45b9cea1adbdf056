#pragma once

#include "options/run_options.h"

#include <QWidget>

class QPushButton;
class QToolButton;

namespace crossview::ui {

class PlainLabel;

/// One option: label, unit, field, and a dot when it differs from the preset (click: back to the preset).
/// Which field it is follows from the value's type. A `title` stands in place of the label.
class OptionRow : public QWidget {
    Q_OBJECT
public:
    explicit OptionRow(const OptionField& field, QWidget* title = nullptr, QWidget* parent = nullptr);

    const OptionField& field() const { return m_field; }
    /// Shows a value; emits nothing.
    void setValue(const OptionValue& value, const OptionValue& presetValue);
    OptionValue value() const;
    bool differsFromPreset() const { return m_differs; }
    /// Greys the field and says why in its tool tip; an empty reason makes it editable again.
    void setLocked(const QString& reason);
    QWidget* editor() const { return m_editor; }
    QToolButton* dot() const { return m_dot; }
    /// Asks for a file; nullptr where the option is none.
    QPushButton* browse() const { return m_browse; }

Q_SIGNALS:
    void edited(const crossview::OptionValue& value);
    void resetRequested();
    /// A person chose the file in the dialog; edited was emitted.
    void fileChosen(const QString& file);

private:
    void makeEditor();
    void makeTextEditor();
    void chooseFile();
    OptionField m_field;
    QWidget* m_title;
    QWidget* m_editor = nullptr;
    QPushButton* m_browse = nullptr;
    QToolButton* m_dot;
    bool m_differs = false;
    bool m_showing = false;
};

} // namespace crossview::ui
