#pragma once

#include "bridge/newest_worker.h"
#include "dataset/importers/import_preview.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace crossview::ui {

class PlainLabel;

/// What to import and into which project; shows what the chosen file holds. Opened with open(), never exec().
class ImportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ImportDialog(const QString& projectsFolder, QWidget* parent = nullptr);

    /// A preview in one or two lines: format and counts; what would be skipped, or the first caption.
    static QString describe(const ImportPreview& preview);

Q_SIGNALS:
    void importRequested(const crossview::ImportOptions& options, const QString& projectFolder);

private:
    void choose(QLineEdit* line, bool folder, const QString& title);
    void check();
    ImportOptions options() const;
    /// Asks for a look at the caption file, or forgets the last one where there is no file.
    void requestPreview();
    QString projectFolder() const;

    QString m_projectsFolder;
    QLineEdit* m_captions;
    QLineEdit* m_images;
    QLineEdit* m_name;
    QComboBox* m_format;
    PlainLabel* m_previewText;
    PlainLabel* m_note;
    QPushButton* m_import;
    NewestWorker<ImportOptions, ImportPreview> m_preview; // last: its thread ends first
};

/// A list to read: one line per problem, with Copy and Close.
QDialog* makeListDialog(const QString& title, const QStringList& lines, QWidget* parent);

} // namespace crossview::ui
