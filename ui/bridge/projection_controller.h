#pragma once

#include "bridge/newest_worker.h"
#include "projection/pca_projection.h"
#include "training/events.h"

#include <map>
#include <memory>

namespace crossview::ui {

/// Lays every snapshot that arrives on the map, each aligned to the one before, and keeps the coordinates of
/// every epoch for the timeline. When snapshots come faster than they are projected, the newest wins.
class ProjectionController : public QObject {
    Q_OBJECT
public:
    explicit ProjectionController(QObject* parent = nullptr);

    void project(std::shared_ptr<const Snapshot> snapshot);
    /// Forgets all epochs: another run or project.
    void clear();
    /// Epoch → coordinates.
    const std::map<int, std::shared_ptr<const Projection>>& epochs() const { return m_epochs; }

Q_SIGNALS:
    void projected(int epoch, std::shared_ptr<const crossview::Projection> projection);
    void failed(const QString& message);

private:
    struct Request {
        std::shared_ptr<const Snapshot> snapshot;
        std::shared_ptr<const Projection> previous;
        std::uint64_t generation = 0;
    };
    struct Result {
        int epoch = 0;
        std::shared_ptr<const Projection> projection;
        std::uint64_t generation = 0;
    };
    static Result compute(const Request& request, const std::stop_token& stop);

    std::map<int, std::shared_ptr<const Projection>> m_epochs;
    std::shared_ptr<const Projection> m_newest;
    std::uint64_t m_generation = 0;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
