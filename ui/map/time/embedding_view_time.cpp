#include "map/embedding_view.h"

#include "map/map_paint.h"

#include <cmath>

// Where things lay before, and the ways that they took.

namespace crossview::ui {

namespace {
constexpr double kGhostAlpha = 0.3;
constexpr double kGhostRadius = 1.5;
constexpr std::size_t kSpare = 64; // items that have no place on the map are listed nowhere
} // namespace

void EmbeddingView::setGhost(std::shared_ptr<const Projection> projection, int epoch) {
    m_scene.setGhost(std::move(projection));
    m_ghostEpoch = epoch;
    listMoved();
    updateStatus();
    requestFrame();
}

void EmbeddingView::setTrails(std::shared_ptr<const std::vector<Trail>> trails) {
    m_overlay.trails = std::move(trails);
    update();
}

void EmbeddingView::listMoved() {
    m_listing.stop();
    if (m_scene.ghost() == nullptr || !m_scene.hasPositions()) {
        m_moved->setContent(m_ghostEpoch, m_epoch, {}, m_info);
    } else {
        std::vector<MovedItem> moved =
            mostMoved(*m_scene.ghost(), *m_scene.projection(), MovedList::kMost + kSpare);
        std::erase_if(moved, [this](const MovedItem& item) { return !m_scene.hasPlace(item.item); });
        m_moved->setContent(m_ghostEpoch, m_epoch, moved, m_info);
    }
    placeControls();
}

void EmbeddingView::addGhostStyles(std::vector<PointStyle>& styles, const Theme& theme) {
    for (const View view : {View::image, View::sentence})
        styles.push_back({viewMark(view), theme.color(Role::Missing), kGhostAlpha, kGhostRadius, false});
}

void EmbeddingView::drawGhost() {
    const std::vector<std::uint8_t> styles = m_scene.ghostStyles(m_ghostStyle);
    m_splatter.splat(m_transform, m_scene.ghostX(), m_scene.ghostY(), styles);
    m_ghostDrawn = true;
}

void EmbeddingView::goToItem(ItemRef item) {
    if (!m_scene.contains(item))
        return;
    changeSelection({item});
    std::vector<QPointF> places{m_scene.target(item), m_scene.ghostPosition(item)};
    for (const ItemRef& partner : m_overlay.partners)
        places.push_back(m_scene.target(partner));
    QPolygonF around;
    for (const QPointF& place : places)
        if (std::isfinite(place.x()) && std::isfinite(place.y()))
            around << place;
    if (around.isEmpty())
        return;
    m_fitted = false;
    constexpr double kAir = 60;
    QRectF area = fitArea().adjusted(kAir, kAir, -kAir, -kAir);
    if (m_moved->isVisible() && area.width() > 2 * m_moved->width()) // beside the list
        area.setRight(area.right() - m_moved->width());
    goTo(MapTransform::fit(around.boundingRect(), area, maxFitScale()), true);
}

} // namespace crossview::ui
