#pragma once

#include "bridge/newest_worker.h"
#include "exporting/run_exporter.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace crossview::ui {

class ChevronBox;
class PlainLabel;

/// What of which run is written for other programs, and where. Stays until it is written, so that a folder
/// that is refused can be mended. Opened with open(), never exec(). Deletes itself.
class RunExportDialog : public QDialog {
    Q_OBJECT
public:
    /// `run`: chosen at first where the project holds it; else the newest.
    RunExportDialog(const ExportFunctions& functions, std::filesystem::path project, std::string run,
                    QWidget* parent = nullptr);

    ChevronBox* kindBox() const { return m_kind; }
    ChevronBox* runBox() const { return m_run; }
    QLineEdit* folderField() const { return m_folder; }
    QCheckBox* replaceBox() const { return m_replace; }
    QPushButton* exportButton() const { return m_export; }
    QPushButton* cancelButton() const { return m_cancel; }
    /// What would be written, how far it is, or why it was not.
    QString note() const;

    /// Stops what is being written; else closes.
    void reject() override;

Q_SIGNALS:
    void written(const crossview::ExportSummary& summary);

private:
    void build(const std::vector<ExportKindName>& kinds);
    void setRuns(const std::vector<RunRecord>& runs);
    void proposeFolder();
    void chooseFolder();
    void check();
    void start();
    void end(const QString& note);
    /// Empty where it can be written.
    QString whyNot() const;

    std::filesystem::path m_project;
    std::string m_wantedRun;
    bool m_areRunsRead = false;
    QString m_noRuns; ///< why they could not be read
    bool m_isStopping = false;
    std::vector<QString> m_descriptions; ///< of the kinds
    ChevronBox* m_kind;
    ChevronBox* m_run;
    QLineEdit* m_folder;
    QPushButton* m_choose;
    QCheckBox* m_replace;
    PlainLabel* m_note;
    QProgressBar* m_bar;
    QPushButton* m_export = nullptr;
    QPushButton* m_cancel = nullptr;
    RunExporter* m_exporter;
    NewestWorker<std::filesystem::path, std::vector<RunRecord>> m_runs; // last: its thread ends first
};

} // namespace crossview::ui
