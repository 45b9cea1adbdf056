#pragma once

#include "bridge/background_job.h"
#include "bridge/workspace.h"
#include "map/item_info.h"

#include <QCache>
#include <QSet>

#include <condition_variable>
#include <memory>
#include <vector>

namespace crossview::ui {

/// A picture file, decoded upright, at most px × px, on nothing; null when it cannot be read.
QImage readPicture(const QString& path, int px);

/// Small pictures of the workspace's data: decoded on a worker, the last asked for first, kept as long as
/// there is room.
class ThumbnailStore : public ThumbnailSource {
    Q_OBJECT
public:
    explicit ThumbnailStore(Workspace& workspace, QObject* parent = nullptr);
    ~ThumbnailStore() override;

    QImage thumbnail(int image, int px) const override;
    bool hasPicture(int image) const override;
    /// Pictures that cannot be decoded are asked for once only.
    bool isUnreadable(int image) const { return m_unreadable.contains(image); }

private:
    struct Request {
        int image = 0;
        int px = 0;
        std::uint64_t generation = 0;
        QString path;
    };
    struct Picture {
        Request request;
        QImage image;
    };
    struct Shared {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::vector<Request> requests; // the last is served first
        std::vector<Picture> pictures;
        bool busy = false;
    };
    void setDataset(std::shared_ptr<const Dataset> dataset);
    void deliver();
    bool exists(int image) const;

    std::shared_ptr<const Dataset> m_dataset;
    std::uint64_t m_generation = 0;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    mutable QCache<quint64, QImage> m_cache; // cost in KiB
    mutable QSet<quint64> m_asked;
    QSet<int> m_unreadable;
    mutable BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
