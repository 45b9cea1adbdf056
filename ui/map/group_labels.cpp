#include "map/group_labels.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr std::size_t kMostGroups = 200;
constexpr int kSmallestGroup = 3;
constexpr double kScattered = 0.75; ///< of the whole map's spread: above it a group is nowhere in particular
constexpr double kAreaPerLabel = 16000; ///< square pixels of the widget
constexpr double kHalo = 3;

double median(std::vector<float>& values) {
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return double(*middle);
}

/// Median distance from the median.
double spread(const std::vector<QPointF>& points, QPointF centre) {
    std::vector<float> distances;
    distances.reserve(points.size());
    for (const QPointF& p : points)
        distances.push_back(float(std::hypot(p.x() - centre.x(), p.y() - centre.y())));
    return median(distances);
}

QPointF medianOf(const std::vector<QPointF>& points) {
    std::vector<float> x, y;
    x.reserve(points.size());
    y.reserve(points.size());
    for (const QPointF& p : points) {
        x.push_back(float(p.x()));
        y.push_back(float(p.y()));
    }
    return {median(x), median(y)};
}
} // namespace

void GroupLabels::setGroups(QStringList names, std::vector<int> groupOfImage) {
    m_names = std::move(names);
    m_groupOfImage = std::move(groupOfImage);
    m_groups.clear();
    m_cache.clear();
}

void GroupLabels::update(const MapScene& scene) {
    std::vector<Group> before;
    std::swap(before, m_groups);
    if (!scene.hasPositions() || m_names.isEmpty())
        return;
    std::vector<std::vector<QPointF>> members(std::size_t(m_names.size()));
    std::vector<QPointF> everything;
    const int images = std::min(scene.imageCount(), int(m_groupOfImage.size()));
    for (int image = 0; image < images; ++image) {
        const int group = m_groupOfImage[std::size_t(image)];
        const QPointF p = scene.target({View::image, image});
        if (group < 0 || group >= m_names.size() || !std::isfinite(p.x()) || !std::isfinite(p.y()))
            continue;
        members[std::size_t(group)].push_back(p);
        everything.push_back(p);
    }
    if (everything.empty())
        return;
    const double whole = spread(everything, medianOf(everything));
    std::vector<std::size_t> order;
    for (std::size_t g = 0; g < members.size(); ++g)
        if (int(members[g].size()) >= kSmallestGroup)
            order.push_back(g);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return members[a].size() > members[b].size(); });
    order.resize(std::min(order.size(), kMostGroups));
    for (const std::size_t g : order) {
        const QPointF centre = medianOf(members[g]);
        if (spread(members[g], centre) > kScattered * whole && order.size() > 1)
            continue;
        const auto old = std::find_if(before.begin(), before.end(),
                                      [&](const Group& group) { return group.name == int(g); });
        m_groups.push_back({int(g), int(members[g].size()), old == before.end() ? centre : old->to, centre});
    }
}

std::vector<GroupLabels::Placed> GroupLabels::place(const MapTransform& transform, const QRectF& area,
                                                    const QFont& font, std::vector<QRectF>& taken) const {
    const QFontMetricsF metrics(font);
    std::vector<Placed> result;
    const std::size_t most = std::size_t(area.width() * area.height() / kAreaPerLabel);
    for (const Group& group : m_groups) {
        if (result.size() >= most)
            break;
        const QPointF at = transform.toScreen(group.from + (group.to - group.from) * m_progress);
        const QString text = metrics.elidedText(m_names[group.name], Qt::ElideRight, 180);
        QRectF rect(0, 0, std::ceil(metrics.horizontalAdvance(text)), std::ceil(metrics.height()));
        rect.moveCenter(at);
        rect.moveTopLeft(QPointF(std::round(rect.left()), std::round(rect.top())));
        const QRectF air = rect.adjusted(-6, -3, 6, 3);
        if (!area.contains(rect) || std::any_of(taken.begin(), taken.end(),
                                                [&](const QRectF& other) { return other.intersects(air); }))
            continue;
        taken.push_back(rect);
        result.push_back({text, rect});
    }
    return result;
}

QImage GroupLabels::rendered(const QString& text, const QFont& font, const QColor& colour, const QColor& halo,
                             double ratio) {
    const QString key = font.key() + colour.name() + halo.name() + QString::number(ratio);
    if (key != m_cacheKey)
        m_cache.clear();
    m_cacheKey = key;
    const auto known = m_cache.find(text);
    if (known != m_cache.end())
        return known->second;
    const QFontMetricsF metrics(font);
    const QSizeF size(std::ceil(metrics.horizontalAdvance(text)) + 2 * kHalo,
                      std::ceil(metrics.height()) + 2 * kHalo);
    QImage image((size * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(0);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.addText(QPointF(kHalo, kHalo + metrics.ascent()), font, text);
    QColor soft = halo;
    soft.setAlphaF(0.9F);
    painter.strokePath(path, QPen(soft, kHalo, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(QPointF(kHalo, kHalo + metrics.ascent()), text);
    painter.end();
    return m_cache.emplace(text, image).first->second;
}

void GroupLabels::paint(QPainter& painter, const std::vector<Placed>& labels, const QFont& font,
                        const QColor& text, const QColor& halo) {
    const double ratio = painter.device()->devicePixelRatioF();
    for (const Placed& label : labels)
        painter.drawImage(label.rect.topLeft() - QPointF(kHalo, kHalo),
                          rendered(label.text, font, text, halo, ratio));
}

} // namespace crossview::ui
