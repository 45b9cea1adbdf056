#include "map/points/density_contours.h"

#include "map/map_paint.h"
#include "map/splatter.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace crossview::ui {
namespace {

constexpr std::size_t kMostPoints = 200000;
constexpr int kCells = 160;  // along the longer side of the area
constexpr int kBorder = 13;  // cells around it: smoothed densities of what lies there end within
constexpr double kSigma = 2; // cells
constexpr int kReach = 6;    // of the Gaussian, cells

/// Densities at the nodes of a square grid.
class DensityGrid {
public:
    explicit DensityGrid(const QRectF& area)
        : m_cell(std::max(area.width(), area.height()) / kCells),
          m_origin(area.topLeft() - QPointF(kBorder * m_cell, kBorder * m_cell)),
          m_columns(int(std::ceil(area.width() / m_cell)) + 2 * kBorder + 1),
          m_rows(int(std::ceil(area.height() / m_cell)) + 2 * kBorder + 1),
          m_values(std::size_t(m_columns) * std::size_t(m_rows)) {}

    int columns() const { return m_columns; }
    int rows() const { return m_rows; }
    float at(int column, int row) const { return m_values[index(column, row)]; }
    QPointF place(double column, double row) const { return m_origin + QPointF(column, row) * m_cell; }
    double count() const { return m_count; }

    /// Shares a point among the four nodes about it.
    void add(double x, double y) {
        const double column = (x - m_origin.x()) / m_cell, row = (y - m_origin.y()) / m_cell;
        if (!(column >= kReach && row >= kReach && column < m_columns - 1 - kReach &&
              row < m_rows - 1 - kReach)) // NaN too
            return;
        const int left = int(column), top = int(row);
        const auto right = float(column - left), below = float(row - top);
        m_values[index(left, top)] += (1 - right) * (1 - below);
        m_values[index(left + 1, top)] += right * (1 - below);
        m_values[index(left, top + 1)] += (1 - right) * below;
        m_values[index(left + 1, top + 1)] += right * below;
        ++m_count;
    }

    void smooth() {
        std::array<float, 2 * kReach + 1> kernel{};
        for (std::size_t i = 0; i < kernel.size(); ++i) {
            const double away = double(i) - kReach;
            kernel[i] = float(std::exp(-away * away / (2 * kSigma * kSigma)));
        }
        const float sum = std::accumulate(kernel.begin(), kernel.end(), 0.0F);
        for (float& weight : kernel)
            weight /= sum;
        // Along rows, then along columns. The border is empty, so that the end of a row may reach into the
        // next.
        for (const std::size_t step : {std::size_t(1), std::size_t(m_columns)}) {
            std::vector<float> smoothed(m_values.size());
            for (std::size_t at = kReach * step; at + kReach * step < m_values.size(); ++at) {
                const std::size_t first = at - kReach * step;
                for (std::size_t i = 0; i < kernel.size(); ++i)
                    smoothed[at] += kernel[i] * m_values[first + i * step];
            }
            m_values = std::move(smoothed);
        }
    }

    /// The densities above which the shares of all points lie.
    std::vector<float> levels() const {
        std::vector<float> sorted;
        std::ranges::copy_if(m_values, std::back_inserter(sorted), [](float value) { return value > 0; });
        std::ranges::sort(sorted, std::greater());
        const double total = std::accumulate(sorted.begin(), sorted.end(), 0.0);
        std::vector<float> levels(kContourShares.size());
        for (std::size_t level = 0; level < levels.size(); ++level) {
            double inside = 0;
            for (const float value : sorted) {
                inside += value;
                levels[level] = value;
                if (inside >= kContourShares[level] * total)
                    break;
            }
        }
        return levels;
    }

private:
    std::size_t index(int column, int row) const {
        return std::size_t(row) * std::size_t(m_columns) + std::size_t(column);
    }

    double m_cell;
    QPointF m_origin;
    int m_columns, m_rows;
    std::vector<float> m_values;
    double m_count = 0;
};

/// Marching squares over a grid at one density; crossings of the grid's edges are linked to lines.
class Marcher {
public:
    Marcher(const DensityGrid& grid, float level) : m_grid(grid), m_level(level) {
        for (int row = 0; row + 1 < grid.rows(); ++row)
            for (int column = 0; column + 1 < grid.columns(); ++column)
                march(column, row);
    }

    std::vector<QPolygonF> lines() {
        std::vector<QPolygonF> lines;
        for (const auto& [edge, links] : m_links) // nothing lies at the border, so that every line closes
            if (!links.isUsed)
                lines.push_back(lineFrom(edge));
        return lines;
    }

private:
    using Edge = int;
    struct Links {
        std::array<Edge, 2> to{-1, -1};
        bool isUsed = false;
    };

    bool isInside(int column, int row) const { return m_grid.at(column, row) >= m_level; }
    Edge across(int column, int row) const { return 2 * (row * m_grid.columns() + column); }   // to the right
    Edge down(int column, int row) const { return 2 * (row * m_grid.columns() + column) + 1; } // below

    void link(Edge a, Edge b) {
        for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
            Links& links = m_links[from];
            links.to[links.to[0] < 0 ? 0 : 1] = to;
        }
    }

    void march(int column, int row) {
        const bool topLeft = isInside(column, row), topRight = isInside(column + 1, row),
                   bottomLeft = isInside(column, row + 1), bottomRight = isInside(column + 1, row + 1);
        const Edge top = across(column, row), bottom = across(column, row + 1), left = down(column, row),
                   right = down(column + 1, row);
        if (topLeft == bottomRight && topRight == bottomLeft && topLeft != topRight) { // a saddle
            const bool middle = m_grid.at(column, row) + m_grid.at(column + 1, row) +
                                    m_grid.at(column, row + 1) + m_grid.at(column + 1, row + 1) >=
                                4 * m_level;
            const bool cutsTopLeft = middle != topLeft;
            link(top, cutsTopLeft ? left : right);
            link(bottom, cutsTopLeft ? right : left);
            return;
        }
        std::array<Edge, 2> crossed{};
        std::size_t count = 0;
        for (const auto& [edge, isCrossed] :
             {std::pair(top, topLeft != topRight), std::pair(right, topRight != bottomRight),
              std::pair(bottom, bottomLeft != bottomRight), std::pair(left, topLeft != bottomLeft)})
            if (isCrossed)
                crossed[count++] = edge;
        if (count == 2)
            link(crossed[0], crossed[1]);
    }

    QPointF placeOf(Edge edge) const {
        const int node = edge / 2;
        const int column = node % m_grid.columns(), row = node / m_grid.columns();
        const bool isDown = edge % 2 == 1;
        const double here = m_grid.at(column, row),
                     there = isDown ? m_grid.at(column, row + 1) : m_grid.at(column + 1, row);
        const double share = (double(m_level) - here) / (there - here);
        return m_grid.place(column + (isDown ? 0 : share), row + (isDown ? share : 0));
    }

    QPolygonF lineFrom(Edge start) {
        QPolygonF line;
        Edge edge = start;
        while (edge >= 0) {
            Links& links = m_links.at(edge);
            links.isUsed = true;
            line << placeOf(edge);
            const auto next =
                std::ranges::find_if(links.to, [this](Edge to) { return to >= 0 && !m_links.at(to).isUsed; });
            edge = next == links.to.end() ? -1 : *next;
        }
        line << line.front();
        return line;
    }

    const DensityGrid& m_grid;
    float m_level;
    std::unordered_map<Edge, Links> m_links;
};

/// The part of a piece of a line that lies in a rectangle (Liang and Barsky, 1984); null where none does.
QLineF clipped(const QLineF& line, const QRectF& area) {
    double from = 0, to = 1;
    const auto cut = [&](double step, double room) { // step · t <= room
        if (step == 0)
            return room >= 0;
        if (step < 0)
            from = std::max(from, room / step);
        else
            to = std::min(to, room / step);
        return from <= to;
    };
    const bool isInside =
        cut(-line.dx(), line.x1() - area.left()) && cut(line.dx(), area.right() - line.x1()) &&
        cut(-line.dy(), line.y1() - area.top()) && cut(line.dy(), area.bottom() - line.y1());
    return isInside ? QLineF(line.pointAt(from), line.pointAt(to)) : QLineF();
}

/// What is drawn of a line within an area: all of it, or dashes and the gaps between them of these lengths.
/// However near the map is, there are no more pieces than the area has room for.
class Pieces {
public:
    Pieces(const QRectF& area, const QList<qreal>& pattern) : m_area(area), m_pattern(pattern) {
        m_left = pattern.empty() ? 0 : pattern.front();
    }

    void add(const QLineF& part) {
        const QLineF seen = clipped(part, m_area);
        if (seen.isNull())
            return;
        if (m_pattern.empty())
            m_lines << seen;
        else
            addDashes(seen);
    }
    const QList<QLineF>& lines() const { return m_lines; }

private:
    void addDashes(QLineF rest) {
        while (rest.length() > m_left) {
            const QPointF change = rest.pointAt(m_left / rest.length());
            if (m_isDrawn)
                m_lines << QLineF(rest.p1(), change);
            rest.setP1(change);
            m_isDrawn = !m_isDrawn;
            m_left = m_isDrawn ? m_pattern.front() : m_pattern.back();
        }
        m_left -= rest.length();
        if (m_isDrawn)
            m_lines << rest;
    }

    QRectF m_area;
    QList<qreal> m_pattern;
    QList<QLineF> m_lines;
    double m_left; // until dash and gap change
    bool m_isDrawn = true;
};

} // namespace

std::vector<ContourLine> contourLines(std::span<const float> x, std::span<const float> y,
                                      std::span<const std::uint8_t> style, const QRectF& area) {
    std::vector<ContourLine> lines;
    if (!(area.width() > 0 || area.height() > 0) || !std::isfinite(area.width() + area.height()))
        return lines;
    const std::size_t count = std::min(x.size(), kMostPoints);
    for (const View view : {View::image, View::sentence}) {
        DensityGrid grid(area);
        for (std::size_t i = 0; i < count; ++i)
            if (style[i] != Splatter::kHidden && (style[i] % 2 == 0) == (view == View::image))
                grid.add(double(x[i]), double(y[i]));
        if (grid.count() < double(kFewestForContours))
            continue;
        grid.smooth();
        const std::vector<float> levels = grid.levels();
        for (std::size_t level = 0; level < levels.size(); ++level)
            for (QPolygonF& places : Marcher(grid, levels[level]).lines())
                lines.push_back({view, level, std::move(places)});
    }
    return lines;
}

QPen contourPen(const ContourLine& line, const Theme& theme) {
    QColor colour = viewColour(theme, line.view);
    colour.setAlphaF(float(0.5 + 0.5 * double(line.level) / double(kContourShares.size() - 1)));
    QPen pen(colour, 1);
    if (line.view == View::sentence)
        pen.setDashPattern({5, 3});
    return pen;
}

void paintContours(QPainter& painter, std::span<const ContourLine> lines, const MapTransform& transform,
                   const Theme& theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const ContourLine& line : lines) {
        // Qt draws lines of one device pixel without dashes fifteen times as fast as others.
        QPen pen = contourPen(line, theme);
        Pieces pieces(QRectF(painter.window()),
                      pen.style() == Qt::CustomDashLine ? pen.dashPattern() : QList<qreal>());
        QPointF last = transform.toScreen(line.places.front());
        for (const QPointF& place : line.places) {
            const QPointF here = transform.toScreen(place);
            pieces.add({last, here});
            last = here;
        }
        pen.setStyle(Qt::SolidLine);
        pen.setCosmetic(true);
        painter.setPen(pen);
        painter.drawLines(pieces.lines());
    }
    painter.restore();
}

} // namespace crossview::ui
