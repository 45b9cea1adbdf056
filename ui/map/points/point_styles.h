#pragma once

#include "map/item_colours.h"
#include "map/map_scene.h"
#include "map/splatter.h"

#include <QtCore/QSizeF>

#include <vector>

namespace crossview::ui {

/// How the points of a scene look, by MapScene::styleOf, on an area of logical pixels: `zoom` is how many
/// times larger than the whole map it is shown, 1 or more; `colours` null: the views'.
std::vector<PointStyle> pointStyles(const MapScene& scene, const ItemColours* colours, const Theme& theme,
                                    QSizeF area, double zoom);

} // namespace crossview::ui
