#include "bridge/time/arrival_controller.h"

#include "common/threads.h"
#include "project/arrival_files.h"

#include <QElapsedTimer>

#include <algorithm>

namespace crossview::ui {
namespace {

constexpr double kRest = 9; // times as long as the last look took

} // namespace

ArrivalController::ArrivalController(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          &ArrivalController::measure, [this](const Result& result) { take(result); },
          [this](const QString& message) { Q_EMIT failed(message); }) {
    m_rest.setSingleShot(true);
    connect(&m_rest, &QTimer::timeout, this, &ArrivalController::ask);
    connect(&workspace, &Workspace::sessionChanged, this, &ArrivalController::clear);
    connect(&workspace, &Workspace::runReplaced, this, &ArrivalController::clear);
    connect(&workspace, &Workspace::snapshotChanged, this, [this] {
        if (!m_rest.isActive())
            ask();
    });
    connect(&workspace, &Workspace::runChanged, this, [this] {
        if (m_rest.isActive() && !isRunning()) {
            m_rest.stop();
            ask(); // the last epoch
        }
    });
}

bool ArrivalController::isRunning() const {
    return m_workspace.run() && m_workspace.run()->status == RunStatus::running;
}

void ArrivalController::clear() {
    ++m_generation;
    m_worker.clear();
    m_rest.stop();
    if (std::exchange(m_newest, nullptr))
        Q_EMIT changed();
}

void ArrivalController::ask() {
    const std::shared_ptr<const Snapshot>& snapshot = m_workspace.snapshot();
    if (!m_workspace.session() || !m_workspace.run() || !snapshot || snapshot->run.empty())
        return;
    if (m_newest && std::ranges::count(m_newest->epochs, snapshot->epoch) > 0)
        return;
    m_worker.request({arrivalsFolder(m_workspace.session()->folder, snapshot->run), m_workspace.session(),
                      m_workspace.isSnapshotReopened() ? nullptr : snapshot, m_newest, m_generation});
}

// On the worker's thread.
ArrivalController::Result ArrivalController::measure(const Request& request, const std::stop_token& stop) {
    giveWay();
    QElapsedTimer clock;
    clock.start();
    std::optional<Arrivals> known =
        request.known ? std::optional(*request.known) : readArrivals(request.folder);
    Result result;
    result.generation = request.generation;
    if (request.snapshot) {
        Arrivals arrivals = known.value_or(Arrivals{});
        addEpoch(arrivals, request.snapshot->epoch, request.snapshot->images, request.snapshot->sentences,
                 request.session->input.dataset->relation(),
                 request.session->input.features->leftOut(View::image), stop);
        if (!request.session->folder.empty())
            writeArrivals(request.folder, arrivals);
        known = std::move(arrivals);
    }
    if (known)
        result.arrivals = std::make_shared<const Arrivals>(std::move(*known));
    result.seconds = request.snapshot ? double(clock.nsecsElapsed()) * 1e-9 : 0;
    return result;
}

void ArrivalController::take(const Result& result) {
    if (result.generation != m_generation)
        return;
    m_newest = result.arrivals;
    Q_EMIT changed();
    if (isRunning() && result.seconds > 0)
        m_rest.start(int(1000 * kRest * result.seconds));
    else if (!m_workspace.isSnapshotReopened())
        ask(); // an epoch that came meanwhile
}

} // namespace crossview::ui
