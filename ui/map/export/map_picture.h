#pragma once

#include "map/map_transform.h"
#include "map/splatter.h"

#include <QtCore/QByteArray>
#include <QtCore/QRectF>
#include <QtCore/QString>
#include <QtGui/QFont>
#include <QtGui/QImage>
#include <QtGui/QPen>
#include <QtGui/QPolygonF>

#include <array>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace crossview::ui {

/// A picture of the map to keep, laid out: what lies where, in logical pixels. A value that any thread may
/// draw, at any time.
struct MapPicture {
    struct Text {
        QPointF start; ///< of the base line
        QString text;
        QFont font; ///< with a size in pixels
        QColor colour;
        bool hasHalo = false; ///< of the map's ground: it lies over points
    };
    struct Shape {
        enum class Form { circle, diamond, square, ring, line };
        Form form = Form::circle;
        QPointF centre; ///< or where a line begins
        QPointF end;    ///< of a line
        double radius = 0;
        QColor colour;
        bool isFilled = true;
        double width = 1; ///< of a pen
    };
    struct Line {
        QPolygonF places;
        QPen pen;
    };
    struct Tile {
        QRectF place;
        QImage image;
    };

    QSize size;       ///< pixels
    double scale = 1; ///< pixels per logical pixel
    QColor background, mapBackground, border;
    QRectF frame; ///< the map itself
    MapTransform transform;
    std::vector<float> x, y; ///< map units, in the order of drawing
    std::vector<std::uint8_t> style;
    std::vector<PointStyle> styles;
    bool isCrowd = false;               ///< pixels of points are made by DensityField
    std::array<std::size_t, 2> shown{}; ///< images and sentences in all
    std::vector<Line> lines;            ///< over the points
    std::vector<Tile> tiles;            ///< over the lines
    std::vector<Shape> marks;           ///< over the points
    std::vector<Text> texts;            ///< over all of the map
    std::vector<Shape> symbols;         ///< of the legend, outside the map
    QString description;                ///< the caption in one line; empty without it

    /// Points that lie in the frame.
    std::size_t pointsInFrame() const;
};

/// With at most so many points in the frame an SVG holds each as a shape of its own; more are one embedded
/// picture, at the picture's scale, while all else stays vectors.
inline constexpr std::size_t kMostVectorPoints = 20000;

/// Draws it. Throws Cancelled.
QImage imageOf(const MapPicture& picture, const std::stop_token& stop = {});

/// The same as an SVG document: points (see kMostVectorPoints), marks, names, legend and caption as vectors
/// and text. Throws Cancelled.
QByteArray svgOf(const MapPicture& picture, const std::stop_token& stop = {});

/// The points alone, on the map's ground, as large as the frame. Throws Cancelled.
QImage pointsOf(const MapPicture& picture, const std::stop_token& stop = {});

} // namespace crossview::ui
