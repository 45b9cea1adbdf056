#include "map/embedding_view.h"

// The map as a picture to keep.

namespace crossview::ui {

MapPicture EmbeddingView::picture(const MapPictureOptions& options, const QString& caption) const {
    return layOutPicture(
        {m_scene, m_colours.get(), m_names, m_thumbnails, m_overlay,
         m_hasContours ? std::span<const ContourLine>(m_contours) : std::span<const ContourLine>(),
         m_legend->lines(), m_colours ? m_colours->name : QString(), m_transform.toMap(QRectF(rect())),
         font(), caption},
        options);
}

} // namespace crossview::ui
