#include "bridge/time/epoch_measurer.h"

#include "common/threads.h"
#include "project/arrival_files.h"

#include <QElapsedTimer>

#include <algorithm>

namespace crossview::ui {
namespace {

constexpr double kRest = 9; // times as long as the last look took

} // namespace

EpochMeasurer::EpochMeasurer(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          &EpochMeasurer::measure, [this](const Result& result) { take(result); },
          [this](const QString& message) { Q_EMIT failed(message); }) {
    m_rest.setSingleShot(true);
    connect(&m_rest, &QTimer::timeout, this, &EpochMeasurer::ask);
    connect(&workspace, &Workspace::sessionChanged, this, &EpochMeasurer::clear);
    connect(&workspace, &Workspace::runReplaced, this, &EpochMeasurer::clear);
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

bool EpochMeasurer::isRunning() const {
    return m_workspace.run() && m_workspace.run()->status == RunStatus::running;
}

void EpochMeasurer::clear() {
    ++m_generation;
    m_worker.clear();
    m_rest.stop();
    if (std::exchange(m_newest, nullptr))
        Q_EMIT changed();
}

void EpochMeasurer::ask() {
    const std::shared_ptr<const Snapshot>& snapshot = m_workspace.snapshot();
    if (!m_workspace.session() || !m_workspace.run() || !snapshot || snapshot->run.empty())
        return;
    if (m_newest && std::ranges::count(m_newest->arrivals.epochs, snapshot->epoch) > 0)
        return;
    m_worker.request({arrivalsFolder(m_workspace.session()->folder, snapshot->run), m_workspace.session(),
                      snapshot, m_workspace.isSnapshotReopened(), m_newest, m_generation});
}

// On the worker's thread.
EpochMeasurer::Result EpochMeasurer::measure(const Request& request, const std::stop_token& stop) {
    giveWay();
    QElapsedTimer clock;
    clock.start();
    EpochMeasures measures =
        request.known ? *request.known : readEpochMeasures(request.folder).value_or(EpochMeasures{});
    const TrainingInput& input = request.session->input;
    if (!request.isReopened) {
        measureEpoch(measures, *request.snapshot, *input.dataset, input.features.get(), stop);
        if (!request.session->folder.empty())
            writeEpochMeasures(request.folder, measures);
    } else if (measures.structure.empty() || measures.structure.back().epoch < request.snapshot->epoch) {
        measureStructure(measures.structure, *request.snapshot, *input.dataset, input.features.get(), stop);
    }
    Result result;
    result.generation = request.generation;
    result.seconds = request.isReopened ? 0 : double(clock.nsecsElapsed()) * 1e-9;
    result.measures = std::make_shared<const EpochMeasures>(std::move(measures));
    return result;
}

void EpochMeasurer::take(const Result& result) {
    if (result.generation != m_generation)
        return;
    m_newest = result.measures;
    Q_EMIT changed();
    if (isRunning() && result.seconds > 0)
        m_rest.start(int(1000 * kRest * result.seconds));
    else if (!m_workspace.isSnapshotReopened())
        ask(); // an epoch that came meanwhile
}

} // namespace crossview::ui
