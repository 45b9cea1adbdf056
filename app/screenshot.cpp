#include "screenshot.h"

#include "bridge/gui_watchdog.h"
#include "common/visible_text.h"
#include "encoders/user/trusted_networks.h"
#include "map/export/map_export.h"
#include "query/query_panel.h"
#include "query/result_view.h"
#include "window/main_window.h"
#include "window/work_page.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>

namespace crossview::ui {
namespace {

constexpr int kSettleMilliseconds = 1500; // thumbnails, projection and fades

} // namespace

Screenshot::Screenshot(MainWindow* window, ScreenshotRequest request)
    : QObject(window), m_window(window), m_request(std::move(request)) {
    connect(window, &MainWindow::projectOpened, this, &Screenshot::begin);
    connect(window, &MainWindow::openingFailed, this, [](const QString& message) {
        writeVisibleLine(stderr, "crossview: " + message.toStdString());
        QCoreApplication::exit(1);
    });
    // Nobody is there to be asked.
    connect(
        &window->controllers().consent, &NetworkConsent::asked, this, [](const NetworkQuestion& question) {
            writeVisibleLine(stderr, std::string("crossview: ") + UntrustedNetwork(question.network).what());
            QCoreApplication::exit(1);
        });
    connect(window->training(), &TrainingController::epochFinished, this,
            [this](const EpochMetrics& metrics) {
                if (metrics.epoch >= m_request.epochs)
                    ask();
            });
    connect(window->training(), &TrainingController::ended, this, &Screenshot::ask);
}

void Screenshot::begin() {
    if (m_begun)
        return;
    m_begun = true;
    if (m_request.epochs > 0)
        m_window->controllers().run.runOrPause();
    else
        ask();
}

void Screenshot::ask() {
    if (m_asked)
        return;
    m_asked = true;
    m_window->training()->pause();
    if (!m_request.query.isEmpty())
        m_window->queryPanel()->askText(m_request.query);
    QTimer::singleShot(kSettleMilliseconds, this, &Screenshot::selectFirst);
}

void Screenshot::selectFirst() {
    const auto results = m_window->queryPanel()->results()->results();
    if (!results.empty())
        m_window->workspace().select(results.front()->item());
    QTimer::singleShot(kSettleMilliseconds, this, &Screenshot::save);
}

void Screenshot::save() {
    ProjectionController& projections = m_window->controllers().projections;
    ClusterController& clusters = m_window->controllers().clusters;
    const auto later = [this] { QTimer::singleShot(kSettleMilliseconds, this, &Screenshot::save); };
    if (projections.isBusy()) { // the points still move
        connect(&projections, &ProjectionController::settled, this, later, Qt::SingleShotConnection);
        return;
    }
    if (clusters.isBusy()) { // and have no names yet
        connect(&clusters, &ClusterController::settled, this, later, Qt::SingleShotConnection);
        return;
    }
    ColourController& colours = m_window->controllers().colours;
    if (colours.isBusy()) {
        connect(&colours, &ColourController::settled, this, later, Qt::SingleShotConnection);
        return;
    }
    if (auto* watched = qobject_cast<WatchedApplication*>(qApp))
        watched->stopMeasuring(); // drawing the whole window into a picture is nothing a person sees
    const bool saved = m_request.file.isEmpty() || m_window->grab().save(m_request.file);
    if (!saved)
        writeVisibleLine(stderr, "crossview: the picture could not be written to " +
                                     m_request.file.toStdString() + "; choose another folder.");
    if (saved && !m_request.mapFile.isEmpty())
        saveMap();
    else
        end(saved);
}

void Screenshot::saveMap() {
    MapExport* pictures = m_window->mapExport();
    if (m_window->work()->map()->projection() == nullptr) {
        writeVisibleLine(stderr, "crossview: this project has no map yet; train a run first.");
        return end(false);
    }
    MapPictureOptions options = pictures->asShown();
    options.wholeMap = true;
    options.scale = m_request.scale;
    options.size = m_request.mapSize.isValid()
                       ? m_request.mapSize
                       : (QSizeF(m_window->work()->map()->size()) * options.scale).toSize();
    pictures->prepare(options); // pictures on it are loaded meanwhile
    connect(pictures, &MapExport::saved, this, [this] { end(true); });
    connect(pictures, &MapExport::failed, this, [this](const QString& message) {
        writeVisibleLine(stderr, "crossview: " + message.toStdString());
        end(false);
    });
    QTimer::singleShot(kSettleMilliseconds, pictures,
                       [this, pictures, options] { pictures->save(options, m_request.mapFile); });
}

void Screenshot::end(bool saved) {
    m_exitCode = saved ? 0 : 1;
    connect(m_window, &MainWindow::closed, this, [this] { QCoreApplication::exit(m_exitCode); });
    m_window->close();
}

} // namespace crossview::ui
