#pragma once

#include "bridge/background_job.h"
#include "bridge/workspace.h"
#include "map/item_info.h"

#include <QCache>
#include <QHash>
#include <QSet>

#include <condition_variable>
#include <memory>
#include <optional>
#include <vector>

namespace crossview::ui {

/// A picture file, decoded upright, at most px × px, on nothing; null when it cannot be read.
QImage readPicture(const QString& path, int px);

/// A whole picture and its size in the file, in whose pixels boxes are.
struct WholePicture {
    QImage image; ///< null until it is loaded
    QSize size;
};

/// Small pictures of the workspace's data: decoded on a worker, the last asked for first, kept as long as
/// there is room.
class ThumbnailStore : public ThumbnailSource {
    Q_OBJECT
public:
    explicit ThumbnailStore(Workspace& workspace, QObject* parent = nullptr);
    ~ThumbnailStore() override;

    QImage thumbnail(int image, int px) const override;
    bool hasPicture(int image) const override;
    /// The picture that a region is of, as thumbnail() gives the region.
    WholePicture wholePicture(int image, int px) const;
    /// Pictures that cannot be decoded are asked for once only.
    bool isUnreadable(int image) const { return m_unreadable.contains(image); }

private:
    struct Request {
        int image = 0;
        int px = 0;
        std::uint64_t generation = 0;
        QString path;
        std::optional<PixelBox> box; // of a region; nothing: the whole picture
        bool isWhole = false;        // asked for by wholePicture()
    };
    struct Picture {
        Request request;
        QImage image;
        QSize size; // of the whole picture
    };
    static Picture read(Request request);
    QImage picture(int image, int px, bool isWhole) const;
    void ask(Request request) const;
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
    QHash<int, QSize> m_sizes; // of the whole pictures that were loaded
    QSet<int> m_unreadable;
    mutable BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
