#include "ablation/ablation_page.h"
#include "checking/check_page.h"
#include "evaluation/evaluation_page.h"
#include "experiment/experiment_panel.h"
#include "experiment/option_row.h"
#include "exporting/run_export_dialog.h"
#include "importing/file_field.h"
#include "importing/import_dialog.h"
#include "inspector/inspector_panel.h"
#include "map/exaggeration_choice.h"
#include "query/query_panel.h"
#include "runs/runs_page.h"
#include "selection/selection_panel.h"
#include "triplets/triplets_panel.h"
#include "ui/window/fake_world.h"
#include "window/build_page.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "window/run_bar.h"
#include "window/view_menu.h"
#include "window/welcome_page.h"
#include "window/work_page.h"

#include <QAbstractScrollArea>
#include <QClipboard>
#include <QDialog>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QSplitter>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <atomic>

namespace crossview::ui::test {

class MainWindowTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    FakeTrainer m_trainer;
    QString m_openError;
    bool m_trained = false;
    bool m_finished = false;
    bool m_validated = true;

    Services services() {
        Services made;
        made.train = m_trainer.function(m_world);
        made.open = [this](const std::filesystem::path& folder, const OpenRequest&,
                           const std::stop_token& stop, const ProgressSink& progress) {
            if (folder == "/slow")
                for (;;) {
                    throwIfStopped(stop);
                    report(progress, {"Reading pictures", 7, 100, m_world.picture(1).toStdString()});
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                }
            if (!m_openError.isEmpty())
                throw Error(m_openError.toStdString());
            OpenedProject opened;
            opened.session = m_world.session;
            if (m_trained) {
                opened.run = RunRecord();
                opened.run->id = "fake";
                opened.run->status = m_finished ? RunStatus::finished : RunStatus::stopped;
                opened.run->bestEpoch = m_finished ? 1 : 2;
                opened.run->epochs = 2;
                opened.run->optionsJson = toJson(m_world.session->options);
                opened.snapshot = m_world.snapshot(2);
                StepMetrics step;
                step.step = 10;
                step.epoch = 2;
                step.terms = {0.1, 0.2, 0.3, 0.4};
                opened.history.steps.push_back(step);
                EpochMetrics epoch;
                epoch.epoch = 2;
                epoch.step = 10;
                if (m_finished) {
                    EpochMetrics first = epoch;
                    first.epoch = 1;
                    first.step = 5;
                    first.best = true;
                    first.validation.imageToSentence.queries = m_validated ? 10 : 0;
                    opened.history.epochs.push_back(first);
                }
                opened.history.epochs.push_back(epoch);
            }
            return opened;
        };
        made.import = [](const ImportOptions&, const std::filesystem::path& folder, const std::stop_token&,
                         const ProgressSink&) {
            return BuiltProject{
                folder, "20 images were imported; 1 entry was skipped.", {"captions.tsv:3: no caption"}};
        };
        made.best = [this](const std::filesystem::path&, const std::string&) { return m_world.snapshot(1); };
        made.devices = {{"cpu", "CPU, 2 cores"}};
        return made;
    }

    void open(MainWindow& window) {
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(m_world.folder());
        QTRY_COMPARE(opened.size(), 1);
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("main-window-%1").arg(QCoreApplication::applicationPid()));
    }

    void init() {
        QSettings().clear();
        m_trainer.mode = FakeTrainer::Mode::Publish;
        m_trainer.milliseconds = 2;
        m_trainer.starts = 0;
        m_openError.clear();
        m_trained = false;
        m_finished = false;
        m_validated = true;
    }

    void cleanupTestCase() {
        QSettings settings;
        settings.clear();
        QFile::remove(settings.fileName());
    }

    void looksForCardsOnceItStands() {
        Services made = services();
        std::atomic<int> looks = 0;
        made.findDevices = [&looks] {
            ++looks;
            return std::vector<ComputeDevice>{{"cpu", "CPU, 2 cores"}, {"cuda:0", "CUDA card 0"}};
        };
        MainWindow window(std::move(made));
        const QMenu* menu = window.runBar()->device()->menu();
        QCOMPARE(menu->actions().size(), 1);
        QCOMPARE(looks.load(), 0); // LibTorch is loaded for it
        window.show();
        QTRY_COMPARE(menu->actions().size(), 2);
        open(window);
        menu->actions().last()->trigger();
        QCOMPARE(window.workspace().options().device, "cuda:0");
        QVERIFY(window.runBar()->device()->text().startsWith(QStringLiteral("CUDA card 0")));
        window.repaint();
        QTest::qWait(100);
        QCOMPARE(looks.load(), 1);
    }

    void saysWhyItCannotLookForCards() {
        Services made = services();
        made.findDevices = []() -> std::vector<ComputeDevice> { throw Error("No LibTorch here."); };
        MainWindow window(std::move(made));
        window.show();
        QTRY_VERIFY(window.messages()->message().contains(QStringLiteral("No LibTorch here.")));
    }

    void withoutAProjectItSaysWhatBelongsHere() {
        MainWindow window(services());
        window.show();
        QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.welcomePage()));
        QVERIFY(!window.runBar()->run()->isEnabled());
        QVERIFY(!window.controllers().projects.openLast());
    }

    void trainsDrawsQueriesAndInspects() {
        MainWindow window(services());
        open(window);
        QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.work()));
        QTest::mouseClick(window.runBar()->run(), Qt::LeftButton);
        QCOMPARE(window.runBar()->run()->text(), QStringLiteral("Pause"));
        QTRY_VERIFY(!window.training()->isActive());
        QVERIFY(window.runBar()->progressText().contains(QStringLiteral("epoch 4 of 4")));
        QTRY_VERIFY2(window.messages()->message().contains(QStringLiteral("finished after 4 epochs")),
                     qPrintable(window.messages()->message()));
        window.work()->losses()->refreshNow();
        QVERIFY(window.work()->losses()->curves().front()->count() > 1);
        QTRY_VERIFY(window.work()->map()->statusText().contains(QStringLiteral("epoch 4")));
        QCOMPARE(window.work()->timeline()->epoch(), 4);

        // Typing is answered 150 ms after it stops; the answer is read off the cards.
        QTest::keyClicks(window.queryPanel()->field(), QStringLiteral("a red flower"));
        QVERIFY(window.queryPanel()->results()->results().empty());
        QTRY_COMPARE(window.queryPanel()->results()->results().size(), std::size_t{12});
        const auto cards = window.queryPanel()->results()->results();
        for (std::size_t i = 0; i < kPicturesPerConcept; ++i) {
            const auto* card = qobject_cast<ResultCard*>(cards[i]);
            QVERIFY(card->text().startsWith(QStringLiteral("red flower")));
            QVERIFY(card->isTruePair());
            QVERIFY(i == 0 || card->distance() >= qobject_cast<ResultCard*>(cards[i - 1])->distance());
        }
        QVERIFY(!qobject_cast<ResultCard*>(cards[kPicturesPerConcept])->isTruePair());
        const QString status = window.queryPanel()->statusText();
        QVERIFY2(status.startsWith(QStringLiteral("12 of 20 pictures in ")) &&
                     status.contains(QStringLiteral("epoch 4")),
                 qPrintable(status));

        // A click on a card selects the picture everywhere.
        const ItemRef chosen = cards[1]->item();
        QTest::mouseClick(cards[1], Qt::LeftButton);
        QCOMPARE(window.workspace().selected(), chosen);
        QCOMPARE(window.work()->map()->selection(), std::vector{chosen});
        QCOMPARE(window.inspector()->item(), chosen);
        QTRY_COMPARE(window.inspector()->partnerRows().size(), std::size_t{2});
        QTRY_VERIFY(window.inspector()->partnerRows().front()->rank() > 0);
        QVERIFY(!window.inspector()->neighbours(View::image).empty());
        QVERIFY(!window.inspector()->neighbours(View::sentence).empty());

        // So does a partner, and undo brings the picture back.
        const ItemRef partner = window.inspector()->partnerRows().front()->item();
        QTest::mouseClick(window.inspector()->partnerRows().front(), Qt::LeftButton);
        QCOMPARE(window.workspace().selected(), partner);
        window.workspace().undoStack()->undo();
        QCOMPARE(window.workspace().selected(), chosen);
    }

    void aPictureFindsSentences() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        window.queryPanel()->askPicture(m_world.picture(6));
        QTRY_VERIFY(!window.queryPanel()->results()->results().empty());
        const auto* row = qobject_cast<TextRow*>(window.queryPanel()->results()->results().front());
        QVERIFY(row);
        QVERIFY(row->text().contains(QStringLiteral("blue boat")));
        auto* chip = window.findChild<QToolButton*>(QStringLiteral("queryChip"));
        QVERIFY(chip->isVisible() && !window.queryPanel()->field()->isVisible());
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(window.queryPanel()->field()->isVisible());
        window.queryPanel()->askPicture(QStringLiteral("/nowhere.png"));
        QVERIFY(window.messages()->message().contains(QStringLiteral("/nowhere.png")));
    }

    void unknownWordsAreHinted() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        auto* hint = window.findChild<QLabel*>(QStringLiteral("queryHint"));
        window.queryPanel()->askText(QStringLiteral("red zeppelin"));
        QTRY_VERIFY(hint->isVisible() && hint->text().contains(QStringLiteral("zeppelin")));
        window.queryPanel()->askText(QStringLiteral("xyzzy"));
        QTRY_VERIFY(hint->text().contains(QStringLiteral("None of these words")));
        QVERIFY(window.queryPanel()->results()->results().empty());
    }

    void aTrainedProjectShowsItsRunAtOnce() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        QTRY_VERIFY(window.work()->map()->statusText().contains(QStringLiteral("epoch 2")));
        QCOMPARE(window.runBar()->run()->text(), QStringLiteral("Resume"));
        QTest::mouseClick(window.runBar()->run(), Qt::LeftButton);
        QTRY_COMPARE(m_trainer.starts.load(), 1);
        QVERIFY(m_trainer.resumed);
        QTRY_VERIFY(!window.training()->isActive());
    }

    void withoutValidationNothingIsCalledTheBest() {
        m_trained = m_finished = true;
        m_validated = false;
        MainWindow window(services());
        open(window);
        window.queryPanel()->askText(QStringLiteral("a red flower"));
        QTRY_VERIFY2(window.queryPanel()->statusText().contains(QStringLiteral("epoch 1")),
                     qPrintable(window.queryPanel()->statusText()));
        // The options may explain what a best epoch is; what speaks of this run may not.
        for (const QWidget* part : std::initializer_list<QWidget*>{
                 window.queryPanel(), window.messages(), window.runBar(), window.work(), window.inspector()})
            for (const QWidget* widget : part->findChildren<QWidget*>())
                for (const QString& text : {widget->property("text").toString(), widget->toolTip(),
                                            widget->accessibleDescription()})
                    QVERIFY2(!text.contains(QStringLiteral("best"), Qt::CaseInsensitive), qPrintable(text));
        QCOMPARE(window.work()->losses()->bestEpoch(), 0);
        QCOMPARE(window.work()->recalls()->bestEpoch(), 0);
        for (const auto& curve : window.work()->recalls()->curves())
            QCOMPARE(curve->count(), 0); // no recall of 0 is drawn
        QTRY_VERIFY2(window.work()->recalls()->accessibleDescription().contains(
                         QStringLiteral("There is no validation split")),
                     qPrintable(window.work()->recalls()->accessibleDescription()));
    }

    void theBestEpochOfAFinishedRunAnswers() {
        m_trained = true;
        m_finished = true;
        MainWindow window(services());
        open(window);
        window.queryPanel()->askText(QStringLiteral("red flower"));
        QTRY_VERIFY2(window.queryPanel()->statusText().contains(QStringLiteral("epoch 1, the best")),
                     qPrintable(window.queryPanel()->statusText()));
        QTRY_VERIFY(window.work()->map()->statusText().contains(QStringLiteral("epoch 2")));
    }

    void liveOptionsReachTheRunAndCanBeUndone() {
        MainWindow window(services());
        open(window);
        m_trainer.milliseconds = 20;
        window.controllers().run.runOrPause();
        const double before = window.experiment()->options().loss.margin;
        auto* margin = qobject_cast<QDoubleSpinBox*>(window.experiment()->row("loss.margin")->editor());
        QVERIFY(margin->isEnabled());
        QVERIFY(!window.experiment()->row("network.hiddenUnits")->editor()->isEnabled());
        margin->setValue(0.44);
        QTRY_COMPARE(m_trainer.seenMargin.load(), 0.44);
        window.workspace().undoStack()->undo();
        QCOMPARE(window.experiment()->options().loss.margin, before);
        QTRY_COMPARE(m_trainer.seenMargin.load(), before);
        window.training()->stop();
        QTRY_VERIFY(!window.training()->isActive());
        QVERIFY(window.experiment()->row("network.hiddenUnits")->editor()->isEnabled());
    }

    void aFailedRunSaysWhyAndHelps() {
        m_trainer.mode = FakeTrainer::Mode::Fail;
        MainWindow window(services());
        open(window);
        window.controllers().run.runOrPause();
        QTRY_VERIFY(window.messages()->isVisible());
        QCOMPARE(window.messages()->message(),
                 QStringLiteral("The loss became NaN at step 4; lower the learning rate."));
        QCOMPARE(window.messages()->kind(), MessageBar::Kind::Error);
        QVERIFY(window.messages()->action()->isVisible());
        QCOMPARE(window.runBar()->run()->text(), QStringLiteral("Run"));
    }

    void aProjectThatCannotBeOpenedSaysWhy() {
        m_openError =
            QStringLiteral("/x/y.crossview is no project; choose a folder that ends in .crossview.");
        MainWindow window(services());
        window.show();
        window.controllers().projects.open(QStringLiteral("/x/y.crossview"));
        QTRY_COMPARE(window.messages()->message(), m_openError);
        QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.welcomePage()));
    }

    void buildingShowsProgressAndCancelsAtOnce() {
        MainWindow window(services());
        window.show();
        window.controllers().projects.open(QStringLiteral("/slow"));
        QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.buildPage()));
        QTRY_VERIFY(window.buildPage()->statusText().contains(QStringLiteral("7 of 100")));
        QElapsedTimer timer;
        timer.start();
        QTest::mouseClick(window.buildPage()->cancelButton(), Qt::LeftButton);
        QTRY_COMPARE(window.currentPage(), static_cast<QWidget*>(window.welcomePage()));
        QVERIFY(timer.elapsed() < 500);
    }

    void anImportTellsOfSkippedLines() {
        MainWindow window(services());
        window.show();
        ImportOptions options;
        options.captions = "captions.tsv";
        window.controllers().projects.importCaptions(options, QStringLiteral("/new.crossview"));
        QTRY_VERIFY(window.messages()->message().contains(QStringLiteral("1 entry was skipped")));
        QTRY_COMPARE(window.currentPage(), static_cast<QWidget*>(window.work()));
        QVERIFY(window.messages()->isVisible());
    }

    void closesDuringATrainingThatHangs() {
        m_trainer.mode = FakeTrainer::Mode::Hang;
        m_trainer.milliSecondsToStop = 400;
        MainWindow window(services());
        open(window);
        window.controllers().run.runOrPause();
        QTest::qWait(60);
        QVERIFY(window.training()->isActive());
        QSignalSpy closed(&window, &MainWindow::closed);
        QElapsedTimer timer;
        timer.start();
        window.close();
        QVERIFY(!window.isVisible());
        QVERIFY(timer.elapsed() < 100);
        QTRY_VERIFY(closed.size() >= 1);
        QVERIFY(timer.elapsed() < 1000);
        QVERIFY(!window.training()->isActive());
    }

    void comesBackAsItWasLeft() {
        m_trained = true;
        {
            MainWindow window(services());
            open(window);
            window.resize(1100, 700);
            window.findChild<QDockWidget*>(QStringLiteral("inspectorDock"))->close();
            window.workspace().select({View::sentence, 2});
            window.close();
        }
        MainWindow window(services());
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        QVERIFY(window.controllers().projects.openLast());
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(window.size(), QSize(1100, 700));
        QVERIFY(!window.findChild<QDockWidget*>(QStringLiteral("inspectorDock"))->isVisible());
        QCOMPARE(window.workspace().selected(), (ItemRef{View::sentence, 2}));
    }

    void aDockIsOneLine() {
        const auto add = [](MainWindow& window) {
            auto* panel = new QLabel(QStringLiteral("lessons"));
            window.addDock(QStringLiteral("Lessons"), QStringLiteral("lessonsDock"), panel,
                           Qt::LeftDockWidgetArea);
            return window.findChild<QDockWidget*>(QStringLiteral("lessonsDock"));
        };
        {
            MainWindow window(services());
            QDockWidget* dock = add(window);
            window.show();
            QCOMPARE(window.dockWidgetArea(dock), Qt::LeftDockWidgetArea);
            QAction* action = nullptr;
            for (QAction* entry : window.viewMenu()->actions())
                if (entry->text() == QStringLiteral("Lessons"))
                    action = entry;
            QVERIFY(action && action->isChecked());
            action->trigger();
            QVERIFY(!dock->isVisible());
            window.addDockWidget(Qt::RightDockWidgetArea, dock);
            window.close();
        }
        MainWindow window(services());
        QDockWidget* dock = add(window); // after the state was restored, and still where it was left
        window.show();
        QCOMPARE(window.dockWidgetArea(dock), Qt::RightDockWidgetArea);
        QVERIFY(!dock->isVisible());
    }

    void aRunIsExportedByItsShortcut() {
        Services with = services();
        with.exports.kinds = {{ExportKind::csv, "csv", "embeddings as images.csv and sentences.csv"}};
        with.exports.runs = [](const std::filesystem::path&) { return std::vector<RunRecord>(); };
        with.exports.write = [](const std::filesystem::path&, const std::string&, ExportKind,
                                const std::filesystem::path&, ExistingFiles, const std::stop_token&,
                                const ProgressSink&) { return ExportSummary(); };
        MainWindow window(std::move(with));
        open(window);
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        auto* dialog = window.findChild<RunExportDialog*>();
        QVERIFY(dialog != nullptr && dialog->isVisible());
    }

    void aPageIsOneLineAndTabsLeadToEach() {
        const auto add = [](MainWindow& window) {
            auto* page = new QSplitter;
            auto* rows = new QSplitter(page);
            rows->setObjectName(QStringLiteral("rows"));
            rows->addWidget(new QLabel(QStringLiteral("left")));
            rows->addWidget(new QLabel(QStringLiteral("right")));
            window.addPage(QStringLiteral("More"), QStringLiteral("more"), page);
            return rows;
        };
        const auto entry = [](const MainWindow& window, const QString& text) {
            for (QAction* action : window.viewMenu()->actions())
                if (action->text() == text)
                    return action;
            return static_cast<QAction*>(nullptr);
        };
        QList<int> sizes;
        {
            MainWindow window(services());
            open(window);
            auto* tabs = window.centralWidget()->findChild<QTabBar*>();
            QVERIFY(tabs->isVisible());
            QCOMPARE(tabs->count(), 5); // map, runs, evaluation, ablation, check
            QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.work()));
            QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
            QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.runs()));
            QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
            QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.evaluation()));
            QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
            QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.ablation()));
            QTest::keyClick(&window, Qt::Key_5, Qt::ControlModifier);
            QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.check()));
            QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
            QSplitter* rows = add(window);
            QCOMPARE(tabs->count(), 6);
            QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.work()));
            entry(window, QStringLiteral("More"))->trigger();
            QCOMPARE(window.currentPage(), rows->parentWidget());
            entry(window, QStringLiteral("Map"))->trigger();
            QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.work()));
            tabs->setCurrentIndex(5);
            QCOMPARE(window.currentPage(), rows->parentWidget());
            // While something long goes on, no tab leads away from it.
            window.controllers().projects.open(QStringLiteral("/slow"));
            QVERIFY(!tabs->isVisible());
            QTest::mouseClick(window.buildPage()->cancelButton(), Qt::LeftButton);
            QTRY_COMPARE(window.currentPage(), rows->parentWidget());
            QVERIFY(tabs->isVisible());
            rows->setSizes({100, 300});
            sizes = rows->sizes();
            window.close();
        }
        MainWindow window(services());
        QSplitter* rows = add(window);
        open(window);
        QCOMPARE(window.currentPage(), rows->parentWidget());
        QCOMPARE(rows->sizes(), sizes);
    }

    void aLassoCanBeTakenBackAndOthersFollow() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        window.workspace().select({View::image, 1});
        const std::vector<ItemRef> lasso{{View::image, 3}, {View::image, 4}};
        Q_EMIT window.work()->map()->selectionChanged(lasso);
        QCOMPARE(window.workspace().selection(), lasso);
        QCOMPARE(window.work()->map()->selection(), lasso);
        QCOMPARE(window.inspector()->item(), lasso.back());
        window.workspace().undoStack()->undo();
        QCOMPARE(window.work()->map()->selection(), (std::vector<ItemRef>{{View::image, 1}}));
        QCOMPARE(window.inspector()->item(), (ItemRef{View::image, 1}));
    }

    void theInspectorAsksTheQueryBoxAndOtherDataForgetIt() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        Q_EMIT window.inspector()->searchRequested({View::image, 6});
        QCOMPARE(window.queryPanel()->query(), Query::ofItem({View::image, 6}));
        QVERIFY(window.findChild<QToolButton*>(QStringLiteral("queryChip"))->isVisible());
        QTRY_VERIFY(!window.queryPanel()->results()->results().empty());
        OpenedProject other = m_world.opened();
        auto session = std::make_shared<Session>(*m_world.session);
        session->folder = "/elsewhere.crossview";
        other.session = session;
        window.workspace().adopt(other);
        QCOMPARE(window.queryPanel()->query().kind, Query::Kind::None);
        QVERIFY(window.queryPanel()->field()->isVisible());
        QVERIFY(window.queryPanel()->results()->results().empty());
    }

    void spaceRunsAndPausesAndWritesBlanksIntoTheField() {
        MainWindow window(services());
        open(window);
        window.activateWindow();
        m_trainer.milliseconds = 20;
        window.work()->map()->setFocus();
        QTest::keyClick(&window, Qt::Key_F5);
        QTRY_COMPARE(window.training()->state(), TrainingController::State::Running);
        QTest::keyClick(&window, Qt::Key_F5);
        QTRY_COMPARE(window.training()->state(), TrainingController::State::Paused);
        window.queryPanel()->focusField();
        QTest::keyClicks(window.queryPanel()->field(), QStringLiteral("a b"));
        QCOMPARE(window.queryPanel()->field()->text(), QStringLiteral("a b"));
        QCOMPARE(window.training()->state(), TrainingController::State::Paused);
        window.training()->stop();
        QTRY_VERIFY(!window.training()->isActive());
    }

    void ofInspectorAndSelectionThatOneComesUpThatHasSomethingToSay() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        const auto isUp = [](QWidget* panel) { return !panel->visibleRegion().isEmpty(); };
        window.workspace().select({View::image, 3});
        QTRY_VERIFY(isUp(window.inspector()) && !isUp(window.selection()));
        window.workspace().selectMany({{View::image, 3}, {View::sentence, 2}});
        QTRY_VERIFY(isUp(window.selection()) && !isUp(window.inspector()));
        QCOMPARE(window.selection()->images()->count(), 1);
        window.workspace().undoStack()->undo();
        QTRY_VERIFY(isUp(window.inspector()));
        // Who looks at triplets goes on looking at them.
        window.findChild<QDockWidget*>(QStringLiteral("tripletsDock"))->raise();
        QTRY_VERIFY(isUp(window.triplets()) && !isUp(window.inspector()));
        window.workspace().selectMany({{View::image, 3}, {View::sentence, 2}});
        QTest::qWait(50);
        QVERIFY(isUp(window.triplets()) && !isUp(window.selection()));
    }

    void namesAndColoursComeToTheMapOfAReopenedRun() {
        m_trained = true;
        QSettings().setValue(QStringLiteral("mapColour"), QStringLiteral("split"));
        MainWindow window(services());
        open(window);
        QTRY_VERIFY_WITH_TIMEOUT(window.controllers().clusters.newest() != nullptr, 60000);
        auto* legend = window.work()->map()->findChild<MapLegend*>();
        QTRY_COMPARE(legend->classEntries().size(), std::size_t(5));
        QVERIFY(legend->classEntries()[2]->accessibleName().startsWith(QStringLiteral("test, ")));
        Q_EMIT window.work()->map()->colouringChosen(QStringLiteral("view"));
        QTRY_VERIFY(legend->classEntries().empty());
        QCOMPARE(QSettings().value(QStringLiteral("mapColour")).toString(), QStringLiteral("view"));
    }

    void filtersAndColoursCanBeTakenBackLikeTheSelection() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        EmbeddingView* map = window.work()->map();
        QTRY_VERIFY(map->projection() != nullptr && !window.controllers().projections.isBusy());
        auto* legend = map->findChild<MapLegend*>();
        auto* tools = map->findChild<MapToolBar*>();
        const auto colourBy = [&](const QString& key) {
            for (QAction* action : tools->colourMenu()->actions())
                if (action->data().toString() == key)
                    action->trigger();
        };
        ColourController& colours = window.controllers().colours;
        const int before = window.workspace().undoStack()->count();
        colourBy(QStringLiteral("split"));
        QTRY_COMPARE(legend->classEntries().size() > 1, true);
        QTest::mouseClick(legend->classEntries()[1], Qt::LeftButton, Qt::ControlModifier); // hides it
        QTRY_COMPARE(window.workspace().undoStack()->count(), before + 2);
        QVERIFY(!map->filter().hiddenClasses.empty());
        Q_EMIT legend->entry(View::sentence)->isolated(); // the sentences alone
        QTRY_COMPARE(window.workspace().undoStack()->count(), before + 3);
        QVERIFY(!map->filter().images);
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(map->filter().images && map->filter().sentences);
        QVERIFY(!map->filter().hiddenClasses.empty());
        window.workspace().undoStack()->undo();
        QVERIFY(map->filter().hiddenClasses.empty());
        QVERIFY(legend->classEntries()[1]->isChecked());
        window.workspace().undoStack()->undo();
        QCOMPARE(colours.chosen(), QStringLiteral("view"));
        QTRY_VERIFY(legend->classEntries().empty());
        for (int i = 0; i < 3; ++i)
            window.workspace().undoStack()->redo();
        QCOMPARE(colours.chosen(), QStringLiteral("split"));
        QVERIFY(!map->filter().images);
        QCOMPARE(window.workspace().undoStack()->count(), before + 3); // going back and on is no change
    }

    void theMapIsCopiedAsAPicture() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        QTRY_VERIFY(window.work()->map()->projection() != nullptr);
        QGuiApplication::clipboard()->clear();
        const QSize shown = window.work()->map()->size(); // a message that comes takes some of it
        QTest::keyClick(&window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(!QGuiApplication::clipboard()->image().isNull());
        const QImage image = QGuiApplication::clipboard()->image();
        QCOMPARE(image.size(), shown * window.devicePixelRatioF());
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
        auto* dialog = window.findChild<QDialog*>(QStringLiteral("exportMap"));
        QVERIFY(dialog != nullptr && dialog->isVisible());
        dialog->reject();
    }

    void exaggerationIsRememberedAndTheMapGoesOnWithIt() {
        m_trained = true;
        {
            MainWindow window(services());
            open(window);
            ProjectionController& projections = window.controllers().projections;
            QTRY_VERIFY(window.work()->map()->projection() != nullptr && !projections.isBusy());
            QSignalSpy projected(&projections, &ProjectionController::projected);
            QTest::keyClick(window.work()->map(), Qt::Key_X);
            auto* choice = window.work()->map()->findChild<MapToolBar*>()->exaggerationChoice();
            QVERIFY(choice->isVisible());
            for (int i = 0; i < 6; ++i)
                QTest::keyClick(choice->slider(), Qt::Key_Right);
            QCOMPARE(choice->value(), 4.0);
            QVERIFY(choice->text().contains(QStringLiteral("UMAP")));
            choice->close();
            QTRY_COMPARE(projected.size(), 1); // once for all keys
            QTRY_VERIFY(!projections.isBusy());
            const std::string madeBy = window.work()->map()->projection()->madeBy;
            QVERIFY2(madeBy.find("\"exaggeration\": 4") != std::string::npos, madeBy.c_str());
            QVERIFY(window.work()->map()->statusText().contains(QStringLiteral("exaggeration 4")));
        }
        const MainWindow again(services());
        QCOMPARE(again.work()->map()->findChild<MapToolBar*>()->exaggerationChoice()->value(), 4.0);
    }

    void whatIsDroppedIsOpenedAskedWithOrLookedAt() {
        const QTemporaryDir folder;
        const auto path = [&folder](const char* name) { return folder.filePath(QString::fromLatin1(name)); };
        const auto write = [&path](const char* name, const QByteArray& bytes) {
            QFile file(path(name));
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("no temporary file");
        };
        QImage(8, 8, QImage::Format_RGB32).save(path("a.png"));
        write("captions.tsv", "a.png\tA dog\n");
        const auto drop = [](MainWindow& window, const QString& file) {
            QMimeData mime;
            mime.setUrls({QUrl::fromLocalFile(file)});
            QDragEnterEvent enters(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&window, &enters);
            QVERIFY(enters.isAccepted());
            QDropEvent drops(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&window, &drops);
        };
        m_trained = true;
        MainWindow window(services());
        open(window);
        drop(window, path("a.png"));
        QCOMPARE(window.queryPanel()->query().kind, Query::Kind::PictureFile);
        drop(window, path("captions.tsv"));
        auto* dialog = window.findChild<ImportDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->captions()->path(), path("captions.tsv"));
        dialog->reject();
        // A folder that is a project.
        Project::create(path("P.crossview").toStdString(), *m_world.session->input.dataset);
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        drop(window, path("P.crossview"));
        QTRY_COMPARE(opened.size(), 1);
    }

    void everythingThatTakesTheFocusHasAName() {
        m_trained = true;
        MainWindow window(services());
        open(window);
        window.workspace().select({View::image, 3});
        window.queryPanel()->askText(QStringLiteral("red flower"));
        QTRY_VERIFY(!window.queryPanel()->results()->results().empty());
        for (QWidget* widget : window.findChildren<QWidget*>()) {
            const auto* area = qobject_cast<QAbstractScrollArea*>(widget->parentWidget());
            if ((area && area->viewport() == widget) || !widget->isVisible() ||
                !(widget->focusPolicy() & Qt::TabFocus) ||
                widget->objectName().startsWith(QStringLiteral("qt_")))
                continue;
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()) ||
                               !widget->toolTip().isEmpty();
            QString path;
            for (const QWidget* above = widget; above; above = above->parentWidget())
                path += QString::fromLatin1(above->metaObject()->className()) + QLatin1Char(' ');
            QVERIFY2(named, qPrintable(path));
        }
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::MainWindowTest)
#include "test_main_window.moc"
