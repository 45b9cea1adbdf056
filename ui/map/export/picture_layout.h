#pragma once

#include "map/cluster_labels.h"
#include "map/export/map_picture.h"
#include "map/item_colours.h"
#include "map/map_legend.h"
#include "map/map_overlay.h"
#include "map/map_scene.h"
#include "map/points/density_contours.h"
#include "map/thumbnail_layer.h"

#include <QtCore/QMetaType>

namespace crossview::ui {

/// What a person may choose of a picture of the map.
struct MapPictureOptions {
    static constexpr int kLeastSide = 200;
    static constexpr int kMostSide = 10000;

    QSize size{1520, 1080}; ///< pixels
    double scale = 2;       ///< of text and marks: pixels per pixel of the window
    bool dark = false;
    bool wholeMap = true; ///< else what is in sight
    bool names = true;
    bool pictures = true; ///< those that lie on the map, as far as they are loaded
    bool legend = true;
    bool caption = true;
};

/// What a picture of the map is made from. Nothing is owned or kept.
struct MapPictureSource {
    const MapScene& scene;
    const ItemColours* colours; ///< null: the views'
    const ClusterLabels& names;
    const ThumbnailLayer& thumbnails;
    const MapOverlay::State& overlay;
    std::span<const ContourLine> contours;
    std::vector<LegendLine> legend;
    QString legendTitle; ///< of the classes; may be empty
    QRectF sight;        ///< part of the map that is in sight, map units
    QFont font;
    QString caption; ///< without the count of points, which it begins with
};

/// Lays a picture out. On the GUI thread: texts are measured. Takes no longer than a frame of the map.
MapPicture layOutPicture(const MapPictureSource& source, const MapPictureOptions& options);

} // namespace crossview::ui
