#include "map/point_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview::ui {

namespace {
constexpr double kPointsPerCell = 4;
constexpr int kMaxCellsPerSide = 1024;
} // namespace

PointGrid::PointGrid(std::span<const float> x, std::span<const float> y) {
    float left = std::numeric_limits<float>::infinity(), right = -left, top = left, bottom = -left;
    std::size_t finite = 0;
    const auto usable = [&](std::size_t i) { return std::isfinite(x[i]) && std::isfinite(y[i]); };
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!usable(i))
            continue;
        ++finite;
        left = std::min(left, x[i]);
        right = std::max(right, x[i]);
        top = std::min(top, y[i]);
        bottom = std::max(bottom, y[i]);
    }
    if (finite == 0)
        return;
    m_bounds = QRectF(QPointF(double(left), double(top)), QPointF(double(right), double(bottom)));
    const double longSide = std::max({m_bounds.width(), m_bounds.height(), 1e-12});
    const double area =
        std::max(m_bounds.width(), longSide * 1e-3) * std::max(m_bounds.height(), longSide * 1e-3);
    m_cell = std::max(std::sqrt(area * kPointsPerCell / double(finite)), longSide / kMaxCellsPerSide);
    m_columns = int(m_bounds.width() / m_cell) + 1;
    m_rows = int(m_bounds.height() / m_cell) + 1;

    m_cellStart.assign(std::size_t(m_columns) * std::size_t(m_rows) + 1, 0);
    const auto cellOf = [&](std::size_t i) {
        return std::size_t(row(double(y[i]))) * std::size_t(m_columns) + std::size_t(column(double(x[i])));
    };
    std::vector<std::uint32_t> cells(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!usable(i))
            continue;
        cells[i] = std::uint32_t(cellOf(i));
        ++m_cellStart[cells[i] + 1];
    }
    for (std::size_t c = 1; c < m_cellStart.size(); ++c)
        m_cellStart[c] += m_cellStart[c - 1];
    std::vector<std::uint32_t> next(m_cellStart.begin(), m_cellStart.end() - 1);
    m_order.resize(finite);
    m_x.resize(finite);
    m_y.resize(finite);
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!usable(i))
            continue;
        const std::uint32_t at = next[cells[i]]++;
        m_order[at] = std::uint32_t(i);
        m_x[at] = x[i];
        m_y[at] = y[i];
    }
}

int PointGrid::column(double x) const {
    return int(std::clamp((x - m_bounds.left()) / m_cell, 0.0, double(m_columns - 1)));
}

int PointGrid::row(double y) const {
    return int(std::clamp((y - m_bounds.top()) / m_cell, 0.0, double(m_rows - 1)));
}

void PointGrid::visitIn(const QRectF& area, const std::function<void(std::uint32_t)>& visit) const {
    if (empty() || area.right() < m_bounds.left() || area.left() > m_bounds.right() ||
        area.bottom() < m_bounds.top() || area.top() > m_bounds.bottom())
        return;
    const int firstColumn = column(area.left()), lastColumn = column(area.right());
    for (int r = row(area.top()); r <= row(area.bottom()); ++r) {
        const std::size_t base = std::size_t(r) * std::size_t(m_columns);
        const std::uint32_t end = m_cellStart[base + std::size_t(lastColumn) + 1];
        for (std::uint32_t i = m_cellStart[base + std::size_t(firstColumn)]; i < end; ++i) {
            const double x = double(m_x[i]), y = double(m_y[i]);
            if (x >= area.left() && x <= area.right() && y >= area.top() && y <= area.bottom())
                visit(m_order[i]);
        }
    }
}

int PointGrid::nearest(double x, double y, double radius,
                       const std::function<bool(std::uint32_t)>& accept) const {
    int best = -1;
    double bestSquare = radius * radius;
    if (empty())
        return best;
    const int firstColumn = column(x - radius), lastColumn = column(x + radius);
    for (int r = row(y - radius); r <= row(y + radius); ++r) {
        const std::size_t base = std::size_t(r) * std::size_t(m_columns);
        const std::uint32_t end = m_cellStart[base + std::size_t(lastColumn) + 1];
        for (std::uint32_t i = m_cellStart[base + std::size_t(firstColumn)]; i < end; ++i) {
            const double dx = double(m_x[i]) - x, dy = double(m_y[i]) - y;
            const double square = dx * dx + dy * dy;
            if (square > bestSquare || (best >= 0 && square == bestSquare) || !accept(m_order[i]))
                continue;
            bestSquare = square;
            best = int(m_order[i]);
        }
    }
    return best;
}

} // namespace crossview::ui
