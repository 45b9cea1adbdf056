#include "bridge/dataset_info.h"
#include "bridge/inspection_controller.h"
#include "bridge/projection_controller.h"
#include "window/build_page.h"
#include "widgets/building_blocks.h"
#include "experiment/experiment_panel.h"
#include "window/import_dialog.h"
#include "inspector/inspector_panel.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "query/query_panel.h"
#include "window/run_bar.h"
#include "window/welcome_page.h"
#include "window/work_page.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QStackedWidget>

namespace crossview::ui {
namespace {

constexpr qsizetype kRecentProjects = 8;

} // namespace

void MainWindow::connectSessions() {
    connect(m_buildPage, &BuildPage::cancelRequested, m_sessions, &SessionController::cancel);
    connect(m_sessions, &SessionController::progressed, m_buildPage, &BuildPage::update);
    connect(m_sessions, &SessionController::built, this, [this](const BuiltProject& project) {
        m_folder = QString::fromStdString(project.folder.string());
        if (project.remark.empty())
            return;
        QStringList details;
        for (const std::string& line : project.details)
            details << QString::fromStdString(line);
        const QString remark = QString::fromStdString(project.remark);
        m_messages->show(details.isEmpty() ? MessageBar::Kind::Information : MessageBar::Kind::Warning,
                         remark, details.isEmpty() ? QString() : tr("Show them"),
                         [this, details, remark] { makeListDialog(remark, details, this)->open(); });
    });
    connect(m_sessions, &SessionController::opened, this, &MainWindow::showOpened);
    connect(m_sessions, &SessionController::cancelled, this, [this] {
        m_startAfterOpening.reset();
        endBusy();
    });
    connect(m_sessions, &SessionController::failed, this, [this](const QString& message) {
        m_startAfterOpening.reset();
        endBusy();
        m_messages->show(MessageBar::Kind::Error, message, tr("Open another …"), [this] { chooseProject(); });
        Q_EMIT openingFailed(message);
    });
}

void MainWindow::beginBusy(const QString& title) {
    m_messages->dismissInformation();
    m_buildPage->begin(title);
    m_pages->setCurrentWidget(m_buildPage);
    updateState();
}

void MainWindow::endBusy() {
    m_pages->setCurrentWidget(m_session ? static_cast<QWidget*>(m_work) : m_welcome);
    updateState();
}

void MainWindow::openProject(const QString& folder) {
    if (m_training->isActive()) {
        m_messages->show(MessageBar::Kind::Warning,
                         tr("A run is going on; stop it before another project is opened."), tr("Stop"),
                         [this] { m_training->stop(); });
        return;
    }
    m_folder = folder;
    m_sessions->open(folder.toStdString());
    beginBusy(tr("Opening %1").arg(QFileInfo(folder).completeBaseName()));
}

void MainWindow::openPictureBook() {
    if (!m_services.pictureBook || m_training->isActive())
        return;
    m_sessions->build(m_services.pictureBook);
    beginBusy(tr("Making the picture book"));
}

void MainWindow::importCaptions(const ImportOptions& options, const QString& folder) {
    if (m_training->isActive()) {
        m_messages->show(MessageBar::Kind::Warning,
                         tr("A run is going on; stop it before captions are imported."), tr("Stop"),
                         [this] { m_training->stop(); });
        return;
    }
    m_sessions->build([import = m_services.import, options,
                       folder = std::filesystem::path(folder.toStdString())](const std::stop_token& stop,
                                                                             const ProgressSink& progress) {
        return import(options, folder, stop, progress);
    });
    beginBusy(
        tr("Importing %1").arg(QFileInfo(QString::fromStdString(options.captions.string())).fileName()));
}

bool MainWindow::openLastProject() {
    const QString folder = QSettings().value(QStringLiteral("lastProject")).toString();
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        return false;
    openProject(folder);
    return true;
}

void MainWindow::chooseProject() {
    auto* dialog = new QFileDialog(this, tr("Open a project"), m_services.projectsFolder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openProject);
    dialog->open();
}

void MainWindow::chooseImport() {
    auto* dialog = new ImportDialog(m_services.projectsFolder, this);
    connect(dialog, &ImportDialog::importRequested, this, &MainWindow::importCaptions);
    dialog->open();
}

void MainWindow::remember(const QString& folder) {
    QSettings settings;
    settings.setValue(QStringLiteral("lastProject"), folder);
    QStringList recent = settings.value(QStringLiteral("recentProjects")).toStringList();
    recent.removeAll(folder);
    recent.prepend(folder);
    settings.setValue(QStringLiteral("recentProjects"), recent.mid(0, kRecentProjects));
}

void MainWindow::showOpened(const OpenedProject& project) {
    const bool sameData = m_session && m_session->folder == project.session->folder;
    const ItemRef before = m_selected;
    m_session = project.session;
    m_snapshot.reset();
    m_folder = QString::fromStdString(m_session->folder.string());
    remember(m_folder);
    const Dataset& dataset = *m_session->input.dataset;
    m_info->setSession(m_session);
    m_thumbnails->setDataset(m_session->input.dataset);
    m_projections->setProject(m_session->folder);
    m_queries->setSession(m_session);
    m_inspections->setSession(m_session);
    m_work->clearRun();
    m_work->map()->setItems(static_cast<int>(dataset.images().size()),
                            static_cast<int>(dataset.sentences().size()));
    m_work->map()->setGroups(listOf(project.groups.names), project.groups.groupOfImage);
    m_selected = {};
    m_undo.clear();

    m_run = project.run;
    m_runOptions.reset();
    if (m_run)
        m_runOptions = runOptionsFromJson(m_run->optionsJson);
    // Opened anew because options changed: those of the panel stay.
    if (!m_startAfterOpening)
        applyOptions(m_session->options);
    m_epochsDone = m_run ? m_run->epochs : 0;
    m_epochSeconds = 0;
    m_stepsPerEpoch = 0;
    m_queryPanel->setBestEpoch(0);
    m_work->addSteps(project.history.steps);
    for (const EpochMetrics& epoch : project.history.epochs)
        onEpoch(epoch);
    m_experiment->setTerms(project.history.steps.empty() ? std::nullopt : std::optional(project.history.steps.back().terms));
    const QString name = QString::fromStdString(dataset.name());
    m_runBar->setProject(name, tr("%1 images · %2 sentences")
                                   .arg(grouped(static_cast<qint64>(dataset.images().size())),
                                        grouped(static_cast<qint64>(dataset.sentences().size()))));
    setWindowTitle(tr("%1 – Crossview").arg(name));
    setWindowFilePath(m_folder);
    updateFacts();
    endBusy();
    if (project.snapshot)
        takeSnapshot(project.snapshot, true);
    if (project.snapshot && m_run && m_run->status == RunStatus::finished && m_run->bestEpoch > 0 &&
        m_run->bestEpoch != project.snapshot->epoch)
        m_best->fetch(m_session->folder, m_run->id);

    ItemRef item = sameData ? before : ItemRef{};
    if (!sameData) {
        const QVariantList stored = QSettings().value(QStringLiteral("selection/") + name).toList();
        if (stored.size() == 2)
            item = {stored[0].toInt() == 0 ? View::image : View::sentence, stored[1].toInt()};
    }
    showSelection(item);
    if (!project.remark.empty())
        m_messages->show(MessageBar::Kind::Information, QString::fromStdString(project.remark));
    const auto unreadable = m_session->input.features->unreadable;
    if (!unreadable.empty()) {
        const QStringList lines = listOf(unreadable);
        m_messages->show(
            MessageBar::Kind::Warning,
            tr("Pictures that could not be read and take no part: %1.").arg(grouped(lines.size())),
            tr("Show them"),
            [this, lines] { makeListDialog(tr("Pictures that could not be read"), lines, this)->open(); });
    }
    if (m_startAfterOpening) {
        const bool paused = *std::exchange(m_startAfterOpening, std::nullopt);
        m_work->clearRun();
        launch({}, paused);
    }
    m_work->map()->setFocus(Qt::OtherFocusReason);
    Q_EMIT projectOpened();
}

void MainWindow::updateFacts() {
    DataFacts facts;
    if (m_session) {
        const auto count = [this](Split split) {
            return grouped(static_cast<qint64>(m_session->input.splits->imagesIn(split).size()));
        };
        facts.trainAndTest = QStringLiteral("%1 · %2 · %3")
                                 .arg(count(Split::train), count(Split::validation), count(Split::test));
        facts.options = m_session->options;
        const FeatureChain& chain = *m_session->input.features->chain;
        facts.imageFeatures = QString::fromStdString(chain.imageDescription());
        facts.sentenceFeatures = QString::fromStdString(chain.sentenceDescription());
    }
    m_experiment->setFacts(facts);
}

} // namespace crossview::ui
