#pragma once

#include "dataset/item_ref.h"
#include "map/map_transform.h"
#include "style/theme.h"

#include <QtCore/QRectF>
#include <QtGui/QPainter>
#include <QtGui/QPolygonF>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crossview::ui {

/// A line of equal density of the points of one view.
struct ContourLine {
    View view = View::image;
    std::size_t level = 0; ///< of kContourShares
    QPolygonF places;      ///< map units; the first is the last again where the line closes
};

/// What share of a view's points lies inside the lines of a level: highest density regions (Hyndman, The
/// American Statistician 50, 1996), so that lines of few and of many points say the same.
inline constexpr std::array kContourShares{0.9, 0.75, 0.5, 0.25, 0.1};

/// Lines around the points of either view, outer ones first, over densities on a grid of about 160 cells that
/// are smoothed by a Gaussian of 2 cells. Points as a scene holds them: hidden styles are left out, and of
/// very many a fair first part is taken. A view with fewer than kFewestForContours points in `area` has
/// none.
std::vector<ContourLine> contourLines(std::span<const float> x, std::span<const float> y,
                                      std::span<const std::uint8_t> style, const QRectF& area);
inline constexpr std::size_t kFewestForContours = 20;

/// How a line is drawn: in the colour of its view, inner ones stronger, those of sentences dashed.
QPen contourPen(const ContourLine& line, const Theme& theme);
/// Draws the lines over what is there.
void paintContours(QPainter& painter, std::span<const ContourLine> lines, const MapTransform& transform,
                   const Theme& theme);

} // namespace crossview::ui
