#include "map/map_overlay.h"

#include "map/map_paint.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace crossview::ui {

namespace {

class OverlayPainter {
public:
    OverlayPainter(QPainter& painter, const MapScene& scene, const MapTransform& transform,
                   const Theme& theme)
        : m_painter(painter), m_scene(scene), m_transform(transform), m_theme(theme) {}

    /// Nothing where the item is hidden or has no position.
    std::optional<QPointF> at(ItemRef item) const {
        if (!m_scene.isVisible(item))
            return {};
        const QPointF p = m_scene.position(item);
        if (!std::isfinite(p.x()) || !std::isfinite(p.y()))
            return {};
        return m_transform.toScreen(p);
    }

    void ring(ItemRef item, const QColor& colour, double width, double radius = MapOverlay::kRingRadius) {
        const auto centre = at(item);
        if (!centre)
            return;
        // A rim of the background keeps the ring readable on a dense spot.
        QColor rim = m_theme.color(Role::MapBackground);
        rim.setAlphaF(0.8F);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(rim, width + 2));
        m_painter.drawEllipse(*centre, radius, radius);
        m_painter.setPen(QPen(colour, width));
        m_painter.drawEllipse(*centre, radius, radius);
    }

    void mark(ItemRef item, double radius) {
        if (const auto centre = at(item))
            paintMark(m_painter, item.view, *centre, radius, viewColour(m_theme, item.view));
    }

    void line(ItemRef from, ItemRef to) {
        const auto a = at(from), b = at(to);
        if (!a || !b)
            return;
        QColor colour = viewColour(m_theme, to.view);
        colour.setAlphaF(0.85F);
        m_painter.setPen(QPen(colour, 1));
        m_painter.drawLine(*a, *b);
    }

    /// From where an item lay in the pinned epoch to where it is.
    void fromGhost(ItemRef item) {
        const auto now = at(item);
        const QPointF then = m_scene.ghostPosition(item);
        if (!now || !std::isfinite(then.x()) || !std::isfinite(then.y()))
            return;
        const QPointF from = m_transform.toScreen(then);
        QColor colour = viewColour(m_theme, item.view);
        colour.setAlphaF(0.7F);
        m_painter.setPen(QPen(colour, 1, Qt::DashLine));
        m_painter.drawLine(from, *now);
        paintMark(m_painter, item.view, from, 3.5, colour, false);
    }

    /// The way through the epochs: faint at its beginning, a dot at each epoch.
    void trail(const Trail& trail) {
        if (!at(trail.item))
            return;
        const auto place = [this](const Trail::Place& p) {
            return m_transform.toScreen({double(p.x), double(p.y)});
        };
        const double count = double(trail.places.size());
        for (std::size_t i = 0; i < trail.places.size(); ++i) {
            QColor colour = viewColour(m_theme, trail.item.view);
            colour.setAlphaF(float(0.2 + 0.65 * double(i + 1) / count));
            const QPointF here = place(trail.places[i]);
            if (i > 0) {
                m_painter.setPen(QPen(colour, 1.25));
                m_painter.drawLine(place(trail.places[i - 1]), here);
            }
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(colour);
            m_painter.drawEllipse(here, 1.75, 1.75);
        }
    }

    void star(QPointF centre) {
        constexpr int kPoints = 5;
        QPolygonF star;
        for (int i = 0; i < 2 * kPoints; ++i) {
            const double radius = i % 2 == 0 ? 10 : 4.2;
            const double angle = std::numbers::pi * (i / double(kPoints) - 0.5);
            star << centre + QPointF(radius * std::cos(angle), radius * std::sin(angle));
        }
        m_painter.setPen(
            QPen(m_theme.color(Role::MapBackground), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(m_theme.color(Role::Accent));
        m_painter.drawPolygon(star);
    }

    void label(const MapOverlay::Answer& answer, const QFont& font, std::vector<QRectF>& taken) {
        const auto centre = at(answer.item);
        if (!centre || answer.label.isEmpty())
            return;
        const QFontMetricsF metrics(font);
        const QString text = metrics.elidedText(answer.label, Qt::ElideRight, 150);
        const QSizeF size(std::ceil(metrics.horizontalAdvance(text)) + 22, std::ceil(metrics.height()) + 4);
        // Right, left, above, below: the first place that is free and on the map.
        const QRectF map = QRectF(m_painter.window()).adjusted(4, 4, -4, -4);
        constexpr double kGap = MapOverlay::kRingRadius + 4;
        const std::array<QPointF, 4> corners{*centre + QPointF(kGap, -size.height() / 2),
                                             *centre + QPointF(-kGap - size.width(), -size.height() / 2),
                                             *centre + QPointF(-size.width() / 2, -kGap - size.height()),
                                             *centre + QPointF(-size.width() / 2, kGap)};
        for (const QPointF& corner : corners) {
            const QRectF rect(QPointF(std::round(corner.x()), std::round(corner.y())), size);
            if (!map.contains(rect) ||
                std::any_of(taken.begin(), taken.end(), [&](const QRectF& r) { return r.intersects(rect); }))
                continue;
            taken.push_back(rect);
            paintCard(m_painter, rect, m_theme);
            paintMark(m_painter, answer.item.view, rect.topLeft() + QPointF(9, size.height() / 2), 3.5,
                      viewColour(m_theme, answer.item.view));
            m_painter.setFont(font);
            m_painter.setPen(m_theme.color(Role::Text));
            m_painter.drawText(rect.adjusted(16, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
            return;
        }
    }

private:
    QPainter& m_painter;
    const MapScene& m_scene;
    const MapTransform& m_transform;
    const Theme& m_theme;
};

} // namespace

void MapOverlay::paint(QPainter& painter, const MapScene& scene, const MapTransform& transform,
                       const Theme& theme, const QFont& font, const State& state,
                       std::vector<QRectF>& taken) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    OverlayPainter overlay(painter, scene, transform, theme);
    const auto& selection = scene.selection();
    const bool few = selection.size() <= kMostWithLines;
    if (state.trails)
        for (const Trail& trail : *state.trails)
            overlay.trail(trail);
    if (scene.ghost() != nullptr && selection.size() <= kMostFromGhost)
        for (const ItemRef& item : selection)
            overlay.fromGhost(item);
    if (few) {
        for (const ItemRef& partner : state.partners)
            overlay.line(state.primary, partner);
        for (const ItemRef& partner : state.partners) {
            overlay.ring(partner, theme.color(Role::TruePair), 1.5, kRingRadius - 1);
            overlay.mark(partner, 3);
        }
    }
    for (const ItemRef& result : state.results) {
        overlay.ring(result, theme.color(Role::Text), 1.25);
        overlay.mark(result, 3);
    }
    if (few) {
        for (const ItemRef& item : selection) {
            overlay.ring(item, theme.color(Role::Accent), 2);
            overlay.mark(item, 3.5);
        }
        for (const Answer& answer : state.nearest)
            overlay.label(answer, font, taken);
    }
    if (state.hovered.isValid()) {
        overlay.ring(state.hovered, viewColour(theme, state.hovered.view), 2, kRingRadius + 1);
        overlay.mark(state.hovered, 3.5);
    }
    if (state.queryPoint)
        overlay.star(transform.toScreen(*state.queryPoint));
    if (state.dragOutline.size() > 1) {
        QColor fill = theme.color(Role::Accent);
        painter.setPen(QPen(fill, 1.25, Qt::DashLine));
        fill.setAlphaF(0.1F);
        painter.setBrush(fill);
        painter.drawPolygon(state.dragOutline);
    }
    painter.restore();
}

} // namespace crossview::ui
