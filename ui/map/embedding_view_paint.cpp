#include "map/embedding_view.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr qint64 kDecorationsMs =
    90; ///< while the map moves, pictures and labels are chosen at most this often
} // namespace

std::vector<QRectF> EmbeddingView::floatingRects() const {
    std::vector<QRectF> rects;
    for (const FloatingCard* card :
         std::initializer_list<const FloatingCard*>{m_legend, m_toolBar, m_status, m_moved})
        if (!card->isHidden())
            rects.push_back(card->geometry());
    return rects;
}

void EmbeddingView::chooseDecorations() {
    const bool busy = m_moving || m_zoom || (m_motionAge.isValid() && m_motionAge.elapsed() < kDecorationsMs);
    if (!m_decorationsStale)
        return;
    if (busy && m_decorationsAge.isValid() && m_decorationsAge.elapsed() < kDecorationsMs) {
        // What was chosen stays; only its place follows. The last choice comes when the movement ends.
        QTimer::singleShot(int(kDecorationsMs), this, qOverload<>(&QWidget::update));
        std::vector<QRectF> taken = floatingRects();
        m_labelRects = taken;
        m_labels = m_names.place(m_transform, QRectF(rect()), font(), taken);
        return;
    }
    std::vector<QRectF> taken = floatingRects();
    m_labelRects = taken;
    // Rings of a query and labels of a selection are what was asked for: names and pictures make room.
    const auto keepFree = [&](const ItemRef& item, const QRectF& around) {
        const QPointF place = m_transform.toScreen(m_scene.target(item));
        if (std::isfinite(place.x()) && std::isfinite(place.y()))
            taken.push_back(around.translated(place));
    };
    for (const ItemRef& result : m_overlay.results)
        keepFree(result, QRectF(-8, -8, 16, 16));
    const bool labelled = m_scene.selection().size() <= MapOverlay::kMostWithLines;
    for (const MapOverlay::Answer& nearest : labelled ? m_overlay.nearest : std::vector<MapOverlay::Answer>{})
        for (const QRectF& around : {QRectF(-180, -12, 360, 24), QRectF(-84, -34, 168, 68)})
            keepFree(nearest.item, around);
    m_labels = m_names.place(m_transform, QRectF(rect()), font(), taken);
    m_thumbnails.choose(m_scene, m_transform, QRectF(rect()).adjusted(4, 4, -4, -4), taken);
    m_decorationsStale = false;
    m_decorationsAge.start();
}

void EmbeddingView::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    drawPoints();
    QPainter painter(this);
    painter.drawImage(QPointF(0, 0), m_isCrowd ? m_field.image() : m_splatter.image());
    if (!m_scene.hasPositions()) {
        paintEmptyState(painter);
        return;
    }
    findContours();
    if (m_hasContours)
        paintContours(painter, m_contours, m_transform, theme);
    chooseDecorations();
    const bool fading = m_thumbnails.paint(painter, m_scene, m_transform, theme, m_reducedMotion);
    if (fading)
        QTimer::singleShot(16, this, qOverload<>(&QWidget::update));
    m_names.paint(painter, m_labels, font(), theme.color(Role::Text), theme.color(Role::MapBackground));
    std::vector<QRectF> taken = m_labelRects;
    MapOverlay::paint(painter, m_scene, m_transform, theme, font(), m_overlay, taken);
    if (hasFocus() && m_keyboardFocus) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        QColor ring = theme.color(Role::Accent);
        ring.setAlphaF(0.6F);
        painter.setPen(QPen(ring, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
}

void EmbeddingView::paintEmptyState(QPainter& painter) const {
    const Theme& theme = ThemeWatcher::of(nullptr)->theme();
    const QRectF place = QRectF(rect()).adjusted(24, 24, -24, -24);
    painter.setPen(theme.color(Role::SecondaryText));
    painter.drawText(
        place, Qt::AlignCenter | Qt::TextWordWrap,
        m_scene.size() == 0 ? tr("Pictures and sentences appear here, side by side, once a data set is open.")
        : !m_activity.isEmpty()
            ? m_activity
            : tr("Press Run: after the first epoch every picture and sentence has its place here."));
}

} // namespace crossview::ui
