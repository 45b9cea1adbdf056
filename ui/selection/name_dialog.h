#pragma once

#include <QDialog>
#include <QStringList>

class QLineEdit;
class QPushButton;

namespace crossview::ui {

class PlainLabel;

/// Asks for the name under which a selection is kept; says when it takes the place of another one. Opened
/// with open(), never exec().
class NameDialog : public QDialog {
    Q_OBJECT
public:
    /// `known`: names that are taken; `proposal` stands in the field.
    NameDialog(const QStringList& known, const QString& proposal, QWidget* parent = nullptr);
    QLineEdit* field() const { return m_field; }

Q_SIGNALS:
    void named(const QString& name);

private:
    void check();

    QStringList m_known;
    QLineEdit* m_field;
    PlainLabel* m_note;
    QPushButton* m_save;
};

} // namespace crossview::ui
