#include "map/splatter.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace crossview::ui {

namespace {
constexpr int kBorder = 64; // pixels around the frame; wider than the widest stamp
constexpr int kWidestStamp = 32;
constexpr double kRim = 1;            // of a hollow mark, logical pixels
constexpr double kDiamondReach = 1.3; // half diagonal / radius: nearly the area of the circle

/// Share of the pixel (x, y) covered by the mark around (cx, cy): from the distance of its middle to the
/// edge.
double coverage(Mark mark, int x, int y, double cx, double cy, double radius) {
    const double dx = std::abs(x + 0.5 - cx), dy = std::abs(y + 0.5 - cy);
    const double inside = mark == Mark::circle ? radius - std::hypot(dx, dy)
                                               : (radius * kDiamondReach - dx - dy) / std::numbers::sqrt2;
    return std::clamp(inside + 0.5, 0.0, 1.0);
}
} // namespace

void Splatter::resize(QSize size, double devicePixelRatio) {
    const QSize device(std::max(1, int(std::ceil(size.width() * devicePixelRatio))),
                       std::max(1, int(std::ceil(size.height() * devicePixelRatio))));
    m_ratio = devicePixelRatio;
    if (device == m_deviceSize)
        return;
    m_deviceSize = device;
    m_stride = std::size_t(device.width() + 2 * kBorder);
    m_pixels.assign(m_stride * std::size_t(device.height() + 2 * kBorder), 0);
}

void Splatter::begin(const QColor& background, std::span<const PointStyle> styles) {
    std::fill(m_pixels.begin(), m_pixels.end(), background.rgb() | 0xff000000U);
    m_styleCount = std::min(styles.size(), kMaxStyles);
    for (std::size_t i = 0; i < m_styleCount; ++i) {
        Stamp& stamp = m_stamps[i];
        if (stamp.width == 0 || stamp.ratio != m_ratio || !(stamp.style == styles[i]))
            stamp = makeStamp(styles[i], m_ratio);
    }
}

Splatter::Stamp Splatter::makeStamp(const PointStyle& style, double ratio) {
    const double radius = std::clamp(style.radius * ratio, 0.4, (kWidestStamp - 4) / (2 * kDiamondReach));
    const double reach = style.mark == Mark::circle ? radius : radius * kDiamondReach;
    Stamp stamp;
    stamp.style = style;
    stamp.ratio = ratio;
    // The centre lies in the pixel `half` at one of four sub-pixel positions.
    // A pixel is touched when its middle is nearer than reach + 1/2; the centre is 1/8 from the pixel's edge.
    const int half = int(std::ceil(reach + 0.875)) - 1;
    stamp.height = 2 * half + 1;
    stamp.width = std::max(4, int(std::bit_ceil(unsigned(stamp.height))));
    const std::size_t size = std::size_t(kPhases * kPhases * stamp.height * stamp.width * 4);
    stamp.source.assign(size, 0);
    stamp.inverse.assign(size, 256);
    std::size_t at = 0;
    for (int phase = 0; phase < kPhases * kPhases; ++phase) {
        const double cx = half + (phase % kPhases + 0.5) / kPhases;
        const double cy = half + (phase / kPhases + 0.5) / kPhases;
        for (int y = 0; y < stamp.height; ++y) {
            for (int x = 0; x < stamp.width; ++x, at += 4) {
                double share = coverage(style.mark, x, y, cx, cy, radius);
                if (style.hollow)
                    share -= coverage(style.mark, x, y, cx, cy, std::max(0.0, radius - kRim * ratio));
                const double alpha = style.alpha * share;
                const std::array<int, 4> bgra{style.colour.blue(), style.colour.green(), style.colour.red(),
                                              255};
                for (std::size_t c = 0; c < 4; ++c) {
                    stamp.source[at + c] = std::uint8_t(std::floor(bgra[c] * alpha));
                    stamp.inverse[at + c] = std::uint16_t(256 - int(std::lround(alpha * 256)));
                }
            }
        }
    }
    return stamp;
}

template <int Width>
void Splatter::blend(std::uint32_t* target, std::size_t stride, const Stamp& stamp, int phase) {
    const std::size_t first = std::size_t(phase * stamp.height * Width * 4);
    // No two of these overlap; unsaid, bytes could alias everything and nothing would be vectorised.
    const std::uint8_t* __restrict source = stamp.source.data() + first;
    const std::uint16_t* __restrict inverse = stamp.inverse.data() + first;
    for (int y = 0; y < stamp.height; ++y) {
        auto* __restrict bytes = reinterpret_cast<std::uint8_t*>(target);
        // A fixed number of bytes without a branch: the compiler makes vector instructions of it.
        for (int i = 0; i < Width * 4; ++i)
            bytes[i] = std::uint8_t(source[i] + std::uint8_t(std::uint16_t(bytes[i] * inverse[i]) >> 8));
        source += Width * 4;
        inverse += Width * 4;
        target += stride;
    }
}

void Splatter::splat(const MapTransform& transform, std::span<const float> x, std::span<const float> y,
                     std::span<const std::uint8_t> style) {
    const float scale = float(transform.scale() * m_ratio);
    const float offsetX = float(transform.offset().x() * m_ratio);
    const float offsetY = float(transform.offset().y() * m_ratio);
    constexpr float kReach = kWidestStamp / 2 - 1;
    const float right = float(m_deviceSize.width()) + kReach;
    const float bottom = float(m_deviceSize.height()) + kReach;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const float px = offsetX + x[i] * scale;
        const float py = offsetY - y[i] * scale;
        // Written so that NaN is skipped too.
        if (!(px > -kReach && px < right && py > -kReach && py < bottom) || style[i] >= m_styleCount)
            continue;
        const Stamp& stamp = m_stamps[style[i]];
        const int fineX = int((px + kBorder) * kPhases), fineY = int((py + kBorder) * kPhases);
        const int half = stamp.height / 2;
        const std::size_t row = std::size_t(fineY / kPhases - half);
        const std::size_t column = std::size_t(fineX / kPhases - half);
        std::uint32_t* target = m_pixels.data() + row * m_stride + column;
        const int phase = (fineY % kPhases) * kPhases + fineX % kPhases;
        switch (stamp.width) {
        case 4:
            blend<4>(target, m_stride, stamp, phase);
            break;
        case 8:
            blend<8>(target, m_stride, stamp, phase);
            break;
        case 16:
            blend<16>(target, m_stride, stamp, phase);
            break;
        default:
            blend<kWidestStamp>(target, m_stride, stamp, phase);
            break;
        }
    }
}

QImage Splatter::image() const {
    if (m_pixels.empty())
        return {};
    const std::uint32_t* first = m_pixels.data() + kBorder * m_stride + kBorder;
    QImage result(reinterpret_cast<const uchar*>(first), m_deviceSize.width(), m_deviceSize.height(),
                  qsizetype(m_stride * sizeof(std::uint32_t)), QImage::Format_RGB32);
    result.setDevicePixelRatio(m_ratio);
    return result;
}

} // namespace crossview::ui
