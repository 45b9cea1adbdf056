#include "bridge/cluster_controller.h"

#include "common/threads.h"

namespace crossview::ui {

ClusterController::ClusterController(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          &ClusterController::compute, [this](const Result& result) { deliver(result); },
          [this](const QString& message) {
              m_isBusy = false;
              Q_EMIT failed(message);
          }) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &ClusterController::ask);
    connect(&workspace, &Workspace::sessionChanged, this, &ClusterController::forget);
}

void ClusterController::forget() {
    m_worker.clear();
    m_memory = std::make_shared<Memory>();
    m_known.clear();
    m_rest.stop();
    m_projection.reset();
    m_data.reset();
    m_epoch = m_askedEpoch = -1;
    m_isBusy = false;
    show(nullptr);
}

void ClusterController::follow(int epoch, std::shared_ptr<const Projection> projection) {
    if (projection == m_projection || !m_workspace.session())
        return;
    m_epoch = epoch;
    m_projection = std::move(projection);
    const auto known = m_known.find(epoch);
    if (known != m_known.end() && known->second.projection.lock() == m_projection) {
        m_rest.stop();
        show(known->second.clusters);
        if (!isBusy())
            Q_EMIT settled();
        return;
    }
    // Another epoch is looked at at once; the same one, whose points move, after a rest.
    if (m_askedEpoch != epoch)
        ask();
    else if (!m_rest.isActive())
        m_rest.start();
}

void ClusterController::ask() {
    m_rest.stop();
    m_askedEpoch = m_epoch;
    m_isBusy = true;
    m_worker.request({m_epoch, m_projection, m_workspace.session(), m_memory});
}

// On the worker's thread.
ClusterController::Result ClusterController::compute(const Request& request, const std::stop_token& stop) {
    giveWay();
    Memory& memory = *request.memory;
    if (!memory.data) {
        const std::shared_ptr<const Dataset>& dataset = request.session->input.dataset;
        const auto leftOut = request.session->input.features->leftOut(View::image);
        memory.data = std::make_shared<const ClusterData>(ClusterData{
            dataset, SentenceWords(dataset->sentences(), stop), {leftOut.begin(), leftOut.end()}});
    }
    memory.last = std::make_shared<const MapClusters>(
        mapClusters(*request.projection, *memory.data, memory.last.get(), 1, stop));
    return {request, memory.last, memory.data};
}

void ClusterController::deliver(const Result& result) {
    if (result.request.memory != m_memory)
        return;
    m_isBusy = false;
    m_data = result.data;
    if (m_known.size() >= kRemembered)
        m_known.erase(m_known.begin());
    m_known[result.request.epoch] = {result.request.projection, result.clusters};
    if (result.request.epoch == m_epoch)
        show(result.clusters);
    if (!isBusy())
        Q_EMIT settled();
}

void ClusterController::show(const std::shared_ptr<const MapClusters>& clusters) {
    if (clusters == m_newest)
        return;
    m_newest = clusters;
    Q_EMIT found(clusters);
}

} // namespace crossview::ui
