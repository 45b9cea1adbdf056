#include "map/embedding_view.h"

#include "map/map_paint.h"

#include <algorithm>
#include <cmath>

// What floats on the map, what it says, and the room that it leaves.

namespace crossview::ui {

namespace {
constexpr int kCorner = 10; // distance of what floats from the edges
constexpr double kFitMargin = 24;
constexpr double kBareMargin = 10;
constexpr double kOnePointScale = 100;
} // namespace

void EmbeddingView::showCounts() {
    m_legend->showCounts(m_scene);
}

int EmbeddingView::placedCount() const {
    return m_scene.placedCount(View::image) + m_scene.placedCount(View::sentence);
}

QString EmbeddingView::statusText() const {
    if (!m_scene.hasPositions())
        return m_scene.size() == 0
                   ? QString()
                   : tr("%1 points · no projection yet").arg(countText(placedCount(), locale()));
    const QString points =
        tr("%1 of %2 points")
            .arg(countText(m_scene.shownCount(), locale()), countText(placedCount(), locale()));
    const double explained = m_scene.projection()->explained;
    const QString method = explained > 0
                               ? tr("%1, %2 % of variance").arg(m_method).arg(std::lround(100 * explained))
                           : m_exaggeration > 1 && m_toolBar->exaggerationChoice() != nullptr
                               ? tr("%1, exaggeration %2").arg(m_method, locale().toString(m_exaggeration))
                               : m_method;
    const QString epoch = m_epoch > 0 ? tr("epoch %1").arg(m_epoch) : tr("before training");
    const MapQuality& quality = m_scene.projection()->quality;
    const QString kept = quality.asked > 0 ? tr("keeps %1 % of neighbours, trust %2")
                                                 .arg(std::lround(100 * quality.preservation))
                                                 .arg(locale().toString(quality.trust, 'f', 2))
                                           : QString();
    const QString pinned = m_scene.ghost() != nullptr ? tr("pinned: epoch %1").arg(m_ghostEpoch) : QString();
    const QString crowd = m_isCrowd ? tr("as density") : QString();
    const QString contours = m_hasContours ? tr("contours") : QString();
    QStringList parts{points, crowd, contours, method, epoch, pinned, kept, m_activity};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString EmbeddingView::explanation() const {
    if (!m_scene.hasPositions())
        return {};
    QStringList parts;
    if (m_isCrowd)
        parts << tr(
            "As density: the more points lie somewhere, the stronger the colour (a logarithmic scale), "
            "and both views weigh the same however many more one has. Nearer there are marks.");
    if (m_hasContours)
        parts << tr("Contours: the lines of a view enclose 90, 75, 50, 25 and 10 % of its points that are "
                    "shown; those of sentences are dashed.");
    if (m_scene.projection()->quality.asked > 0)
        parts << qualityText();
    return parts.join(QStringLiteral("\n\n"));
}

QString EmbeddingView::qualityText() const {
    const MapQuality& quality = m_scene.projection()->quality;
    return tr("Of the ten items that are truly nearest to an item, %1 % are among its ten nearest on the "
              "map. Trust %2: how few strangers the map puts beside it; continuity %3: how few of its true "
              "neighbours it puts far away; 1 where there are none. Measured on %4 items against all others.")
        .arg(QString::number(100 * quality.preservation, 'f', 1), QString::number(quality.trust, 'f', 3),
             QString::number(quality.continuity, 'f', 3),
             countText(static_cast<qint64>(quality.asked), locale()));
}

void EmbeddingView::updateStatus() {
    m_status->setText(statusText(), explanation());
    m_status->setVisible(!m_isBare && !m_status->text().isEmpty());
    placeControls();
}

void EmbeddingView::placeControls() {
    m_legend->setVisible(!m_isBare && m_scene.size() > 0);
    m_toolBar->setVisible(!m_isBare && m_scene.size() > 0);
    m_legend->resize(m_legend->sizeHint());
    m_legend->move(kCorner, kCorner);
    m_toolBar->resize(m_toolBar->sizeHint());
    const int room = width() - m_toolBar->width() - kCorner;
    // Where both do not fit beside each other the tools go below the legend.
    const bool narrow = room < m_legend->geometry().right() + kCorner;
    m_toolBar->move(narrow ? kCorner : room, narrow ? m_legend->geometry().bottom() + kCorner : kCorner);
    m_moved->fitInto(height() - m_toolBar->geometry().bottom() - m_status->sizeHint().height() - 3 * kCorner);
    m_moved->move(width() - m_moved->width() - kCorner, m_toolBar->geometry().bottom() + kCorner);
    m_moved->setVisible(m_scene.ghost() != nullptr);
    const QSize wanted = m_status->sizeHint();
    m_status->resize(std::min(wanted.width(), width() - 2 * kCorner), wanted.height());
    m_status->move(kCorner, height() - kCorner - wanted.height());
}

void EmbeddingView::setBare(bool bare) {
    m_isBare = bare;
    updateStatus();
}

QRectF EmbeddingView::fitArea() const {
    if (m_isBare)
        return QRectF(rect()).adjusted(kBareMargin, kBareMargin, -kBareMargin, -kBareMargin);
    const double bottom = m_status->sizeHint().height() + kCorner;
    return QRectF(rect()).adjusted(kFitMargin, kFitMargin, -kFitMargin, -kFitMargin - bottom);
}

double EmbeddingView::maxFitScale() const {
    // Relative to the whole map; where that is one point, any scale shows it.
    const QRectF& all = m_scene.mainBounds();
    if (all.width() <= 0 && all.height() <= 0)
        return kOnePointScale;
    const double whole = MapTransform::fit(all, fitArea(), MapTransform::kMaxScale).scale();
    return whole * std::max(4.0, std::sqrt(m_scene.size()) / 3);
}

} // namespace crossview::ui
