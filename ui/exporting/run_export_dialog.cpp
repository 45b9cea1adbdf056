#include "exporting/run_export_dialog.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <utility>

namespace crossview::ui {
namespace {

constexpr int kWidth = 600;
const QString kParent = QStringLiteral("export/parent"); // where the last one went
const QString kKind = QStringLiteral("export/kind");

QString runText(const RunRecord& run) {
    return RunExportDialog::tr("%1, best epoch %2 of %3")
        .arg(QString::fromStdString(run.id))
        .arg(run.bestEpoch)
        .arg(run.epochs);
}

} // namespace

RunExportDialog::RunExportDialog(const ExportFunctions& functions, std::filesystem::path project,
                                 std::string run, QWidget* parent)
    : QDialog(parent), m_project(std::move(project)), m_wantedRun(std::move(run)), m_kind(new ChevronBox),
      m_run(new ChevronBox), m_folder(new QLineEdit), m_choose(new QPushButton(tr("Choose …"))),
      m_replace(new TickBox(tr("Replace files that are there already"))), m_note(makeSecondary({})),
      m_bar(new QProgressBar), m_exporter(new RunExporter(functions.write, this)),
      m_runs([read = functions.runs](const std::filesystem::path& folder,
                                     const std::stop_token&) { return read(folder); },
             [this](const std::vector<RunRecord>& runs) { setRuns(runs); },
             [this](const QString& reason) {
                 m_noRuns = reason;
                 check();
             }) {
    setPlainTitle(this, tr("Export a run"));
    setObjectName(QStringLiteral("exportRun"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWidth);
    build(functions.kinds);
    connect(m_exporter, &RunExporter::progressed, this, [this](const Progress& progress) {
        m_bar->setRange(0, int(progress.total));
        m_bar->setValue(int(progress.done));
        if (m_isStopping)
            return;
        const QString stage = QString::fromStdString(progress.stage);
        m_note->setText(progress.item.empty()
                            ? tr("%1 …").arg(stage)
                            : tr("%1: %2").arg(stage, QString::fromStdString(progress.item)));
    });
    connect(m_exporter, &RunExporter::failed, this, &RunExportDialog::end);
    connect(m_exporter, &RunExporter::cancelled, this,
            [this] { end(tr("Cancelled: nothing was written.")); });
    connect(m_exporter, &RunExporter::written, this, [this](const ExportSummary& summary) {
        QSettings settings;
        settings.setValue(kParent, QFileInfo(m_folder->text()).path());
        settings.setValue(kKind, m_kind->currentText());
        Q_EMIT written(summary);
        accept();
    });
    proposeFolder();
    check();
    m_runs.request(m_project);
}

void RunExportDialog::build(const std::vector<ExportKindName>& kinds) {
    for (const ExportKindName& kind : kinds) {
        m_kind->addItem(QString::fromUtf8(kind.key), int(kind.kind));
        m_descriptions.push_back(QCoreApplication::translate("ExportKind", kind.description));
        setPlainToolTip(m_kind, m_kind->count() - 1, m_descriptions.back());
    }
    if (const int last = m_kind->findText(QSettings().value(kKind).toString()); last >= 0)
        m_kind->setCurrentIndex(last);
    setPlainToolTip(m_kind, tr("What is written, and for which programs"));
    setPlainToolTip(m_run, tr("Its best epoch is written; of a history, all epochs"));
    setPlainToolTip(m_folder, tr("The folder for the files; it is made where it is not there"));
    setPlainToolTip(m_replace, tr("Else nothing is written where one of the files is there already"));
    m_choose->setAccessibleName(tr("Choose the folder"));
    m_choose->setAutoDefault(false); // Enter exports
    m_note->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("How far the export is"));
    m_bar->hide();
    auto* folder = new QHBoxLayout;
    folder->setSpacing(8);
    folder->addWidget(m_folder, 1);
    folder->addWidget(m_choose);
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("&Format"), m_kind);
    form->addRow(tr("&Run"), m_run);
    form->addRow(tr("F&older"), folder);
    if (auto* label = qobject_cast<QLabel*>(form->itemAt(2, QFormLayout::LabelRole)->widget()))
        label->setBuddy(m_folder);
    form->addRow(QString(), m_replace);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_cancel = buttons->button(QDialogButtonBox::Cancel);
    m_cancel->setAutoDefault(false);
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    m_export->setProperty("accent", true);
    m_export->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(form);
    layout->addWidget(m_note);
    layout->addWidget(m_bar);
    layout->addWidget(buttons);
    connect(m_choose, &QPushButton::clicked, this, &RunExportDialog::chooseFolder);
    connect(m_export, &QPushButton::clicked, this, &RunExportDialog::start);
    connect(buttons, &QDialogButtonBox::rejected, this, &RunExportDialog::reject);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        proposeFolder();
        check();
    });
    connect(m_run, &QComboBox::currentIndexChanged, this, &RunExportDialog::check);
    connect(m_folder, &QLineEdit::textChanged, this, &RunExportDialog::check);
}

QString RunExportDialog::note() const {
    return m_note->text();
}

void RunExportDialog::setRuns(const std::vector<RunRecord>& runs) {
    m_areRunsRead = true;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) // the newest first
        m_run->addItem(runText(*run), QString::fromStdString(run->id));
    if (const int wanted = m_run->findData(QString::fromStdString(m_wantedRun)); wanted >= 0)
        m_run->setCurrentIndex(wanted);
    check();
}

// The folder is named after project and format until a person gives it another name.
void RunExportDialog::proposeFolder() {
    if (m_folder->isModified())
        return;
    const QString parent =
        QSettings()
            .value(kParent, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
            .toString();
    const QString name = QFileInfo(QString::fromStdString(m_project.string())).completeBaseName();
    m_folder->setText(QDir(parent).filePath(name + QLatin1Char('-') + m_kind->currentText()));
}

void RunExportDialog::chooseFolder() {
    auto* dialog = new QFileDialog(this, tr("Choose the folder"), QFileInfo(m_folder->text()).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_folder->setText(path);
        m_folder->setModified(true);
    });
    dialog->open();
}

QString RunExportDialog::whyNot() const {
    if (!m_noRuns.isEmpty())
        return m_noRuns;
    if (!m_areRunsRead)
        return tr("Looking for runs …");
    if (m_run->count() == 0)
        return tr("No run of this project has finished an epoch: train it first.");
    if (m_folder->text().trimmed().isEmpty())
        return tr("Name a folder for the files.");
    if (QDir::isRelativePath(m_folder->text()))
        return tr("Give the whole path of the folder, from / on.");
    return {};
}

void RunExportDialog::check() {
    if (m_exporter->isRunning())
        return;
    const QString reason = whyNot();
    m_export->setEnabled(reason.isEmpty());
    const auto kind = std::size_t(std::max(0, m_kind->currentIndex()));
    m_note->setText(reason.isEmpty() && kind < m_descriptions.size()
                        ? tr("Writes %1.").arg(m_descriptions[kind])
                        : reason);
}

void RunExportDialog::start() {
    if (m_exporter->isRunning() || !whyNot().isEmpty())
        return;
    m_isStopping = false;
    m_exporter->start({m_project, m_run->currentData().toString().toStdString(),
                       ExportKind(m_kind->currentData().toInt()), m_folder->text().toStdString(),
                       m_replace->isChecked() ? ExistingFiles::replaced : ExistingFiles::kept});
    for (QWidget* field :
         std::initializer_list<QWidget*>{m_kind, m_run, m_folder, m_choose, m_replace, m_export})
        field->setEnabled(false);
    m_bar->setRange(0, 0);
    m_bar->show();
    m_note->setText(tr("Exporting …"));
}

void RunExportDialog::end(const QString& note) {
    for (QWidget* field : std::initializer_list<QWidget*>{m_kind, m_run, m_folder, m_choose, m_replace})
        field->setEnabled(true);
    m_bar->hide();
    check();
    m_note->setText(note);
    m_export->setDefault(true); // Cancel took its place and the focus while it was disabled
    m_folder->setFocus();
}

void RunExportDialog::reject() {
    if (!m_exporter->isRunning()) {
        QDialog::reject();
        return;
    }
    m_isStopping = true;
    m_exporter->stop();
    m_note->setText(tr("Stopping …"));
}

} // namespace crossview::ui
