// The window with the real trainer on a tiny data set: import, train, query; the answer is read off the
// widgets.
#include "common/error.h"
#include "dataset/importers/importer.h"
#include "experiment/experiment_panel.h"
#include "files/npy.h"
#include "inspector/inspector_panel.h"
#include "map/map_controls.h"
#include "project/data_edits.h"
#include "project/train_in_project.h"
#include "query/query_panel.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "window/run_bar.h"
#include "window/work_page.h"

#include <QFile>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace crossview::ui::test {
namespace {

struct Colour {
    const char* name;
    QColor value;
};
const std::array kColours{Colour{"red", QColor(210, 20, 20)}, Colour{"blue", QColor(20, 40, 210)},
                          Colour{"green", QColor(20, 150, 40)}, Colour{"yellow", QColor(240, 220, 20)}};
const std::array kShapes{"circle", "square", "triangle"};
constexpr int kOfEach = 6;

void drawShape(QImage& picture, int shape, const QColor& colour, int number) {
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour.lighter(95 + 2 * number));
    const QRectF box(14 + 2 * number, 16, 66 - number, 64);
    if (shape == 0)
        painter.drawEllipse(box);
    else if (shape == 1)
        painter.drawRect(box);
    else
        painter.drawPolygon(
            QPolygonF({box.bottomLeft(), box.bottomRight(), QPointF(box.center().x(), box.top())}));
}

} // namespace

class EndToEndTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    Services services() const {
        Services made;
        made.train = [](const std::shared_ptr<const Session>& session, const RunOptions& options,
                        const std::optional<std::string>& resumeRun, TrainingCommands& commands,
                        const TrainingListener& listener, const std::stop_token& stop) {
            return trainInProject(*session, options, {resumeRun, {}}, commands, listener, stop);
        };
        made.open = [](const std::filesystem::path& folder, const OpenRequest& request,
                       const std::stop_token& stop, const ProgressSink& progress) {
            if (request.options || !request.run.empty())
                return openProject(folder, request, stop, progress);
            RunOptions options = preset("picture-book");
            options.split.method = SplitMethod::random;
            options.features.image.patchWords = 20;
            options.features.text.minimumCount = 1;
            options.network.hiddenUnits = 64;
            options.network.jointDimensions = 32;
            options.network.dropout = 0;
            options.batch.images = 24;
            options.optimiser.learningRate = 3e-3;
            options.optimiser.epochs = 12;
            OpenedProject opened;
            opened.session = openSession(folder, options, stop, progress);
            return opened;
        };
        made.import = [](const ImportOptions& options, const std::filesystem::path& folder,
                         const std::stop_token& stop, const ProgressSink& progress) {
            Project::create(folder, importDataset(options, stop, progress).dataset);
            return BuiltProject{folder, {}, {}};
        };
        made.devices = {{"cpu", "CPU"}};
        return made;
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("end-to-end-%1").arg(QCoreApplication::applicationPid()));
        QFile captions(m_folder.filePath(QStringLiteral("captions.tsv")));
        QVERIFY(captions.open(QIODevice::WriteOnly));
        captions.write("image\tcaption\n");
        for (const Colour& colour : kColours)
            for (std::size_t shape = 0; shape < kShapes.size(); ++shape)
                for (int number = 0; number < kOfEach; ++number) {
                    QImage picture(96, 96, QImage::Format_RGB32);
                    picture.fill(Qt::white);
                    drawShape(picture, static_cast<int>(shape), colour.value, number);
                    const QString name =
                        QStringLiteral("%1-%2-%3.png")
                            .arg(QString::fromLatin1(colour.name), QString::fromLatin1(kShapes[shape]))
                            .arg(number);
                    QVERIFY(picture.save(m_folder.filePath(name)));
                    const QString what = QString::fromLatin1(colour.name) + QLatin1Char(' ') +
                                         QString::fromLatin1(kShapes[shape]);
                    captions.write(
                        QStringLiteral("%1\ta %2\n%1\t%2 on white paper\n").arg(name, what).toUtf8());
                }
    }

    void cleanupTestCase() {
        QSettings settings;
        settings.clear();
        QFile::remove(settings.fileName());
    }

    void importsTrainsAndAnswers() {
        MainWindow window(services());
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        ImportOptions import;
        import.captions = m_folder.filePath(QStringLiteral("captions.tsv")).toStdString();
        window.controllers().projects.importCaptions(import,
                                                     m_folder.filePath(QStringLiteral("shapes.crossview")));
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty() || window.messages()->isVisible(), 120000);
        QVERIFY2(!opened.isEmpty(), qPrintable(window.messages()->message()));

        std::vector<double> totals;
        connect(window.training(), &TrainingController::stepsArrived, this,
                [&](const std::vector<StepMetrics>& steps) {
                    for (const StepMetrics& step : steps)
                        totals.push_back(step.total);
                });
        std::optional<TrainingOutcome> outcome;
        connect(window.training(), &TrainingController::ended, this,
                [&](const TrainingOutcome& end) { outcome = end; });
        QTest::mouseClick(window.runBar()->run(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), 120000);
        QVERIFY2(outcome->end == TrainingOutcome::End::finished, outcome->message.c_str());
        QVERIFY(totals.size() >= 12);
        QVERIFY2(totals.back() < 0.8 * totals.front(),
                 qPrintable(QStringLiteral("%1 → %2").arg(totals.front()).arg(totals.back())));
        QTRY_VERIFY(window.work()->map()->statusText().contains(QStringLiteral("epoch 12")));

        window.queryPanel()->askText(QStringLiteral("a red circle"));
        QTRY_COMPARE_WITH_TIMEOUT(window.queryPanel()->results()->results().size(), std::size_t{12}, 10000);
        const auto cards = window.queryPanel()->results()->results();
        int red = 0;
        int truePairs = 0;
        for (std::size_t i = 0; i < 6; ++i) {
            const auto* card = qobject_cast<ResultCard*>(cards[i]);
            red += card->text().contains(QStringLiteral("red")) ? 1 : 0;
            truePairs += card->isTruePair() ? 1 : 0;
        }
        QVERIFY2(red >= 5, qPrintable(QString::number(red)));
        QVERIFY2(truePairs >= 3, qPrintable(QString::number(truePairs)));

        QTest::mouseClick(cards[0], Qt::LeftButton);
        QTRY_VERIFY(!window.inspector()->partnerRows().empty() &&
                    window.inspector()->partnerRows().front()->rank() > 0);
        QVERIFY(window.inspector()->partnerRows().front()->rank() <= 4);

        // The other way, with the feature chain of pictures.
        window.queryPanel()->askPicture(m_folder.filePath(QStringLiteral("green-square-2.png")));
        QTRY_VERIFY(!window.queryPanel()->results()->results().empty() &&
                    qobject_cast<TextRow*>(window.queryPanel()->results()->results().front()));
        QVERIFY(window.queryPanel()->results()->results().front()->text().contains(QStringLiteral("green")));
        window.close();
    }

    void anEditIsLearnedByTheNextRun() {
        const std::filesystem::path folder =
            m_folder.filePath(QStringLiteral("shapes.crossview")).toStdString();
        MainWindow window(services());
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(QString::fromStdString(folder.string()));
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), 60000);
        const auto imported = Project::open(folder).loadDataset();
        const ItemRef image{View::image, 0};
        const ItemRef caption{View::sentence, imported->relation().sentencesOf(0).front()};
        window.controllers().editor.make({{DataEdit::Kind::reword, {image, caption}, "a curious blot"},
                                          {DataEdit::Kind::leaveOut, {{View::image, 1}}, {}}});
        QTRY_COMPARE(readEdits(folder, *imported).edits.size(), std::size_t{2});
        int epochs = 0;
        connect(window.training(), &TrainingController::epochFinished, this,
                [&](const EpochMetrics& metrics) {
                    epochs = metrics.epoch;
                    if (epochs == 2)
                        window.training()->stop();
                });
        window.controllers().run.runOrPause(); // features are made anew first
        QTRY_VERIFY_WITH_TIMEOUT(epochs >= 2 && !window.training()->isActive(), 60000);
        const std::shared_ptr<const Session> session = window.controllers().workspace.session();
        QCOMPARE(session->input.dataset->relation().sentencesOf(1).size(), std::size_t{0});
        QVERIFY(!session->input.features->takesPart({View::image, 1}));
        QCOMPARE(session->input.dataset->sentences().back().text, std::string("a curious blot"));
        const auto run = Project::open(folder).latestRun();
        QVERIFY(run.has_value());
        QCOMPARE(runOptionsFromJson(run->optionsJson).edits, window.controllers().workspace.edits());
        QVERIFY(window.controllers().editor.summary().contains(QStringLiteral("has learned from them")));
        // The new caption is found by its picture.
        window.queryPanel()->askText(QStringLiteral("a curious blot"));
        QTRY_VERIFY_WITH_TIMEOUT(!window.queryPanel()->results()->results().empty(), 10000);
        // What another process has edited since is not overwritten.
        const std::vector<DataEdit> mine = window.controllers().workspace.edits();
        writeEdits(folder, *imported, {});
        window.controllers().editor.takeBack(0);
        QTRY_VERIFY(window.messages()->message().contains(QStringLiteral("changed elsewhere")));
        QVERIFY(readEdits(folder, *imported).edits.empty());
        writeEdits(folder, *imported, mine);
        // Taken back, the next run is one of the data as they were imported.
        window.controllers().editor.takeAllBack();
        QVERIFY(window.controllers().workspace.needsOtherData());
        QTRY_VERIFY(readEdits(folder, *imported).edits.empty());
    }

    void aMapMadeElsewhereIsShown() {
        const std::filesystem::path folder =
            m_folder.filePath(QStringLiteral("shapes.crossview")).toStdString();
        const std::string run = Project::open(folder).latestRun()->id;
        MainWindow window(services());
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(QString::fromStdString(folder.string()));
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), 60000);
        window.controllers().sessions.openRun(run);
        QTRY_VERIFY_WITH_TIMEOUT(opened.size() == 2 && window.controllers().workspace.snapshot(), 60000);
        const auto toolBar = window.work()->map()->findChild<MapToolBar*>();
        QVERIFY(toolBar->methodEntry(QStringLiteral("brought")) == nullptr);
        const std::size_t images = window.controllers().workspace.session()->input.dataset->images().size();
        Matrix positions(images, 2);
        for (std::size_t i = 0; i < images; ++i)
            positions(i, 0) = float(i);
        const QString file = m_folder.filePath(QStringLiteral("line.npy"));
        writeNpy(file.toStdString(), positions.view());
        window.controllers().bringer.bring(file);
        QTRY_VERIFY(window.work()->map()->statusText().contains(QStringLiteral("Own")));
        QVERIFY(toolBar->methodEntry(QStringLiteral("brought"))->isVisible());
        QTRY_VERIFY(!window.controllers().projections.isBusy());
        const auto& shown = window.controllers().projections.epochs().rbegin()->second;
        QVERIFY(shown->images(1, 0) > shown->images(0, 0) && shown->images(0, 1) == 0);
        // It is one of this project alone.
        window.controllers().bringer.bring(m_folder.filePath(QStringLiteral("captions.tsv")));
        QTRY_VERIFY(window.messages()->message().contains(QStringLiteral("captions.tsv")));
        QVERIFY(window.work()->map()->statusText().contains(QStringLiteral("Own")));
    }

    void stopsAndResumes() {
        MainWindow window(services());
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(m_folder.filePath(QStringLiteral("shapes.crossview")));
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), 60000);
        int epochs = 0;
        connect(window.training(), &TrainingController::epochFinished, this,
                [&](const EpochMetrics& metrics) {
                    epochs = metrics.epoch;
                    if (epochs == 3)
                        window.training()->stop();
                });
        window.controllers().run.runOrPause();
        QTRY_VERIFY_WITH_TIMEOUT(epochs >= 3 && !window.training()->isActive(), 60000);
        QCOMPARE(window.runBar()->run()->text(), QStringLiteral("Resume"));
        const int before = epochs;
        window.controllers().run.runOrPause();
        QTRY_VERIFY_WITH_TIMEOUT(epochs > before, 60000);
        window.training()->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!window.training()->isActive(), 5000);
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::EndToEndTest)
#include "test_end_to_end.moc"
