#include "map/embedding_view.h"

#include "map/points/point_styles.h"

#include <algorithm>

// The points of a frame, in as many paint events as their number takes.

namespace crossview::ui {

namespace {
constexpr qint64 kSliceMicroseconds = 5500; ///< of a paint event for marks; the rest follows in the next ones
constexpr qint64 kCountingMicroseconds = 3000; ///< the same for a crowd, which is toned then
constexpr int kChunk = 8192;
constexpr int kMostInMotion = 100000; ///< of a crowd that moves a fair sample is enough
constexpr qint64 kContoursMs = 250;   ///< while points move their contours are found at most this often
constexpr qint64 kStillMs = 90;       ///< without a movement until all of them are drawn
} // namespace

double EmbeddingView::zoomOver(const MapTransform& transform) const {
    if (!m_scene.hasPositions())
        return 1;
    const double whole = MapTransform::fit(m_scene.mainBounds(), fitArea(), maxFitScale()).scale();
    return std::max(1.0, transform.scale() / whole);
}

void EmbeddingView::setContours(bool shown) {
    m_hasContours = shown;
    updateStatus();
    update();
}

void EmbeddingView::findContours() {
    if (!m_hasContours || !m_contoursStale ||
        (m_moving && m_contoursAge.isValid() && m_contoursAge.elapsed() < kContoursMs))
        return;
    m_contours = contourLines(m_scene.x(), m_scene.y(), m_scene.styles(), m_scene.mainBounds());
    m_contoursStale = m_moving; // once more where they come to rest
    m_contoursAge.start();
}

bool EmbeddingView::isInMotion() const {
    return m_moving || m_zoom || (m_motionAge.isValid() && m_motionAge.elapsed() < kStillMs);
}

void EmbeddingView::beginFrame() {
    const Theme& theme = ThemeWatcher::of(nullptr)->theme();
    std::vector<PointStyle> styles =
        pointStyles(m_scene, m_colours.get(), theme, size(), zoomOver(m_transform));
    const double inSight = m_scene.shownCount() * m_scene.shareInSight(m_transform.toMap(QRectF(rect())));
    const bool wasCrowd = std::exchange(m_isCrowd, DensityField::isFor(inSight, size(), m_isCrowd));
    if (m_isCrowd) {
        m_field.resize(size(), devicePixelRatioF());
        m_field.begin(
            theme.color(Role::MapBackground), styles,
            {std::size_t(m_scene.countOfView(View::image)), std::size_t(m_scene.countOfView(View::sentence))},
            m_transform);
        m_ghostDrawn = true; // a crowd beneath a crowd would not be seen
    } else {
        m_ghostStyle = std::uint8_t(styles.size());
        m_ghostDrawn = m_scene.ghost() == nullptr;
        if (!m_ghostDrawn)
            addGhostStyles(styles, theme);
        m_splatter.resize(size(), devicePixelRatioF());
        m_splatter.begin(theme.color(Role::MapBackground), styles);
    }
    m_drawn = 0;
    m_frameStale = false;
    if (wasCrowd != m_isCrowd) // it says how the points are drawn; not amid a paint event
        QTimer::singleShot(0, this, &EmbeddingView::updateStatus);
}

void EmbeddingView::drawPoints() {
    if (m_frameStale)
        beginFrame();
    QElapsedTimer clock;
    clock.start();
    if (!m_ghostDrawn)
        drawGhost();
    const bool moves = m_isCrowd && isInMotion();
    const int count = moves ? std::min(kMostInMotion, m_scene.size()) : m_scene.size();
    const qint64 most = 1000 * (m_isCrowd ? kCountingMicroseconds : kSliceMicroseconds);
    while (m_drawn < count && clock.nsecsElapsed() < most) {
        const auto first = std::size_t(m_drawn);
        const auto portion = std::size_t(std::min(kChunk, count - m_drawn));
        const auto x = m_scene.x().subspan(first, portion), y = m_scene.y().subspan(first, portion);
        const auto styles = m_scene.styles().subspan(first, portion);
        if (m_isCrowd)
            m_field.add(x, y, styles);
        else
            m_splatter.splat(m_transform, x, y, styles);
        m_drawn += int(portion);
    }
    if (m_isCrowd)
        m_field.develop(double(m_drawn) / std::max(1, m_scene.size()));
    if (m_drawn < m_scene.size())
        QTimer::singleShot(m_drawn < count ? 0 : int(kStillMs), this, qOverload<>(&QWidget::update));
}

} // namespace crossview::ui
