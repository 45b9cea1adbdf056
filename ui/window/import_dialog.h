#pragma once

#include "dataset/importers/importer.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace crossview::ui {

/// What to import and into which project. Opened with open(), never exec().
class ImportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ImportDialog(const QString& projectsFolder, QWidget* parent = nullptr);

Q_SIGNALS:
    void importRequested(const crossview::ImportOptions& options, const QString& projectFolder);

private:
    void choose(QLineEdit* line, bool folder, const QString& title);
    void check();
    QString projectFolder() const;

    QString m_projectsFolder;
    QLineEdit* m_captions;
    QLineEdit* m_images;
    QLineEdit* m_name;
    QComboBox* m_format;
    QLabel* m_note;
    QPushButton* m_import;
};

/// A list to read: one line per problem, with Copy and Close.
QDialog* makeListDialog(const QString& title, const QStringList& lines, QWidget* parent);

} // namespace crossview::ui
