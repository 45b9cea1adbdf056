#pragma once

#include "map/map_scene.h"
#include "map/map_transform.h"
#include "projection/trails.h"
#include "style/theme.h"

#include <QtCore/QStringList>
#include <QtGui/QPainter>
#include <QtGui/QPolygonF>

#include <memory>
#include <optional>
#include <vector>

namespace crossview::ui {

/// Everything drawn over the points: rings, pair lines, where the selection came from, the query's answers
/// and its star, the drag's outline.
class MapOverlay {
public:
    /// A ring's radius on the widget, logical pixels.
    static constexpr double kRingRadius = 6.5;
    /// With more selected items than this no pair lines are drawn: they would be a felt.
    static constexpr std::size_t kMostWithLines = 12;
    /// Lines from where items lay in the pinned epoch are drawn for as many of the selection.
    static constexpr std::size_t kMostFromGhost = 200;

    struct Answer {
        ItemRef item;
        QString label;
    };
    struct State {
        ItemRef hovered;
        ItemRef primary;                                  ///< the item last clicked
        std::vector<ItemRef> partners;                    ///< of the primary
        std::vector<Answer> nearest;                      ///< at most three, labelled
        std::vector<ItemRef> results;                     ///< the query's answers, best first
        std::optional<QPointF> queryPoint;                ///< map units
        QPolygonF dragOutline;                            ///< logical pixels; lasso or box in the making
        std::shared_ptr<const std::vector<Trail>> trails; ///< of the selection over the epochs; may be null
    };

    /// Paints with Antialiasing; `taken` holds the rectangles of labels placed so far and grows.
    static void paint(QPainter& painter, const MapScene& scene, const MapTransform& transform,
                      const Theme& theme, const QFont& font, const State& state, std::vector<QRectF>& taken);
};

} // namespace crossview::ui
