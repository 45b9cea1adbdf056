#pragma once

#include "bridge/controllers.h"

#include <QMainWindow>

#include <memory>

namespace crossview::ui {

class AblationPage;
class BuildPage;
class Centre;
class CheckPage;
class ColumnsPanel;
class EvaluationPage;
class ExperimentPanel;
class FailuresPanel;
class InspectorPanel;
class EmbeddingView;
class MapExport;
class MessageBar;
class QueryPanel;
class RunBar;
class RunsPage;
class SelectionPanel;
class TripletsPanel;
class ViewMenu;
class WelcomePage;
class WindowState;
class WorkPage;

/// The window: it places the row at the top, docks and pages. What they show and do, each does by itself with
/// the workspace and its controllers.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Services services, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Adds a panel as a dock: it stands in the View menu, and its place is kept under `name`.
    void addDock(const QString& title, const QString& name, QWidget* panel, Qt::DockWidgetArea area);
    /// Adds a page of the project to the centre: with several there are tabs and entries in the View menu;
    /// which one is shown is kept under `name`, and its named splitters too.
    void addPage(const QString& title, const QString& name, QWidget* page);

    Controllers& controllers() { return *m_controllers; }
    Workspace& workspace() { return m_controllers->workspace; }
    TrainingController* training() { return &m_controllers->training; }

    RunBar* runBar() const { return m_runBar; }
    ExperimentPanel* experiment() const { return m_experiment; }
    WorkPage* work() const { return m_work; }
    QueryPanel* queryPanel() const { return m_queryPanel; }
    InspectorPanel* inspector() const { return m_inspector; }
    SelectionPanel* selection() const { return m_selection; }
    FailuresPanel* failures() const { return m_failures; }
    TripletsPanel* triplets() const { return m_triplets; }
    ColumnsPanel* columns() const { return m_columns; }
    RunsPage* runs() const { return m_runs; }
    EvaluationPage* evaluation() const { return m_evaluation; }
    AblationPage* ablation() const { return m_ablation; }
    CheckPage* check() const { return m_check; }
    /// Shows a page of the project.
    void showPage(QWidget* page);
    MapExport* mapExport() const { return m_mapExport; }
    EmbeddingView* map() const;
    MessageBar* messages() const;
    BuildPage* buildPage() const;
    WelcomePage* welcomePage() const;
    ViewMenu* viewMenu() const { return m_viewMenu; }
    QWidget* currentPage() const;

Q_SIGNALS:
    /// The project stands in the window.
    void projectOpened();
    /// It could not be opened or built; the message bar says so too.
    void openingFailed(const QString& message);
    /// Everything has ended; the application may quit.
    void closed();

protected:
    void childEvent(QChildEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void buildTop();
    void buildDocks();
    void raiseForSelection();
    void buildPages();
    void connectRuns();
    void showOpened();

    std::unique_ptr<Controllers> m_controllers;
    QMenu* m_projectMenu = nullptr;
    ViewMenu* m_viewMenu = nullptr;
    RunBar* m_runBar = nullptr;
    Centre* m_centre = nullptr;
    ExperimentPanel* m_experiment = nullptr;
    QueryPanel* m_queryPanel = nullptr;
    InspectorPanel* m_inspector = nullptr;
    SelectionPanel* m_selection = nullptr;
    FailuresPanel* m_failures = nullptr;
    TripletsPanel* m_triplets = nullptr;
    ColumnsPanel* m_columns = nullptr;
    WorkPage* m_work = nullptr;
    RunsPage* m_runs = nullptr;
    EvaluationPage* m_evaluation = nullptr;
    AblationPage* m_ablation = nullptr;
    CheckPage* m_check = nullptr;
    MapExport* m_mapExport = nullptr;
    WindowState* m_state = nullptr;
    bool m_wasPainted = false;
    bool m_closing = false;
};

} // namespace crossview::ui
