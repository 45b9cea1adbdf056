#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "clusters/map_clusters.h"

#include <QTimer>

#include <map>
#include <memory>

namespace crossview::ui {

/// Finds and names what lies together on the map that is shown, on a worker of its own that gives way to
/// training and maps. While points move it looks again only now and then; clusters of one map start at those
/// of the one before, so that names stay.
class ClusterController : public QObject {
    Q_OBJECT
public:
    static constexpr int kRestMs = 1500;            ///< between two looks at the same epoch's moving map
    static constexpr std::size_t kRemembered = 100; ///< epochs whose clusters are kept

    explicit ClusterController(Workspace& workspace, QObject* parent = nullptr);

    /// This is the map of an epoch that is shown now.
    void follow(int epoch, std::shared_ptr<const Projection> projection);
    /// Those of the map that is shown, or was shown shortly before; null: none yet.
    const std::shared_ptr<const MapClusters>& newest() const { return m_newest; }
    /// The map that is shown; null: none.
    const std::shared_ptr<const Projection>& map() const { return m_projection; }
    /// The words of all sentences; null until the first clusters were found.
    const std::shared_ptr<const ClusterData>& data() const { return m_data; }
    /// Clusters are being looked for, or will be.
    bool isBusy() const { return m_isBusy || m_rest.isActive(); }

Q_SIGNALS:
    void found(std::shared_ptr<const crossview::MapClusters> clusters);
    /// Nothing more is looked for.
    void settled();
    void failed(const QString& message);

private:
    /// What the worker keeps from request to request of one session.
    struct Memory {
        std::shared_ptr<const ClusterData> data;
        std::shared_ptr<const MapClusters> last;
    };
    struct Request {
        int epoch = 0;
        std::shared_ptr<const Projection> projection;
        std::shared_ptr<const Session> session;
        std::shared_ptr<Memory> memory;
    };
    struct Result {
        Request request;
        std::shared_ptr<const MapClusters> clusters;
        std::shared_ptr<const ClusterData> data;
    };
    /// Clusters of an epoch with the map that they are of.
    struct Known {
        std::weak_ptr<const Projection> projection;
        std::shared_ptr<const MapClusters> clusters;
    };
    static Result compute(const Request& request, const std::stop_token& stop);
    void ask();
    void deliver(const Result& result);
    void forget();
    void show(const std::shared_ptr<const MapClusters>& clusters);

    const Workspace& m_workspace;
    std::shared_ptr<Memory> m_memory = std::make_shared<Memory>();
    std::map<int, Known> m_known;
    std::shared_ptr<const MapClusters> m_newest;
    std::shared_ptr<const ClusterData> m_data;
    int m_epoch = -1; // of the map that is shown, and the map
    std::shared_ptr<const Projection> m_projection;
    int m_askedEpoch = -1;
    bool m_isBusy = false;
    QTimer m_rest; // until the next look
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
