#include "map/embedding_view.h"

#include "map/hover_card.h"

#include <algorithm>

// What moves by itself: points and names to new places, the view to what is to be seen.

namespace crossview::ui {

namespace {
double eased(double t) {
    return t * t * (3 - 2 * t);
}
} // namespace

void EmbeddingView::moveNames() {
    m_namesMove = !m_reducedMotion && isVisible();
    m_names.moveTo(m_namesMove ? 0 : 1);
    if (m_namesMove) {
        m_namesClock.start();
        m_animation.start();
    }
}

void EmbeddingView::fitAll() {
    if (!m_scene.hasPositions())
        return;
    goTo(MapTransform::fit(m_scene.mainBounds(), fitArea(), maxFitScale()), true);
    m_fitted = true;
}

void EmbeddingView::fitSelection() {
    const auto& selection = m_scene.selection();
    const QRectF bounds = m_scene.bounds(selection);
    if (!m_scene.hasPositions() ||
        std::ranges::none_of(selection, [this](ItemRef item) { return m_scene.hasPlace(item); }))
        return;
    m_fitted = false;
    goTo(MapTransform::fit(bounds, fitArea().adjusted(40, 40, -40, -40), maxFitScale()), true);
}

void EmbeddingView::zoomIn() {
    MapTransform target = m_zoom ? m_zoom->second : m_transform;
    target.zoomAt(QRectF(rect()).center(), 1.5);
    m_fitted = false;
    goTo(target, true);
}

void EmbeddingView::zoomOut() {
    MapTransform target = m_zoom ? m_zoom->second : m_transform;
    target.zoomAt(QRectF(rect()).center(), 1 / 1.5);
    m_fitted = false;
    goTo(target, true);
}

void EmbeddingView::setMapTransform(const MapTransform& transform) {
    m_fitted = false;
    goTo(transform, false);
}

void EmbeddingView::goTo(const MapTransform& target, bool animate) {
    m_zoom.reset();
    if (animate && !m_reducedMotion && isVisible()) {
        m_zoom.emplace(m_transform, target);
        m_zoomClock.start();
        m_animation.start();
        return;
    }
    m_transform = target;
    transformChanged();
}

void EmbeddingView::transformChanged() {
    if (m_card->isVisible())
        hideCard();
    m_motionAge.start();
    requestFrame();
    Q_EMIT transformed();
}

void EmbeddingView::requestFrame() {
    m_frameStale = true;
    m_decorationsStale = true;
    update();
}

void EmbeddingView::tick() {
    if (m_moving) {
        const double t = m_reducedMotion ? 1 : double(m_moveClock.elapsed()) / kMoveMs;
        m_moving = t < 1;
        m_scene.moveTo(m_moving ? eased(t) : 1);
        requestFrame();
    }
    if (m_namesMove) {
        const double t = m_reducedMotion ? 1 : double(m_namesClock.elapsed()) / kMoveMs;
        m_namesMove = t < 1;
        m_names.moveTo(m_namesMove ? eased(t) : 1);
        requestFrame();
    }
    if (m_zoom) {
        const double t = m_reducedMotion ? 1 : double(m_zoomClock.elapsed()) / kZoomMs;
        m_transform = t < 1 ? MapTransform::between(m_zoom->first, m_zoom->second, eased(t)) : m_zoom->second;
        if (t >= 1)
            m_zoom.reset();
        transformChanged();
    }
    if (!m_moving && !m_namesMove && !m_zoom)
        m_animation.stop();
}

} // namespace crossview::ui
