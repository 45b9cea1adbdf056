#pragma once

#include "map/map_scene.h"
#include "map/map_transform.h"
#include "style/theme.h"

#include <QtCore/QPointer>
#include <QtGui/QImage>
#include <QtGui/QPainter>

#include <map>
#include <vector>

namespace crossview::ui {

/// A few pictures on the map itself. One representative per cell of a grid that is fixed to the map (not to
/// the screen), so that panning changes none of them; more, and larger, the fewer images are in sight.
class ThumbnailLayer {
public:
    struct Placed {
        int image = -1;
        QRectF rect; ///< logical pixels of the widget
    };

    void setSource(ThumbnailSource* source);
    ThumbnailSource* source() const { return m_source; }
    /// Chooses what to show inside `area` clear of `taken` (logical pixels). A picture shown before is
    /// preferred in its cell, so that the set stays calm when points move.
    void choose(const MapScene& scene, const MapTransform& transform, const QRectF& area,
                const std::vector<QRectF>& taken);
    /// Draws what is loaded; what has just come in fades in, unless `still`. True while something still
    /// fades.
    bool paint(QPainter& painter, const MapScene& scene, const MapTransform& transform, const Theme& theme,
               bool still);
    /// A chosen picture in its frame as it is drawn, at `ratio` pixels per logical pixel; null until it is
    /// loaded.
    QImage tileOf(int image, double ratio, const Theme& theme);
    /// What was chosen last, loaded or not.
    const std::vector<Placed>& placed() const { return m_placed; }
    /// Drops rendered tiles (theme, data or scale changed).
    void clearCache();

private:
    struct Tile {
        QImage image;
        double side = 0;  // logical pixels
        qint64 since = 0; // milliseconds when it was first drawn
    };
    const Tile* tile(int image, double side, double ratio, const Theme& theme);

    QPointer<ThumbnailSource> m_source;
    std::vector<Placed> m_placed;
    std::map<int, Tile> m_tiles;
    double m_side = 28;
};

} // namespace crossview::ui
