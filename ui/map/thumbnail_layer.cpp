#include "map/thumbnail_layer.h"

#include <QtCore/QDateTime>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview::ui {

namespace {
constexpr double kCellPixels = 46; ///< smallest side of a cell on the screen
constexpr double kAir = 20;        ///< free pixels around a picture
constexpr std::size_t kMost = 40;  ///< pictures at once: the points stay the subject
constexpr double kSmallSide = 28;  ///< many images in sight
constexpr double kManyImages = 1200;
constexpr double kLargeSide = 64;      ///< few images in sight
constexpr std::size_t kSample = 20000; ///< images looked at: representatives need not be sought among all
constexpr qint64 kFadeMs = 120;
constexpr std::size_t kMostTiles = 400;

qint64 now() {
    return QDateTime::currentMSecsSinceEpoch();
}

std::uint64_t mixed(std::uint64_t value) {
    value ^= value >> 31;
    value *= 0x9E3779B97F4A7C15ULL;
    return value ^ (value >> 29);
}
} // namespace

void ThumbnailLayer::setSource(ThumbnailSource* source) {
    m_source = source;
    m_placed.clear();
    clearCache();
}

void ThumbnailLayer::clearCache() {
    m_tiles.clear();
}

void ThumbnailLayer::choose(const MapScene& scene, const MapTransform& transform, const QRectF& area,
                            const std::vector<QRectF>& taken) {
    std::vector<Placed> before;
    std::swap(before, m_placed);
    if (!m_source || !scene.isShown(View::image) || !scene.hasPositions())
        return;
    // A power of two in map units: zooming changes the grid only at the doublings.
    const double cell = std::exp2(std::ceil(std::log2(kCellPixels / transform.scale())));
    const QRectF visible = transform.toMap(area);
    const auto firstColumn = std::int64_t(std::floor(visible.left() / cell));
    const auto firstRow = std::int64_t(std::floor(visible.top() / cell));
    const auto columns = std::int64_t(std::floor(visible.right() / cell)) - firstColumn + 1;
    const auto rows = std::int64_t(std::floor(visible.bottom() / cell)) - firstRow + 1;
    struct Best {
        int image = -1;
        std::uint64_t score = std::numeric_limits<std::uint64_t>::max();
        bool shownBefore = false;
    };
    std::vector<Best> cells(std::size_t(columns * rows));
    const auto cellAt = [&](QPointF p) -> Best& {
        const auto column = std::int64_t(std::floor(p.x() / cell)) - firstColumn;
        const auto row = std::int64_t(std::floor(p.y() / cell)) - firstRow;
        return cells[std::size_t(std::clamp<std::int64_t>(row, 0, rows - 1) * columns +
                                 std::clamp<std::int64_t>(column, 0, columns - 1))];
    };
    const std::size_t inSight = scene.sampleImages(visible, kSample, [&](ItemRef item, QPointF p) {
        // Any picture of the cell, always the same one: the nearest to its middle would draw the grid.
        if (!m_source->hasPicture(item.index))
            return; // its mark on the map says as much as an empty frame
        const std::uint64_t score = mixed(std::uint64_t(item.index) + 1);
        Best& best = cellAt(p);
        if (score < best.score)
            best = {item.index, score, false};
    });
    for (const Placed& old : before) {
        const QPointF p = scene.target({View::image, old.image});
        if (visible.contains(p))
            cellAt(p) = {old.image, 0, true};
    }
    m_side = std::clamp(kSmallSide * std::sqrt(kManyImages / double(std::max<std::size_t>(inSight, 1))),
                        kSmallSide, kLargeSide);
    m_side = std::floor(m_side / 4) * 4;

    // Those already shown come first, then in an order that has nothing to do with the screen.
    std::vector<std::pair<std::uint64_t, int>> order;
    for (const Best& best : cells)
        if (best.image >= 0)
            order.emplace_back(mixed(std::uint64_t(best.image) + 1) >> (best.shownBefore ? 8 : 0),
                               best.image);
    std::sort(order.begin(), order.end());
    std::vector<QRectF> blocked = taken;
    for (const auto& [rank, image] : order) {
        if (m_placed.size() >= kMost)
            break;
        QRectF rect(0, 0, m_side, m_side);
        rect.moveCenter(transform.toScreen(scene.target({View::image, image})));
        const QRectF air = rect.adjusted(-kAir, -kAir, kAir, kAir);
        if (!area.contains(rect) || std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) {
                return other.intersects(rect.adjusted(-2, -2, 2, 2));
            }))
            continue;
        if (std::any_of(blocked.begin() + std::ptrdiff_t(taken.size()), blocked.end(),
                        [&](const QRectF& other) { return other.intersects(air); }))
            continue;
        blocked.push_back(rect);
        m_placed.push_back({image, rect});
    }
}

const ThumbnailLayer::Tile* ThumbnailLayer::tile(int image, double side, double ratio, const Theme& theme) {
    const auto known = m_tiles.find(image);
    if (known != m_tiles.end() && known->second.side == side &&
        known->second.image.devicePixelRatio() == ratio)
        return &known->second;
    const int inner = int(std::lround((side - 4) * ratio));
    const QImage picture = m_source->thumbnail(image, inner);
    if (picture.isNull())
        return known == m_tiles.end() ? nullptr : &known->second;
    const int device = int(std::lround(side * ratio));
    QImage drawn(device, device, QImage::Format_ARGB32_Premultiplied);
    drawn.fill(0);
    QPainter painter(&drawn);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    // Pictures are made for paper: the frame is light in both themes, or a transparent one would vanish.
    const Theme paper = Theme::light();
    painter.setPen(QPen(theme.color(Role::Border), ratio));
    painter.setBrush(paper.color(Role::Panel));
    painter.drawRoundedRect(QRectF(drawn.rect()).adjusted(ratio / 2, ratio / 2, -ratio / 2, -ratio / 2),
                            4 * ratio, 4 * ratio);
    const QSize size = picture.size().scaled(inner, inner, Qt::KeepAspectRatio);
    QRectF target(0, 0, size.width(), size.height());
    target.moveCenter(QRectF(drawn.rect()).center());
    QPainterPath clip;
    clip.addRoundedRect(target, 3 * ratio, 3 * ratio);
    painter.setClipPath(clip);
    painter.drawImage(target, picture);
    painter.end();
    drawn.setDevicePixelRatio(ratio);
    if (m_tiles.size() > kMostTiles)
        m_tiles.clear();
    const auto since = m_tiles.contains(image) ? m_tiles[image].since : now();
    return &(m_tiles[image] = Tile{drawn, side, since});
}

QImage ThumbnailLayer::tileOf(int image, double ratio, const Theme& theme) {
    const Tile* drawn = m_source ? tile(image, m_side, ratio, theme) : nullptr;
    return drawn == nullptr ? QImage() : drawn->image;
}

bool ThumbnailLayer::paint(QPainter& painter, const MapScene& scene, const MapTransform& transform,
                           const Theme& theme, bool still) {
    if (!m_source)
        return false;
    const double ratio = painter.device()->devicePixelRatioF();
    const qint64 time = now();
    bool fading = false;
    for (const Placed& placed : m_placed) {
        const Tile* drawn = tile(placed.image, m_side, ratio, theme);
        if (drawn == nullptr)
            continue;
        QPointF corner = transform.toScreen(scene.position({View::image, placed.image})) -
                         QPointF(drawn->side / 2, drawn->side / 2);
        corner = QPointF(std::round(corner.x() * ratio) / ratio, std::round(corner.y() * ratio) / ratio);
        const double opacity =
            still ? 1 : std::clamp(double(time - drawn->since) / double(kFadeMs), 0.0, 1.0);
        fading = fading || opacity < 1;
        painter.setOpacity(opacity);
        painter.drawImage(corner, drawn->image);
    }
    painter.setOpacity(1);
    return fading;
}

} // namespace crossview::ui
