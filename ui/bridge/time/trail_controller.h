#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "projection/trails.h"

#include <map>

namespace crossview::ui {

/// Follows items over the epochs of the workspace's run, on a worker: maps that are only on disk are read
/// there.
class TrailController : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kMostItems = 60; ///< more would be a felt: the last ones are followed

    /// Epoch → its map; null: on disk.
    using Epochs = std::map<int, std::shared_ptr<const Projection>>;

    explicit TrailController(const Workspace& workspace, QObject* parent = nullptr);

    /// The selection's over these epochs; followed() comes.
    void follow(const Epochs& epochs);
    /// None are wanted any more; followed() with none comes at once.
    void stop();

Q_SIGNALS:
    void followed(std::shared_ptr<const std::vector<crossview::Trail>> trails);

private:
    struct Request {
        std::vector<ItemRef> items;
        Epochs epochs;
        std::filesystem::path folder;
        std::uint64_t number = 0;
    };
    struct Result {
        std::shared_ptr<const std::vector<Trail>> trails;
        std::uint64_t number = 0;
    };
    static Result collect(const Request& request, const std::stop_token& stop);

    const Workspace& m_workspace;
    std::uint64_t m_asked = 0;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
