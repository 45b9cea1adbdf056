#include "map/points/density_field.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace crossview::ui {

namespace {
constexpr int kBorder = 2;
constexpr double kMostCells = 1.6e6; // above it cells are larger: toning has to keep its time
constexpr double kFaintest = 0.3;    // of a single point
constexpr double kStrongest = 1.0;
constexpr double kBrightShare =
    0.995;                          // of the cells that hold anything are not brighter than the scale's end
constexpr double kLeastBright = 12; // where hardly any lie together they need not be told apart
constexpr std::size_t kTones = 1024;
constexpr int kGrain = 64; // side of the tile of grains

/// Thresholds for the share of images, spread evenly over 0 … 1 in grains of about two cells, the same in
/// every tile: which view a cell shows follows from its place on the map.
const std::array<float, kGrain * kGrain>& grains() {
    static const auto made = [] {
        const auto hash = [](unsigned x, unsigned y) {
            unsigned h = (x * 374761393U + y * 668265263U) ^ 0x5bf03635U;
            h = (h ^ (h >> 13)) * 1274126177U;
            return float((h ^ (h >> 16)) & 0xffffU);
        };
        std::array<float, kGrain * kGrain> values{};
        for (unsigned y = 0; y < kGrain; ++y)
            for (unsigned x = 0; x < kGrain; ++x) // smooth over two cells, with a little of its own
                values[y * kGrain + x] = hash(x / 2, y / 2) + hash((x + 1) / 2 % (kGrain / 2), 77 + y / 2) +
                                         hash(x / 2, 177 + (y + 1) / 2 % (kGrain / 2)) +
                                         0.5F * hash(x, 301 + y);
        std::array<std::uint16_t, kGrain * kGrain> order{};
        std::iota(order.begin(), order.end(), std::uint16_t(0));
        std::ranges::sort(order, {}, [&](std::uint16_t at) { return values[at]; });
        for (std::size_t rank = 0; rank < order.size(); ++rank)
            values[order[rank]] = (float(rank) + 0.5F) / float(order.size());
        return values;
    }();
    return made;
}
} // namespace

bool DensityField::isFor(double points, QSizeF area, bool before) {
    constexpr double kCrowd = 30000; // on an area of 760 × 540
    constexpr double kStays = 0.7;
    const double room = std::max(1.0, area.width() * area.height()) / (760.0 * 540.0);
    return points / room > (before ? kStays * kCrowd : kCrowd);
}

void DensityField::resize(QSize size, double devicePixelRatio) {
    const QSize device(std::max(1, int(std::ceil(size.width() * devicePixelRatio))),
                       std::max(1, int(std::ceil(size.height() * devicePixelRatio))));
    m_ratio = devicePixelRatio;
    int side = std::max(1, int(std::lround(devicePixelRatio)));
    while (double(device.width()) * device.height() / (side * side) > kMostCells)
        ++side;
    if (device == m_deviceSize && side == m_side)
        return;
    m_deviceSize = device;
    m_side = side;
    m_columns = (device.width() + side - 1) / side;
    m_rows = (device.height() + side - 1) / side;
    m_stride = m_columns + 2 * kBorder;
    m_cells.assign(std::size_t(m_stride) * std::size_t(m_rows + 2 * kBorder), Cell{});
    m_pixels.assign(std::size_t(device.width()) * std::size_t(device.height()), 0);
}

void DensityField::begin(const QColor& background, std::span<const PointStyle> styles,
                         const std::array<std::size_t, 2>& shown, const MapTransform& transform) {
    std::fill(m_cells.begin(), m_cells.end(), Cell{});
    m_background = background;
    m_transform = transform;
    m_weights = {1, 1};
    if (shown[0] > 0 && shown[1] > 0)
        for (std::size_t v = 0; v < 2; ++v)
            m_weights[v] = float(double(shown[0] + shown[1]) / (2.0 * double(shown[v])));
    double strongest = 1e-6;
    for (const PointStyle& style : styles)
        strongest = std::max(strongest, style.alpha);
    for (std::size_t s = 0; s < std::min(styles.size(), m_looks.size()); ++s)
        m_looks[s] = {styles[s].colour.blue(), styles[s].colour.green(), styles[s].colour.red(),
                      int(std::lround(256 * styles[s].alpha / strongest))};
}

void DensityField::add(std::span<const float> x, std::span<const float> y,
                       std::span<const std::uint8_t> style) {
    const float scale = float(m_transform.scale() * m_ratio / m_side);
    // Half a cell back: the four cells about a point begin there.
    const float offsetX = float(m_transform.offset().x() * m_ratio / m_side) - 0.5F + kBorder;
    const float offsetY = float(m_transform.offset().y() * m_ratio / m_side) - 0.5F + kBorder;
    const float right = float(m_columns + 2 * kBorder - 1);
    const float bottom = float(m_rows + 2 * kBorder - 1);
    constexpr unsigned kFull = std::numeric_limits<std::uint16_t>::max();
    Cell* const cells = m_cells.data();
    for (std::size_t i = 0; i < x.size(); ++i) {
        const float px = offsetX + x[i] * scale;
        const float py = offsetY - y[i] * scale;
        // Written so that NaN is skipped too.
        if (!(px >= 0 && px < right && py >= 0 && py < bottom) || style[i] == Splatter::kHidden)
            continue;
        const std::size_t view = style[i] & 1U;
        const bool selected = (style[i] & 2U) != 0;
        Cell* cell = cells + std::ptrdiff_t(int(py)) * m_stride + int(px);
        for (Cell* at : {cell, cell + 1, cell + m_stride, cell + m_stride + 1}) {
            std::uint16_t& count = at->count[view];
            if (selected || count == 0 || (at->style[view] & 2U) == 0)
                at->style[view] = style[i];
            count = std::uint16_t(count + (count < kFull ? 1 : 0));
        }
    }
}

double DensityField::brightest(double share) const {
    constexpr std::size_t kStep = 7; // a sample does, and no multiple of a row
    std::vector<float> values;
    for (std::size_t i = 0; i < m_cells.size(); i += kStep)
        if (const Cell& cell = m_cells[i]; cell.count[0] != 0 || cell.count[1] != 0)
            values.push_back(m_weights[0] * float(cell.count[0]) + m_weights[1] * float(cell.count[1]));
    if (values.empty())
        return kLeastBright;
    const auto bright = values.begin() + std::ptrdiff_t(kBrightShare * double(values.size() - 1));
    std::nth_element(values.begin(), bright, values.end());
    return std::max(kLeastBright, double(*bright) / share);
}

void DensityField::develop(double share) {
    share = std::clamp(share, 1e-6, 1.0);
    const double bright = brightest(share);
    // By the root of the count: thin places have as many tones as dense ones.
    std::array<std::uint16_t, kTones> tones{};
    for (std::size_t t = 0; t < kTones; ++t) {
        const double part = double(t) / double(kTones - 1);
        const double tone = std::log1p(part * part * bright) / std::log1p(bright);
        tones[t] = std::uint16_t(std::lround(256 * (kFaintest + (kStrongest - kFaintest) * tone)));
    }
    const float toTone = float(1 / (share * bright));
    const int ground[3] = {m_background.blue(), m_background.green(), m_background.red()};
    const std::uint32_t empty = m_background.rgb() | 0xff000000U;
    const auto& grain = grains();
    // Grains lie on the map and not on the screen: they move along with it.
    const int shiftX = int(std::lround(m_transform.offset().x() * m_ratio / m_side));
    const int shiftY = int(std::lround(m_transform.offset().y() * m_ratio / m_side));
    const auto width = std::size_t(m_deviceSize.width());
    for (int row = 0; row < m_rows; ++row) {
        const Cell* cells = m_cells.data() + std::ptrdiff_t(row + kBorder) * m_stride + kBorder;
        const float* thresholds = grain.data() + std::ptrdiff_t((row - shiftY) & (kGrain - 1)) * kGrain;
        std::uint32_t* line = m_pixels.data() + std::size_t(row * m_side) * width;
        for (int column = 0; column < m_columns; ++column) {
            const Cell& cell = cells[column];
            std::uint32_t pixel = empty;
            if ((cell.count[0] | cell.count[1]) != 0) {
                const float images = m_weights[0] * float(cell.count[0]);
                const float all = images + m_weights[1] * float(cell.count[1]);
                const bool isImage = images > all * thresholds[(column - shiftX) & (kGrain - 1)];
                const Look& look = m_looks[cell.style[isImage ? 0 : 1]];
                const auto tone = std::size_t(std::sqrt(std::min(1.0F, all * toTone)) * float(kTones - 1));
                const int weight = (tones[tone] * look.weight) >> 8;
                const auto mixed = [weight](int from, int to) {
                    return std::uint32_t(from + (((to - from) * weight) >> 8));
                };
                pixel = 0xff000000U | (mixed(ground[2], look.red) << 16U) |
                        (mixed(ground[1], look.green) << 8U) | mixed(ground[0], look.blue);
            }
            if (m_side == 1) {
                line[column] = pixel;
                continue;
            }
            const std::size_t first = std::size_t(column) * std::size_t(m_side);
            std::fill(line + first, line + std::min(width, first + std::size_t(m_side)), pixel);
        }
        for (int copy = 1; copy < m_side && row * m_side + copy < m_deviceSize.height(); ++copy)
            std::copy_n(line, width, line + std::size_t(copy) * width);
    }
}

QImage DensityField::image() const {
    if (m_pixels.empty())
        return {};
    QImage result(reinterpret_cast<const uchar*>(m_pixels.data()), m_deviceSize.width(),
                  m_deviceSize.height(), qsizetype(m_deviceSize.width()) * qsizetype(sizeof(std::uint32_t)),
                  QImage::Format_RGB32);
    result.setDevicePixelRatio(m_ratio);
    return result;
}

std::array<int, 2> DensityField::countsAt(QPoint place) const {
    const int column = int(place.x() * m_ratio) / m_side, row = int(place.y() * m_ratio) / m_side;
    if (column < 0 || row < 0 || column >= m_columns || row >= m_rows)
        return {0, 0};
    const Cell& cell =
        m_cells[std::size_t(row + kBorder) * std::size_t(m_stride) + std::size_t(column + kBorder)];
    return {cell.count[0], cell.count[1]};
}

} // namespace crossview::ui
