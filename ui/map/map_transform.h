#pragma once

#include <QtCore/QPointF>
#include <QtCore/QRectF>

namespace crossview::ui {

/// Where the map lies on the widget: uniform scale and offset, y of the map upwards. Logical pixels.
class MapTransform {
public:
    static constexpr double kMinScale = 1e-3; ///< pixels per map unit
    static constexpr double kMaxScale = 1e7;

    MapTransform() = default;
    MapTransform(double scale, QPointF offset);

    double scale() const { return m_scale; }
    QPointF offset() const { return m_offset; }
    QPointF toScreen(QPointF map) const;
    QPointF toMap(QPointF screen) const;
    /// The part of the map under a rectangle of the widget.
    QRectF toMap(QRectF screen) const;

    void pan(QPointF screenDelta) { m_offset += screenDelta; }
    /// The map point under `screen` stays where it is.
    void zoomAt(QPointF screen, double factor);

    /// Shows `bounds` centred in `screen` as large as fits; a single point gets `maxScale`.
    static MapTransform fit(QRectF bounds, QRectF screen, double maxScale);
    /// From a (t = 0) to b (t = 1): constant rate of zoom, about one fixed point.
    static MapTransform between(const MapTransform& a, const MapTransform& b, double t);

    bool operator==(const MapTransform&) const = default;

private:
    double m_scale = 1;
    QPointF m_offset;
};

} // namespace crossview::ui
