#include "bridge/thumbnail_store.h"

#include "common/error.h"
#include "pictures/picture_pixels.h"

#include <QFileInfo>

namespace crossview::ui {
namespace {

constexpr int kCacheKibibytes = 96 * 1024;
constexpr std::size_t kRequestsKept = 600;
constexpr std::array kSizes{32, 64, 128, 256, 512};

int sizeFor(int px) {
    for (const int size : kSizes)
        if (size >= px)
            return size;
    return kSizes.back();
}

constexpr int kWholeFlag = 1 << 15; // beside the sizes in a key

quint64 keyOf(int image, int size, bool isWhole) {
    return (static_cast<quint64>(static_cast<quint32>(image)) << 16U) |
           static_cast<quint64>(size | (isWhole ? kWholeFlag : 0));
}

WholePicture readRegion(const QString& path, int px, const std::optional<PixelBox>& box) {
    if (!QFileInfo(path).isFile()) // a pipe would be waited for, a device never ends
        return {};
    try {
        const PicturePixels pixels = readPicturePixels(path.toStdString(), px, box);
        const QImage view(pixels.bgr.data(), pixels.width, pixels.height, qsizetype{3} * pixels.width,
                          QImage::Format_BGR888);
        return {view.convertToFormat(QImage::Format_ARGB32_Premultiplied), // a copy of its own
                QSize(pixels.pictureWidth, pixels.pictureHeight)};
    } catch (const Error&) { // no picture: shown as one that cannot be read
        return {};
    }
}

} // namespace

QImage readPicture(const QString& path, int px) {
    return readRegion(path, px, std::nullopt).image;
}

ThumbnailStore::Picture ThumbnailStore::read(Request request) {
    WholePicture picture = readRegion(request.path, request.px, request.box);
    return {std::move(request), std::move(picture.image), picture.size};
}

ThumbnailStore::ThumbnailStore(Workspace& workspace, QObject* parent)
    : ThumbnailSource(parent), m_cache(kCacheKibibytes) {
    connect(&workspace, &Workspace::sessionChanged, this,
            [this, &workspace] { setDataset(workspace.session()->input.dataset); });
    auto work = [shared = m_shared](const std::stop_token& stop) {
        for (;;) {
            Request next;
            {
                std::unique_lock lock(shared->mutex);
                if (!shared->wake.wait(lock, stop, [&] { return !shared->requests.empty(); }))
                    return;
                next = std::move(shared->requests.back());
                shared->requests.pop_back();
                shared->busy = true;
            }
            Picture picture = read(std::move(next));
            const std::scoped_lock lock(shared->mutex);
            shared->busy = false;
            shared->pictures.push_back(std::move(picture));
        }
    };
    m_job.start(std::move(work), [this] { deliver(); });
    m_job.setPolling(false);
}

ThumbnailStore::~ThumbnailStore() = default;

void ThumbnailStore::setDataset(std::shared_ptr<const Dataset> dataset) {
    ++m_generation;
    m_dataset = std::move(dataset);
    m_cache.clear();
    m_asked.clear();
    m_sizes.clear();
    m_unreadable.clear();
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->requests.clear();
    m_shared->pictures.clear();
}

bool ThumbnailStore::exists(int image) const {
    return m_dataset && image >= 0 && static_cast<std::size_t>(image) < m_dataset->images().size();
}

bool ThumbnailStore::hasPicture(int image) const {
    return exists(image) && m_dataset->hasPicture(static_cast<std::size_t>(image));
}

QImage ThumbnailStore::thumbnail(int image, int px) const {
    return picture(image, px, false);
}

WholePicture ThumbnailStore::wholePicture(int image, int px) const {
    return {picture(image, px, true), m_sizes.value(image)};
}

QImage ThumbnailStore::picture(int image, int px, bool isWhole) const {
    if (!hasPicture(image) || m_unreadable.contains(image))
        return {};
    const int size = sizeFor(px);
    if (const QImage* found = m_cache.object(keyOf(image, size, isWhole)))
        return found->width() <= px && found->height() <= px
                   ? *found
                   : found->scaled(px, px, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    if (!m_asked.contains(keyOf(image, size, isWhole))) {
        const auto index = static_cast<std::size_t>(image);
        Request request{image,        size,
                        m_generation, QString::fromStdString(m_dataset->imagePath(index).string()),
                        {},           isWhole};
        if (!isWhole)
            request.box = m_dataset->images()[index].box;
        ask(std::move(request));
    }
    // A smaller one is better than nothing for the moment.
    for (auto smaller = kSizes.rbegin(); smaller != kSizes.rend(); ++smaller)
        if (*smaller < size)
            if (const QImage* found = m_cache.object(keyOf(image, *smaller, isWhole)))
                return *found;
    return {};
}

void ThumbnailStore::ask(Request request) const {
    m_asked.insert(keyOf(request.image, request.px, request.isWhole));
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->requests.push_back(std::move(request));
        if (m_shared->requests.size() > kRequestsKept) {
            const Request& longAgo = m_shared->requests.front(); // out of sight: may be asked for again
            m_asked.remove(keyOf(longAgo.image, longAgo.px, longAgo.isWhole));
            m_shared->requests.erase(m_shared->requests.begin());
        }
    }
    m_shared->wake.notify_one();
    m_job.setPolling(true);
}

void ThumbnailStore::deliver() {
    std::vector<Picture> pictures;
    bool idle = false;
    {
        const std::scoped_lock lock(m_shared->mutex);
        pictures.swap(m_shared->pictures);
        idle = m_shared->requests.empty() && !m_shared->busy;
    }
    if (idle)
        m_job.setPolling(false);
    for (Picture& picture : pictures) {
        if (picture.request.generation != m_generation)
            continue;
        const quint64 key = keyOf(picture.request.image, picture.request.px, picture.request.isWhole);
        m_asked.remove(key);
        if (picture.image.isNull()) {
            m_unreadable.insert(picture.request.image);
        } else {
            const auto cost = static_cast<int>(picture.image.sizeInBytes() / 1024) + 1;
            m_cache.insert(key, new QImage(std::move(picture.image)), cost);
            if (picture.request.isWhole)
                m_sizes.insert(picture.request.image, picture.size);
        }
        Q_EMIT loaded(picture.request.image);
    }
}

} // namespace crossview::ui
