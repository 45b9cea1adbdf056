#pragma once

#include "common/threads.h"
#include "projection/grid_convolution.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crossview {

/// The repulsive half of t-SNE's gradient from one scalar potential. With phi(y) = sum over j of
/// 1 / (1 + |y - y_j|²), the repulsion of point i is -grad phi(y_i) / 2 = sum of (y_i - y_j) / (1 + r²)², and
/// Z is the sum of phi over all points less their number. The potential is convolved on a grid
/// (particle-mesh, as Delchevalerie et al., 2021): one charge, one kernel, one real transform each way, in
/// float, and its gradient is that of the same splines.
class Repulsion {
public:
    /// Writes the repulsion of points [n, 2] (x, y in turn) into `forces` [n, 2] and returns Z, the sum over
    /// all ordered pairs. It is quickest when points that lie near each other on the map do so in memory.
    /// Points that are spread over more than about 1,300 units get a coarser grid. Throws Cancelled.
    double evaluate(std::span<const float> positions, std::span<float> forces, Workers& workers);

private:
    /// Sizes grid and bands for the points.
    void prepare(std::span<const float> positions);
    void spread(std::span<const float> positions, Workers& workers);
    double interpolate(std::span<const float> positions, std::span<float> forces, Workers& workers) const;

    double m_spacing = 0; ///< units from cell to cell
    float m_left = 0;
    float m_bottom = 0;
    std::size_t m_pitch = 0; ///< floats from row to row of m_grid: room for whole vectors behind a row
    std::vector<float> m_grid;
    std::optional<GridConvolution> m_convolution;
    std::vector<std::size_t> m_bandBegin; ///< where the points of a band of rows start in m_inBands
    std::vector<std::uint32_t> m_inBands; ///< points by band, in their order within one
};

} // namespace crossview
