#include "projection/repulsion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace crossview {
namespace {

// Quintic splines on a grid of at most a third of a unit: the kernel's spectrum falls as exp(-|k|), and what
// lies beyond the grid's last frequency, or is folded back by the splines, is below a thousandth of the
// repulsion. While the map is small, forces cancel and want a finer grid, which then costs little: four cells
// for each point of a row of the map, down to an eighth of a unit.
constexpr int kOrder = 6;
constexpr double kCoarsest = 1.0 / 3;
constexpr double kFinest = 1.0 / 8;
constexpr double kCellsPerPoint = 4;
constexpr double kLeastCells = 100;
constexpr double kMostCells = 400;
// The kernel has a kink where its copies meet, which the splines carry some cells inwards.
constexpr std::size_t kMargin = 12;
constexpr std::size_t kLongestSide = 4096; // cells
constexpr std::size_t kWidth = 8;          // a row of spline weights as one or two vectors, zeros behind
constexpr std::size_t kLanes = 16;         // points whose weights are computed together
constexpr std::size_t kBandRows = 8;       // at least kOrder: every other band may be filled at once
constexpr std::size_t kBlock = 2048;       // points of a task; as many are spread without a helper

/// Spline weights of kLanes points along one axis.
struct Weights {
    std::array<std::size_t, kLanes> cell; ///< the first of kOrder
    std::array<std::array<float, kWidth>, kLanes> value, slope;
};

/// The points' cells and the B-spline's values there and slopes per cell, by its recursion over the orders.
template <bool kSlopes>
void computeWeights(const std::array<float, kLanes>& places, Weights& weights) {
    constexpr int n = kOrder;
    std::array<float, kLanes> t;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const auto cell = static_cast<int>(places[lane]);
        weights.cell[lane] = static_cast<std::size_t>(cell);
        t[lane] = places[lane] - static_cast<float>(cell);
    }
    std::array<std::array<float, kLanes>, n> w{};
    std::array<std::array<float, kLanes>, n> slope{};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        w[0][lane] = 1 - t[lane];
        w[1][lane] = t[lane];
    }
    const auto raise = [&](int order) {
        const float scale = 1.0F / static_cast<float>(order - 1);
        for (int l = order - 1; l >= 0; --l) {
            const auto i = static_cast<std::size_t>(l);
            const auto up = static_cast<float>(order - 1 - l);
            const auto down = static_cast<float>(l + 1);
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const float before = i > 0 ? w[i - 1][lane] : 0.0F;
                w[i][lane] = scale * ((t[lane] + up) * before + (down - t[lane]) * w[i][lane]);
            }
        }
    };
    for (int order = 3; order < n; ++order)
        raise(order);
    if constexpr (kSlopes)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                slope[i][lane] = (i > 0 ? w[i - 1][lane] : 0.0F) - w[i][lane];
    raise(n);
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        for (std::size_t i = 0; i < kWidth; ++i) {
            weights.value[lane][i] = i < n ? w[i][lane] : 0.0F;
            if constexpr (kSlopes)
                weights.slope[lane][i] = i < n ? slope[i][lane] : 0.0F;
        }
}

/// Places in cells of up to kLanes points; lanes without a point repeat the last one.
template <typename Index>
void gather(std::span<const float> positions, std::size_t count, const Index& index, float left, float bottom,
            float scale, std::array<float, kLanes>& x, std::array<float, kLanes>& y) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::size_t point = index(std::min(lane, count - 1));
        x[lane] = (positions[2 * point] - left) * scale;
        y[lane] = (positions[2 * point + 1] - bottom) * scale;
    }
}

} // namespace

void Repulsion::prepare(std::span<const float> positions) {
    float right = positions[0];
    float top = positions[1];
    m_left = right;
    m_bottom = top;
    for (std::size_t i = 0; i < positions.size(); i += 2) {
        m_left = std::min(m_left, positions[i]);
        right = std::max(right, positions[i]);
        m_bottom = std::min(m_bottom, positions[i + 1]);
        top = std::max(top, positions[i + 1]);
    }
    const double extent = std::max(double(right) - m_left, double(top) - m_bottom);
    const std::size_t points = positions.size() / 2;
    const double wantedCells =
        std::clamp(kCellsPerPoint * std::sqrt(static_cast<double>(points)), kLeastCells, kMostCells);
    double spacing = std::clamp(extent / wantedCells, kFinest, kCoarsest);
    // One that is about right is kept, and with it the kernel.
    if (m_convolution && spacing < 1.25 * m_spacing && m_spacing < 1.1 * spacing)
        spacing = m_spacing;
    while (extent / spacing > double(kLongestSide))
        spacing *= 2;
    const auto cells = [spacing](double length) {
        return static_cast<std::size_t>(length / spacing) + 1 + kOrder + kMargin;
    };
    const std::size_t rows = cells(double(top) - m_bottom);
    const std::size_t columns = cells(double(right) - m_left);
    // A little room, so that a growing map does not get a new kernel at every step.
    const auto fits = [](std::size_t has, std::size_t needs) {
        return has >= needs && has < needs + needs / 4 + 16;
    };
    if (!m_convolution || spacing != m_spacing || !fits(m_convolution->rows(), rows) ||
        !fits(m_convolution->columns(), columns)) {
        const auto side = [](std::size_t needs) { return GridConvolution::goodSide(needs + needs / 20); };
        m_spacing = spacing;
        m_convolution.emplace(side(rows), side(columns), spacing, kOrder);
        m_pitch = m_convolution->columns() + kWidth;
    }
    m_grid.assign(m_convolution->rows() * m_pitch, 0.0F);
    const auto scale = static_cast<float>(1 / m_spacing);
    m_bandBegin.assign(m_convolution->rows() / kBandRows + 2, 0);
    const auto band = [&](std::size_t point) {
        return static_cast<std::size_t>((positions[2 * point + 1] - m_bottom) * scale) / kBandRows;
    };
    for (std::size_t i = 0; i < points; ++i)
        ++m_bandBegin[band(i) + 1];
    std::partial_sum(m_bandBegin.begin(), m_bandBegin.end(), m_bandBegin.begin());
    std::vector<std::size_t> next(m_bandBegin.begin(), m_bandBegin.end() - 1);
    m_inBands.resize(points);
    for (std::size_t i = 0; i < points; ++i)
        m_inBands[next[band(i)]++] = static_cast<std::uint32_t>(i);
}

void Repulsion::spread(std::span<const float> positions, Workers& workers) {
    const auto scale = static_cast<float>(1 / m_spacing);
    const std::size_t bands = m_bandBegin.size() - 1;
    const auto fill = [&](std::size_t band) {
        std::array<float, kLanes> x;
        std::array<float, kLanes> y;
        Weights across;
        Weights up;
        const std::size_t end = m_bandBegin[band + 1];
        for (std::size_t first = m_bandBegin[band]; first < end; first += kLanes) {
            const std::size_t count = std::min(kLanes, end - first);
            gather(
                positions, count, [&](std::size_t i) { return m_inBands[first + i]; }, m_left, m_bottom,
                scale, x, y);
            computeWeights<false>(x, across);
            computeWeights<false>(y, up);
            for (std::size_t i = 0; i < count; ++i) {
                float* cell = m_grid.data() + up.cell[i] * m_pitch + across.cell[i];
                for (std::size_t r = 0; r < kOrder; ++r, cell += m_pitch)
                    for (std::size_t c = 0; c < kWidth; ++c)
                        cell[c] += up.value[i][r] * across.value[i][c];
            }
        }
    };
    if (positions.size() / 2 <= kBlock) { // in the same order as below, so that the sums are the same
        for (std::size_t parity = 0; parity < 2; ++parity)
            for (std::size_t band = parity; band < bands; band += 2)
                fill(band);
        return;
    }
    for (std::size_t parity = 0; parity < 2; ++parity)
        workers.forEach((bands + 1 - parity) / 2, [&](std::size_t half) { fill(2 * half + parity); });
}

double Repulsion::interpolate(std::span<const float> positions, std::span<float> forces,
                              Workers& workers) const {
    const auto scale = static_cast<float>(1 / m_spacing);
    const std::size_t points = positions.size() / 2;
    std::vector<double> sums((points + kBlock - 1) / kBlock);
    workers.forEach(sums.size(), [&](std::size_t block) {
        std::array<float, kLanes> x;
        std::array<float, kLanes> y;
        Weights across;
        Weights up;
        double sum = 0;
        const std::size_t end = std::min(points, (block + 1) * kBlock);
        for (std::size_t first = block * kBlock; first < end; first += kLanes) {
            const std::size_t count = std::min(kLanes, end - first);
            gather(
                positions, count, [&](std::size_t i) { return first + i; }, m_left, m_bottom, scale, x, y);
            computeWeights<true>(x, across);
            computeWeights<true>(y, up);
            for (std::size_t i = 0; i < count; ++i) {
                const float* cell = m_grid.data() + up.cell[i] * m_pitch + across.cell[i];
                std::array<float, kWidth> value{};
                std::array<float, kWidth> rise{};
                for (std::size_t r = 0; r < kOrder; ++r, cell += m_pitch)
                    for (std::size_t c = 0; c < kWidth; ++c) {
                        value[c] += up.value[i][r] * cell[c];
                        rise[c] += up.slope[i][r] * cell[c];
                    }
                float potential = 0;
                float alongX = 0;
                float alongY = 0;
                for (std::size_t c = 0; c < kOrder; ++c) {
                    potential += across.value[i][c] * value[c];
                    alongX += across.slope[i][c] * value[c];
                    alongY += across.value[i][c] * rise[c];
                }
                sum += potential;
                forces[2 * (first + i)] = -0.5F * scale * alongX;
                forces[2 * (first + i) + 1] = -0.5F * scale * alongY;
            }
        }
        sums[block] = sum;
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0) - static_cast<double>(points);
}

double Repulsion::evaluate(std::span<const float> positions, std::span<float> forces, Workers& workers) {
    if (positions.empty())
        return 0;
    prepare(positions);
    spread(positions, workers);
    m_convolution->apply(m_grid.data(), m_pitch, workers);
    return interpolate(positions, forces, workers);
}

} // namespace crossview
