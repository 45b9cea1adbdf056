#include "window/project_dialogs.h"

#include "bridge/controllers.h"
#include "importing/import_dialog.h"
#include "window/network_dialog.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QImageReader>

namespace crossview::ui {

void chooseProject(QWidget* parent, Controllers& controllers) {
    auto* dialog = new QFileDialog(parent, QCoreApplication::translate("ProjectDialogs", "Open a project"),
                                   controllers.services.projectsFolder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, &controllers.projects, &ProjectOpener::open);
    dialog->open();
}

void chooseMap(QWidget* parent, MapBringer& bringer) {
    auto* dialog = new QFileDialog(
        parent,
        QCoreApplication::translate("ProjectDialogs",
                                    "Bring a map: two numbers for each image, then for each sentence"),
        {},
        QCoreApplication::translate("ProjectDialogs", "Numbers (%1);;All files (*)")
            .arg(QStringLiteral("*.npy *.npz *.csv *.tsv *.txt *.mat *.h5 *.safetensors")));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, &bringer, &MapBringer::bring);
    dialog->open();
}

void askAboutNetwork(QWidget* parent, NetworkConsent& consent, const NetworkQuestion& question) {
    auto* dialog = new NetworkDialog(question, parent);
    QObject::connect(dialog, &NetworkDialog::allowed, &consent,
                     [&consent, question] { consent.allow(question); });
    QObject::connect(dialog, &NetworkDialog::leftOut, &consent,
                     [&consent, question] { consent.goWithout(question); });
    QObject::connect(dialog, &NetworkDialog::declined, &consent,
                     [&consent, question] { consent.decline(question); });
    dialog->open();
}

void chooseImport(QWidget* parent, Controllers& controllers, const QStringList& paths) {
    auto* dialog = new ImportDialog(controllers.services.projectsFolder, parent);
    QObject::connect(dialog, &ImportDialog::importRequested, &controllers.projects,
                     &ProjectOpener::importCaptions);
    dialog->take(paths);
    dialog->open();
}

void takeDropped(QWidget* parent, Controllers& controllers, const QStringList& paths,
                 const std::function<void(const QString&)>& askPicture) {
    if (paths.size() == 1 && Project::exists(paths.front().toStdString()))
        controllers.projects.open(paths.front());
    else if (paths.size() == 1 && askPicture && !QImageReader::imageFormat(paths.front()).isEmpty())
        askPicture(paths.front());
    else if (!paths.isEmpty())
        chooseImport(parent, controllers, paths);
}

} // namespace crossview::ui
