#pragma once

#include "bridge/best_network.h"
#include "bridge/encoder_controller.h"
#include "bridge/query_controller.h"
#include "bridge/session_controller.h"
#include "bridge/training_controller.h"
#include "dataset/importers/importer.h"
#include "training/devices.h"

#include <QMainWindow>
#include <QUndoStack>

class QMenu;
class QStackedWidget;

namespace crossview::ui {

class BuildPage;
class DatasetInfo;
class ExperimentPanel;
class InspectionController;
class InspectorPanel;
class MessageBar;
class PanelDock;
class ProjectionController;
class QueryPanel;
class RunBar;
class ThumbnailStore;
class WelcomePage;
class WorkPage;

/// What app/ hands in: everything that needs the learning library or the picture book.
struct Services {
    TrainFunction train;
    OpenFunction open;
    BestFunction best; ///< may be empty: then the newest epoch answers
    std::function<BuiltProject(const ImportOptions&, const std::filesystem::path& projectFolder,
                               const std::stop_token&, const ProgressSink&)>
        import;
    BuildFunction pictureBook; ///< builds it, or finds it built
    EncoderFunctions encoders; ///< may be empty: then nothing is said about pretrained encoders
    std::vector<ComputeDevice> devices;
    QString projectsFolder; ///< where new projects are made
};

/// The window: toolbar, experiment panel, map with timeline and charts, query box, inspector. It only
/// connects them; what takes time happens in the controllers.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Services services, QWidget* parent = nullptr);
    ~MainWindow() override;

    // main_window_project.cpp
    void openProject(const QString& folder);
    void openPictureBook();
    void importCaptions(const ImportOptions& options, const QString& folder);
    /// Opens the project of the last time; false when there is none any more.
    bool openLastProject();
    // main_window_run.cpp
    void runOrPause();
    void usePreset(const QString& name);
    // main_window.cpp
    /// Makes an item the selection everywhere; an invalid one clears it.
    void select(ItemRef item);
    ItemRef selected() const { return m_selected; }

    RunBar* runBar() const { return m_runBar; }
    ExperimentPanel* experiment() const { return m_experiment; }
    WorkPage* work() const { return m_work; }
    QueryPanel* queryPanel() const { return m_queryPanel; }
    InspectorPanel* inspector() const { return m_inspector; }
    MessageBar* messages() const { return m_messages; }
    BuildPage* buildPage() const { return m_buildPage; }
    WelcomePage* welcomePage() const { return m_welcome; }
    TrainingController* training() const { return m_training; }
    EncoderController* encoders() const { return m_encoders; }
    QWidget* currentPage() const;
    QUndoStack* undoStack() { return &m_undo; }

Q_SIGNALS:
    /// The project stands in the window.
    void projectOpened();
    /// It could not be opened or built; the message bar says so too.
    void openingFailed(const QString& message);
    /// Everything has ended; the application may quit.
    void closed();

protected:
    void closeEvent(QCloseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    // main_window.cpp: construction
    void buildWidgets();
    void connectPanels();
    void showSelection(ItemRef item);
    // main_window_actions.cpp
    void buildActions();
    QAction* addShortcut(const QString& text, const QList<QKeySequence>& keys, std::function<void()> act);
    void fillRecent(QMenu* menu);
    void showShortcuts();
    void escape();
    void saveState();
    void restoreState();
    // main_window_project.cpp
    void connectSessions();
    void showOpened(const OpenedProject& project);
    void beginBusy(const QString& title);
    void endBusy();
    void chooseProject();
    void chooseImport();
    void remember(const QString& folder);
    void updateFacts();
    // main_window_encoders.cpp
    void connectEncoders();
    bool encodersAreHere();
    void chooseEncoderFolder(const std::string& encoder);
    // main_window_run.cpp
    void connectTraining();
    void startRun(bool paused, bool anew);
    void launch(std::optional<std::string> resume, bool paused);
    void takeSnapshot(std::shared_ptr<const Snapshot> snapshot, bool reopened = false);
    void answerWith(const std::shared_ptr<const Snapshot>& snapshot);
    void onSteps(const std::vector<StepMetrics>& steps);
    void onEpoch(const EpochMetrics& epoch);
    void onTrainingEnded(const TrainingOutcome& outcome);
    void applyOptions(const RunOptions& options);
    void pushOptions(const RunOptions& options, const QString& key);
    bool canResume() const;
    void updateState();
    void updateProgress(int step, int epoch);

    Services m_services;
    std::unique_ptr<DatasetInfo> m_info;
    std::shared_ptr<const Session> m_session;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::optional<RunRecord> m_run;
    std::optional<RunOptions> m_runOptions;  ///< of m_run
    std::optional<bool> m_startAfterOpening; ///< start the run (paused?) once the data is ready
    ItemRef m_selected;
    QUndoStack m_undo;
    QString m_folder;
    int m_stepsPerEpoch = 0;
    int m_epochsDone = 0;
    double m_epochSeconds = 0;
    bool m_closing = false;

    RunBar* m_runBar = nullptr;
    QMenu* m_projectMenu = nullptr;
    ExperimentPanel* m_experiment = nullptr;
    QStackedWidget* m_pages = nullptr;
    WelcomePage* m_welcome = nullptr;
    BuildPage* m_buildPage = nullptr;
    WorkPage* m_work = nullptr;
    QueryPanel* m_queryPanel = nullptr;
    InspectorPanel* m_inspector = nullptr;
    MessageBar* m_messages = nullptr;
    std::vector<PanelDock*> m_docks;
    ThumbnailStore* m_thumbnails = nullptr;
    ProjectionController* m_projections = nullptr;
    QueryController* m_queries = nullptr;
    InspectionController* m_inspections = nullptr;
    BestNetwork* m_best = nullptr;
    SessionController* m_sessions = nullptr;
    TrainingController* m_training = nullptr;
    EncoderController* m_encoders = nullptr;
};

} // namespace crossview::ui
