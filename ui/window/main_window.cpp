#include "window/main_window.h"

#include "ablation/ablation_page.h"
#include "ablation/make_ablation_page.h"
#include "checking/check_page.h"
#include "checking/make_check_page.h"
#include "columns/columns_panel.h"
#include "columns/make_columns_panel.h"
#include "evaluation/evaluation_page.h"
#include "evaluation/make_evaluation_page.h"
#include "experiment/experiment_panel.h"
#include "experiment/make_experiment_panel.h"
#include "failures/failures_panel.h"
#include "failures/make_failures_panel.h"
#include "inspector/inspector_panel.h"
#include "inspector/make_inspector_panel.h"
#include "map/export/map_export.h"
#include "neighbourhoods/make_neighbourhoods_panel.h"
#include "neighbourhoods/neighbourhoods_panel.h"
#include "query/make_query_panel.h"
#include "query/query_panel.h"
#include "runs/make_runs_page.h"
#include "runs/runs_page.h"
#include "selection/make_selection_panel.h"
#include "selection/selection_panel.h"
#include "style/icons.h"
#include "style/plain_text.h"
#include "triplets/make_triplets_panel.h"
#include "triplets/triplets_panel.h"
#include "widgets/building_blocks.h"
#include "window/centre.h"
#include "window/make_run_bar.h"
#include "window/make_work_page.h"
#include "window/panel_dock.h"
#include "window/project_dialogs.h"
#include "window/run_bar.h"
#include "window/view_menu.h"
#include "window/window_actions.h"
#include "window/window_state.h"
#include "window/work_page.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace crossview::ui {
namespace {

constexpr int kExperimentWidth = 300;
constexpr int kSideWidth = 340;
constexpr int kLongestGoodbye = 3000; // ms that a training which does not answer may hold up the end

QStringList droppedPaths(const QMimeData& data) {
    QStringList paths;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    return paths;
}

} // namespace

MainWindow::MainWindow(Services services, QWidget* parent)
    : QMainWindow(parent), m_controllers(std::make_unique<Controllers>(std::move(services))) {
    setPlainTitle(this, tr("Crossview"));
    setWindowIcon(applicationIcon());
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setContentsMargins(8, 0, 8, 8);
    m_projectMenu = new QMenu(this);
    m_viewMenu = new ViewMenu(this);
    buildTop();
    buildPages();
    buildDocks();
    new WindowActions(*this, *m_controllers, *m_projectMenu, *m_viewMenu);
    m_state = new WindowState(*this, *m_centre, *m_controllers);
    m_state->restore();
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, [this] {
        for (QWidget* widget : findChildren<QWidget*>())
            widget->update();
    });
    connect(&m_controllers->consent, &NetworkConsent::asked, this, [this](const NetworkQuestion& question) {
        askAboutNetwork(this, m_controllers->consent, question);
    });
    // Last: who hears these from the window finds everything shown.
    connect(&m_controllers->sessions, &SessionController::opened, this, &MainWindow::showOpened);
    connect(&m_controllers->sessions, &SessionController::failed, this, &MainWindow::openingFailed);
}

MainWindow::~MainWindow() {
    // Widgets ask the controllers about items until they are gone.
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

void MainWindow::buildTop() {
    m_runBar = makeRunBar(m_projectMenu, *m_controllers);
    // The row reaches over the whole width, what is beneath it keeps 8 px to the edges.
    auto* top = new QWidget;
    auto* layout = new QVBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->addWidget(m_runBar);
    setMenuWidget(top);
}

EmbeddingView* MainWindow::map() const {
    return m_work->map();
}

void MainWindow::buildPages() {
    m_centre = new Centre(*m_controllers);
    setCentralWidget(m_centre);
    addPage(tr("Map"), QStringLiteral("map"), m_work = makeWorkPage(*m_controllers));
    addPage(tr("Runs"), QStringLiteral("runs"), m_runs = makeRunsPage(*m_controllers));
    connectRuns();
    addPage(tr("Evaluation"), QStringLiteral("evaluation"),
            m_evaluation = makeEvaluationPage(*m_controllers));
    addPage(tr("Ablation"), QStringLiteral("ablation"), m_ablation = makeAblationPage(*m_controllers));
    addPage(tr("Check"), QStringLiteral("check"), m_check = makeCheckPage(*m_controllers));
    m_mapExport = new MapExport(*m_work->map(), *m_controllers, m_work);
}

void MainWindow::connectRuns() {
    // Where what was asked for is seen.
    connect(&m_controllers->runs, &RunLibrary::opening, this, [this] { showPage(m_work); });
    connect(&m_controllers->runs, &RunLibrary::duplicated, this, [this] {
        auto* dock = findChild<QDockWidget*>(QStringLiteral("experimentDock"));
        dock->show();
        dock->raise();
    });
}

void MainWindow::showPage(QWidget* page) {
    m_centre->showPage(page);
}

void MainWindow::buildDocks() {
    m_experiment = makeExperimentPanel(*m_controllers);
    m_queryPanel = makeQueryPanel(*m_controllers);
    m_inspector = makeInspectorPanel(*m_controllers);
    addDock(tr("Experiment"), QStringLiteral("experimentDock"), m_experiment, Qt::LeftDockWidgetArea);
    addDock(tr("Query"), QStringLiteral("queryDock"), m_queryPanel, Qt::RightDockWidgetArea);
    addDock(tr("Inspector"), QStringLiteral("inspectorDock"), m_inspector, Qt::RightDockWidgetArea);
    m_selection = makeSelectionPanel(*m_controllers, m_work->map());
    addDock(tr("Selection"), QStringLiteral("selectionDock"), m_selection, Qt::RightDockWidgetArea);
    m_failures = makeFailuresPanel(*m_controllers);
    addDock(tr("Failures"), QStringLiteral("failuresDock"), m_failures, Qt::LeftDockWidgetArea);
    m_triplets = makeTripletsPanel(*m_controllers);
    addDock(tr("Triplets"), QStringLiteral("tripletsDock"), m_triplets, Qt::RightDockWidgetArea);
    addDock(tr("Structure"), QStringLiteral("structureDock"), makeNeighbourhoodsPanel(*m_controllers, m_work),
            Qt::LeftDockWidgetArea);
    m_columns = makeColumnsPanel(*m_controllers, m_work->map());
    addDock(tr("Columns"), QStringLiteral("columnsDock"), m_columns, Qt::RightDockWidgetArea);
    const auto docks = findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly);
    resizeDocks({docks[0], docks[1]}, {kExperimentWidth, kSideWidth}, Qt::Horizontal);
    resizeDocks({docks[1], docks[2]}, {420, 420}, Qt::Vertical);
    tabifyDockWidget(docks[2], docks[3]);
    tabifyDockWidget(docks[3], docks[5]);
    tabifyDockWidget(docks[5], docks[7]);
    docks[2]->raise();
    // Beside what shows the query that is chosen in it, and not behind it.
    tabifyDockWidget(docks[0], docks[4]);
    tabifyDockWidget(docks[4], docks[6]);
    docks[0]->raise();
    connect(&workspace(), &Workspace::selectionChanged, this, &MainWindow::raiseForSelection);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
}

void MainWindow::addDock(const QString& title, const QString& name, QWidget* panel, Qt::DockWidgetArea area) {
    auto* dock = new PanelDock(title, name, panel, this);
    if (!restoreDockWidget(dock)) // added after the window's state was restored
        addDockWidget(area, dock);
    m_viewMenu->addDock(dock);
}

void MainWindow::addPage(const QString& title, const QString& name, QWidget* page) {
    page->setObjectName(name);
    m_centre->addPage(title, page);
    m_viewMenu->addPage(title, [this, page] { m_centre->showPage(page); });
    if (m_state)
        m_state->restorePage(page);
}

void MainWindow::raiseForSelection() {
    // Where both stand behind each other, that one comes up which has something to say; who looks at triplets
    // or filters goes on doing so.
    auto* one = findChild<QDockWidget*>(QStringLiteral("inspectorDock"));
    auto* many = findChild<QDockWidget*>(QStringLiteral("selectionDock"));
    // What stands behind another counts as visible for Qt.
    if (tabifiedDockWidgets(one).contains(many) && m_triplets->visibleRegion().isEmpty() &&
        m_columns->visibleRegion().isEmpty())
        (workspace().selection().size() > 1 ? many : one)->raise();
}

MessageBar* MainWindow::messages() const {
    return m_centre->messages();
}

BuildPage* MainWindow::buildPage() const {
    return m_centre->buildPage();
}

WelcomePage* MainWindow::welcomePage() const {
    return m_centre->welcomePage();
}

QWidget* MainWindow::currentPage() const {
    return m_centre->currentPage();
}

void MainWindow::showOpened() {
    const Session& session = *workspace().session();
    setPlainTitle(this, tr("%1 – Crossview").arg(shownText(session.input.dataset->name())));
    setWindowFilePath(QString::fromStdString(session.folder.string()));
    m_work->map()->setFocus(Qt::OtherFocusReason);
    Q_EMIT projectOpened();
}

void MainWindow::paintEvent(QPaintEvent* event) {
    QMainWindow::paintEvent(event);
    QPainter painter(this);
    painter.fillRect(event->rect(), theme().color(Role::Window));
    const int bottom = m_runBar->mapTo(this, QPoint(0, m_runBar->height())).y();
    painter.fillRect(QRect(0, 0, width(), bottom), theme().color(Role::Panel));
    painter.fillRect(QRect(0, bottom - 1, width(), 1), theme().color(Role::Border));
    // What takes long to load comes after the first picture.
    if (!std::exchange(m_wasPainted, true))
        QTimer::singleShot(0, &m_controllers->devices, &DeviceList::find);
}

void MainWindow::childEvent(QChildEvent* event) {
    QMainWindow::childEvent(event);
    // Qt makes it when docks come to stand behind each other, and gives it no name.
    if (auto* tabs = qobject_cast<QTabBar*>(event->child()); tabs && event->polished())
        tabs->setAccessibleName(tr("Panels that stand behind each other"));
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!droppedPaths(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList paths = droppedPaths(*event->mimeData());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    const bool canAsk = workspace().session() && m_queryPanel->isVisibleTo(this);
    takeDropped(this, *m_controllers, paths,
                canAsk ? [this](const QString& path) { m_queryPanel->askPicture(path); }
                       : std::function<void(const QString&)>());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_closing)
        m_state->save();
    m_closing = true;
    m_controllers->sessions.cancel();
    TrainingController* training = &m_controllers->training;
    if (!training->isActive()) {
        event->accept();
        Q_EMIT closed();
        return;
    }
    // The run is asked to stop and stays resumable; the window goes at once, the process when it has stopped.
    event->ignore();
    hide();
    connect(training, &TrainingController::ended, this, &MainWindow::closed);
    training->stop();
    QTimer::singleShot(kLongestGoodbye, this, &MainWindow::closed);
}

} // namespace crossview::ui
