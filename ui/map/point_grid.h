#pragma once

#include <QtCore/QRectF>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace crossview::ui {

/// Uniform grid over points in the plane (counting sort): finds what is near in the time of a few cells.
/// Points that are not finite are left out.
class PointGrid {
public:
    PointGrid() = default;
    PointGrid(std::span<const float> x, std::span<const float> y);

    bool empty() const { return m_order.empty(); }
    /// Calls `visit(point)` for every point inside `area` (edges included).
    void visitIn(const QRectF& area, const std::function<void(std::uint32_t)>& visit) const;
    /// The accepted point nearest to (x, y) within `radius`, -1 where there is none.
    int nearest(double x, double y, double radius, const std::function<bool(std::uint32_t)>& accept) const;

private:
    int column(double x) const;
    int row(double y) const;

    std::vector<float> m_x; // in the order of the cells
    std::vector<float> m_y;
    std::vector<std::uint32_t> m_order;     // the point's own number
    std::vector<std::uint32_t> m_cellStart; // [columns * rows + 1]
    QRectF m_bounds;
    double m_cell = 1;
    int m_columns = 0;
    int m_rows = 0;
};

} // namespace crossview::ui
