#pragma once

#include "map/map_transform.h"
#include "map/splatter.h"

#include <QtGui/QColor>
#include <QtGui/QImage>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace crossview::ui {

/// Draws crowds of points, where marks would cover each other: counts them in cells about as large as a
/// logical pixel, by view, and tones the counts. How many lie somewhere is how strong its colour is (a
/// logarithm, so that thin and dense places both show their structure), and both views weigh the same however
/// many more one of them has: grains of either say which share each has there. Styles are
/// MapScene::styleOf's. The frame may be filled in portions; any first portion of a fair order shows the
/// same, with more noise.
class DensityField {
public:
    /// Whether so many points on an area (logical pixels) are a crowd; `before`: they were one, and it takes
    /// fewer to stay one.
    static bool isFor(double points, QSizeF area, bool before);

    /// Size in logical pixels. Keeps nothing of an earlier frame of another size.
    void resize(QSize size, double devicePixelRatio);
    /// Starts a frame. `shown`: how many images and sentences there are in all.
    void begin(const QColor& background, std::span<const PointStyle> styles,
               const std::array<std::size_t, 2>& shown, const MapTransform& transform);
    /// Counts points first … last of x, y (map units); kHidden and NaN are skipped.
    void add(std::span<const float> x, std::span<const float> y, std::span<const std::uint8_t> style);
    /// Tones what was counted, which is the share (0 … 1) of all points.
    void develop(double share);
    /// The frame, sharing this object's memory: valid until resize() or destruction.
    QImage image() const;

    /// Counted at a place (logical pixels) of the frame: images, sentences.
    std::array<int, 2> countsAt(QPoint place) const;

private:
    /// What lies in a cell. A point is counted in the four cells about it: a dot can be seen.
    struct Cell {
        std::array<std::uint16_t, 2> count; // images, sentences
        std::array<std::uint8_t, 2> style;  // of one of them: any, but a selected one where there is one
        std::uint16_t unused;
    };
    struct Look {
        int blue = 0, green = 0, red = 0;
        int weight = 0; // of 256
    };
    double brightest(double share) const;

    std::vector<Cell> m_cells; // with a border of two on every side
    std::vector<std::uint32_t> m_pixels;
    std::array<Look, 256> m_looks;
    std::array<float, 2> m_weights{1, 1};
    QColor m_background;
    MapTransform m_transform;
    QSize m_deviceSize;
    int m_columns = 0, m_rows = 0; // of cells, without the border
    int m_stride = 0;              // of cells
    int m_side = 1;                // of a cell, device pixels
    double m_ratio = 1;
};

} // namespace crossview::ui
