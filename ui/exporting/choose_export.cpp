#include "exporting/choose_export.h"

#include "bridge/controllers.h"
#include "exporting/run_export_dialog.h"

#include <QDesktopServices>
#include <QUrl>

namespace crossview::ui {
namespace {

QString sentenceOn(const ExportSummary& summary, const QString& folder) {
    QStringList names;
    for (const std::filesystem::path& file : summary.files)
        names << QString::fromStdString(file.lexically_relative(folder.toStdString()).string());
    const QString run = QString::fromStdString(summary.run);
    const QString what = summary.epoch > 0
                             ? RunExportDialog::tr("Epoch %1 of run %2").arg(summary.epoch).arg(run)
                             : RunExportDialog::tr("The history of run %1").arg(run);
    QString text =
        RunExportDialog::tr("%1 was written to %2: %3.").arg(what, folder, names.join(QStringLiteral(", ")));
    for (const std::string& remark : summary.remarks)
        text += QLatin1Char(' ') + QString::fromStdString(remark);
    return text;
}

} // namespace

void chooseExport(QWidget* parent, Controllers& controllers) {
    const std::shared_ptr<const Session>& session = controllers.workspace.session();
    if (!session || session->folder.empty() || !controllers.services.exports.write) {
        controllers.messages.inform(
            RunExportDialog::tr("There is nothing to export yet: open a project and train it."));
        return;
    }
    const std::optional<RunRecord>& run = controllers.workspace.run();
    auto* dialog = new RunExportDialog(controllers.services.exports, session->folder,
                                       run ? run->id : std::string(), parent);
    QObject::connect(dialog, &RunExportDialog::written, &controllers.messages,
                     [&controllers, dialog](const ExportSummary& summary) {
                         const QString folder = dialog->folderField()->text();
                         controllers.messages.inform(
                             sentenceOn(summary, folder), RunExportDialog::tr("Show the folder"),
                             [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
                     });
    dialog->open();
}

} // namespace crossview::ui
