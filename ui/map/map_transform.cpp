#include "map/map_transform.h"

#include <algorithm>
#include <cmath>

namespace crossview::ui {

MapTransform::MapTransform(double scale, QPointF offset)
    : m_scale(std::clamp(scale, kMinScale, kMaxScale)), m_offset(offset) {}

QPointF MapTransform::toScreen(QPointF map) const {
    return {m_offset.x() + map.x() * m_scale, m_offset.y() - map.y() * m_scale};
}

QPointF MapTransform::toMap(QPointF screen) const {
    return {(screen.x() - m_offset.x()) / m_scale, (m_offset.y() - screen.y()) / m_scale};
}

QRectF MapTransform::toMap(QRectF screen) const {
    return QRectF(toMap(screen.topLeft()), toMap(screen.bottomRight())).normalized();
}

void MapTransform::zoomAt(QPointF screen, double factor) {
    const QPointF fixed = toMap(screen);
    m_scale = std::clamp(m_scale * factor, kMinScale, kMaxScale);
    m_offset += screen - toScreen(fixed);
}

MapTransform MapTransform::fit(QRectF bounds, QRectF screen, double maxScale) {
    double scale = maxScale;
    if (bounds.width() > 0)
        scale = std::min(scale, screen.width() / bounds.width());
    if (bounds.height() > 0)
        scale = std::min(scale, screen.height() / bounds.height());
    MapTransform result(scale, {});
    result.m_offset = screen.center() - result.toScreen(bounds.center());
    return result;
}

MapTransform MapTransform::between(const MapTransform& a, const MapTransform& b, double t) {
    const double scale = std::exp(std::lerp(std::log(a.m_scale), std::log(b.m_scale), t));
    // The offset follows the scale, not the time: then one map point stands still during the zoom.
    const double range = b.m_scale - a.m_scale;
    const double weight = std::abs(range) > 1e-9 * a.m_scale ? (scale - a.m_scale) / range : t;
    return {scale, a.m_offset + (b.m_offset - a.m_offset) * weight};
}

} // namespace crossview::ui
