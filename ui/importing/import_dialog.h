#pragma once

#include "bridge/newest_worker.h"
#include "dataset/importers/import_preview.h"

#include <QDialog>
#include <QImage>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace crossview::ui {

class FeatureFields;
class FileField;
class PlainLabel;
class PreviewList;

/// What to import and into which project; shows what the chosen files hold: format, counts, the first
/// captions with their pictures, and what would be skipped. Opened with open(), never exec().
class ImportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ImportDialog(const QString& projectsFolder, QWidget* parent = nullptr);

    /// Files or folders that were dropped on the window: arrays of numbers are features, of images and then
    /// of sentences; anything else holds the captions.
    void take(const QStringList& paths);

    FileField* captions() const { return m_captions; }
    FeatureFields* features() const { return m_features; }
    PreviewList* previewList() const { return m_list; }
    /// A preview in a few lines: format and counts; what would be skipped; what would be taken.
    static QString describe(const ImportPreview& preview);

Q_SIGNALS:
    void importRequested(const crossview::ImportOptions& options, const QString& projectFolder);

protected:
    bool event(QEvent* event) override;

private:
    /// What was looked at: of captions a preview, of features alone what they are.
    struct Look {
        std::optional<ImportPreview> captions;
        std::vector<QImage> pictures; ///< of its items
        std::vector<std::string> features;
    };
    static Look lookAt(const ImportOptions& options, const std::stop_token& stop);
    void build();
    void showLook(const Look& look);
    void check();
    void nameAfter(const QString& path);
    /// What stands in the way of an import; empty: nothing.
    QString problem() const;
    /// What stands in the way of a look; empty: nothing. Without files there is nothing to look at.
    QString filesProblem() const;
    ImportOptions options() const;
    /// Asks for a look at the files, or forgets the last one where there are none.
    void requestPreview();
    QString projectFolder() const;

    QString m_projectsFolder;
    FileField* m_captions;
    FileField* m_images;
    FeatureFields* m_features;
    QLineEdit* m_name;
    QComboBox* m_format;
    PlainLabel* m_previewText;
    PreviewList* m_list;
    PlainLabel* m_note;
    QPushButton* m_import = nullptr;
    NewestWorker<ImportOptions, Look> m_preview; // last: its thread ends first
};

} // namespace crossview::ui
