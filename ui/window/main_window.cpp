#include "window/main_window.h"

#include "bridge/dataset_info.h"
#include "bridge/inspection_controller.h"
#include "bridge/projection_controller.h"
#include "style/icons.h"
#include "window/build_page.h"
#include "widgets/building_blocks.h"
#include "experiment/experiment_panel.h"
#include "inspector/inspector_panel.h"
#include "window/message_bar.h"
#include "window/panel_dock.h"
#include "query/query_panel.h"
#include "window/run_bar.h"
#include "bridge/undo_commands.h"
#include "window/welcome_page.h"
#include "window/work_page.h"

#include <QCloseEvent>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

constexpr int kExperimentWidth = 300;
constexpr int kExperimentLeast = 284; // below it labels and fields would be cut
constexpr int kSideLeast = 332;       // three pictures beside each other
constexpr int kSideWidth = 340;
constexpr int kLongestGoodbye = 3000; // ms that a training which does not answer may hold up the end

} // namespace

MainWindow::MainWindow(Services services, QWidget* parent)
    : QMainWindow(parent), m_services(std::move(services)), m_info(std::make_unique<DatasetInfo>()) {
    setWindowTitle(tr("Crossview"));
    setWindowIcon(applicationIcon());
    setObjectName(QStringLiteral("mainWindow"));
    m_thumbnails = new ThumbnailStore(this);
    m_projections = new ProjectionController(this);
    m_queries = new QueryController(this);
    m_inspections = new InspectionController(this);
    m_best = new BestNetwork(m_services.best, this);
    m_sessions = new SessionController(m_services.open, this);
    m_training = new TrainingController(m_services.train, this);
    m_encoders = new EncoderController(m_services.encoders, this);
    buildWidgets();
    buildActions();
    connectPanels();
    connectSessions();
    connectTraining();
    connectEncoders();
    usePreset(QStringLiteral("picture-book"));
    m_undo.clear();
    restoreState();
    updateState();
}

MainWindow::~MainWindow() {
    // Widgets ask these about items until they are gone; the threads end with the controllers.
    m_work->map()->setItemInfo(nullptr);
    m_work->map()->setThumbnailSource(nullptr);
}

void MainWindow::buildWidgets() {
    const ItemSources sources{m_info.get(), m_thumbnails};
    m_projectMenu = new QMenu(this);
    m_runBar = new RunBar(m_projectMenu, m_services.devices);
    // The row reaches over the whole width, what is beneath it keeps 8 px to the edges.
    auto* top = new QWidget;
    auto* topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 8);
    topLayout->addWidget(m_runBar);
    setMenuWidget(top);
    setContentsMargins(8, 0, 8, 8);

    m_experiment = new ExperimentPanel;
    m_queryPanel = new QueryPanel(sources);
    m_inspector = new InspectorPanel(sources);
    m_experiment->setMinimumWidth(kExperimentLeast);
    m_queryPanel->setMinimumWidth(kSideLeast);
    m_inspector->setMinimumWidth(kSideLeast);
    m_welcome = new WelcomePage;
    m_buildPage = new BuildPage;
    m_work = new WorkPage;
    m_work->map()->setItemInfo(m_info.get());
    m_work->map()->setThumbnailSource(m_thumbnails);
    m_messages = new MessageBar;
    m_pages = new QStackedWidget;
    for (QWidget* page : std::initializer_list<QWidget*>{m_welcome, m_buildPage, m_work})
        m_pages->addWidget(page);

    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_messages);
    layout->addWidget(m_pages, 1);
    setCentralWidget(centre);

    const auto addDock = [this](const QString& title, const char* name, QWidget* content,
                                Qt::DockWidgetArea area) {
        auto* dock = new PanelDock(title, QString::fromLatin1(name), content, this);
        addDockWidget(area, dock);
        m_docks.push_back(dock);
        return dock;
    };
    PanelDock* experiment = addDock(tr("Experiment"), "experimentDock", m_experiment, Qt::LeftDockWidgetArea);
    PanelDock* query = addDock(tr("Query"), "queryDock", m_queryPanel, Qt::RightDockWidgetArea);
    PanelDock* inspector = addDock(tr("Inspector"), "inspectorDock", m_inspector, Qt::RightDockWidgetArea);
    resizeDocks({experiment, query}, {kExperimentWidth, kSideWidth}, Qt::Horizontal);
    resizeDocks({query, inspector}, {500, 340}, Qt::Vertical);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
}

void MainWindow::connectPanels() {
    connect(m_welcome, &WelcomePage::pictureBookRequested, this, &MainWindow::openPictureBook);
    connect(m_welcome, &WelcomePage::openRequested, this, &MainWindow::chooseProject);
    connect(m_welcome, &WelcomePage::importRequested, this, &MainWindow::chooseImport);

    connect(m_queryPanel, &QueryPanel::asked, this, [this](const Query& query) {
        m_queries->ask(query);
        if (query.kind == Query::Kind::None)
            m_work->map()->clearResults();
    });
    connect(m_queryPanel, &QueryPanel::pinned, m_queries, &QueryController::setPinned);
    connect(m_queryPanel, &QueryPanel::chosen, this, &MainWindow::select);
    connect(m_queryPanel, &QueryPanel::actionRequested, this, [this] {
        if (m_session)
            runOrPause();
        else
            openPictureBook();
    });
    connect(m_queryPanel, &QueryPanel::refused, this,
            [this](const QString& message) { m_messages->show(MessageBar::Kind::Warning, message); });
    connect(m_queries, &QueryController::answered, this, [this](const QueryAnswer& answer) {
        m_queryPanel->show(answer);
        if (!(answer.query == m_queryPanel->query()))
            return;
        std::vector<ItemRef> items;
        for (const Hit& hit : answer.hits)
            items.push_back({answer.query.answerView(), hit.item});
        m_work->map()->setResults(items);
    });

    connect(m_inspections, &InspectionController::inspected, this, [this](const Inspection& inspection) {
        m_info->setInspection(inspection);
        m_inspector->show(inspection);
        // The map labels what is nearest, which is known only now.
        const std::vector<ItemRef> marked = m_work->map()->selection();
        m_work->map()->setSelection(marked);
    });
    connect(m_inspector, &InspectorPanel::chosen, this, &MainWindow::select);
    connect(m_inspector, &InspectorPanel::searchRequested, m_queryPanel, &QueryPanel::askItem);

    EmbeddingView* map = m_work->map();
    connect(map, &EmbeddingView::selectionChanged, this, [this](const std::vector<ItemRef>& items) {
        // A lasso of many stays on the map; the inspector shows its primary item.
        const ItemRef item = items.empty() ? ItemRef{} : items.back();
        if (items.size() > 1) {
            m_selected = item;
            m_inspections->inspect(item);
            m_inspector->setItem(item);
            m_queryPanel->setSelected(item);
        } else {
            select(item);
        }
    });
    connect(map, &EmbeddingView::activated, m_queryPanel, &QueryPanel::askItem);
    connect(m_projections, &ProjectionController::projected, m_work, &WorkPage::addProjection);
    connect(m_projections, &ProjectionController::found, m_work, &WorkPage::addStored);
    connect(m_projections, &ProjectionController::fetched, m_work, &WorkPage::addFetched);
    connect(m_work, &WorkPage::projectionWanted, this, [this](int epoch) {
        if (m_run)
            m_projections->fetch(m_run->id, epoch);
    });
    connect(m_projections, &ProjectionController::failed, this,
            [this](const QString& message) { m_messages->show(MessageBar::Kind::Warning, message); });
}

void MainWindow::select(ItemRef item) {
    if (item == m_selected)
        return;
    m_undo.push(new SelectionCommand(m_selected, item, [this](ItemRef chosen) { showSelection(chosen); }));
}

void MainWindow::showSelection(ItemRef item) {
    m_selected = m_info->exists(item) ? item : ItemRef{};
    m_inspector->setItem(m_selected);
    m_inspections->inspect(m_selected);
    m_queryPanel->setSelected(m_selected);
    m_work->map()->setSelection(m_selected.isValid() ? std::vector{m_selected} : std::vector<ItemRef>{});
}

QWidget* MainWindow::currentPage() const {
    return m_pages->currentWidget();
}

void MainWindow::paintEvent(QPaintEvent* event) {
    QMainWindow::paintEvent(event);
    QPainter painter(this);
    painter.fillRect(event->rect(), theme().color(Role::Window));
    const int bottom = m_runBar->mapTo(this, QPoint(0, m_runBar->height())).y();
    painter.fillRect(QRect(0, 0, width(), bottom), theme().color(Role::Panel));
    painter.fillRect(QRect(0, bottom - 1, width(), 1), theme().color(Role::Border));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_closing)
        saveState();
    m_closing = true;
    m_sessions->cancel();
    if (!m_training->isActive()) {
        event->accept();
        Q_EMIT closed();
        return;
    }
    // The run is asked to stop and stays resumable; the window goes at once, the process when it has stopped.
    event->ignore();
    hide();
    connect(m_training, &TrainingController::ended, this, &MainWindow::closed);
    m_training->stop();
    QTimer::singleShot(kLongestGoodbye, this, &MainWindow::closed);
}

} // namespace crossview::ui
