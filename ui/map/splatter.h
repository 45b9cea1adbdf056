#pragma once

#include "map/map_transform.h"

#include <QtGui/QColor>
#include <QtGui/QImage>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace crossview::ui {

/// Form of a mark: shape says the view a second time.
enum class Mark : std::uint8_t { circle, diamond };

/// How one style of point looks.
struct PointStyle {
    Mark mark = Mark::circle;
    QColor colour;
    double alpha = 1;  ///< 0 … 1
    double radius = 2; ///< logical pixels; a diamond's half diagonal is larger, so that both weigh the same
    bool hollow = false;

    bool operator==(const PointStyle&) const = default;
};

/// Draws very many points into an image: for each style a small anti-aliased stamp in 4 × 4 sub-pixel
/// positions is made once and then blended per point. One thread, no allocation per frame. The frame may be
/// filled in portions, so that a paint event keeps its time however many points there are.
class Splatter {
public:
    static constexpr std::uint8_t kHidden = 255; ///< style of a point that is not drawn
    static constexpr std::size_t kMaxStyles = 64;

    /// Size in logical pixels. Keeps nothing of an earlier frame of another size.
    void resize(QSize size, double devicePixelRatio);
    /// Starts a frame: fills with the (opaque) background and takes the styles, at most kMaxStyles.
    void begin(const QColor& background, std::span<const PointStyle> styles);
    /// Blends points first … last of x, y (map units); style[i] selects the stamp, kHidden and NaN are
    /// skipped.
    void splat(const MapTransform& transform, std::span<const float> x, std::span<const float> y,
               std::span<const std::uint8_t> style);
    /// The frame, sharing this object's memory: valid until resize() or destruction.
    QImage image() const;

private:
    static constexpr int kPhases = 4;

    /// One style at every sub-pixel position; rows of `width` pixels (4, 8, 16 or 32), premultiplied.
    struct Stamp {
        PointStyle style;
        double ratio = 0;
        int width = 0;
        int height = 0;
        std::vector<std::uint8_t> source;   // [phases², height, width, 4]
        std::vector<std::uint16_t> inverse; // same shape, 256 - alpha
    };
    static Stamp makeStamp(const PointStyle& style, double ratio);
    template <int Width>
    static void blend(std::uint32_t* target, std::size_t stride, const Stamp& stamp, int phase);

    std::vector<std::uint32_t> m_pixels; // with a border as wide as a stamp: no clipping per point
    std::array<Stamp, kMaxStyles> m_stamps;
    std::size_t m_styleCount = 0;
    QSize m_deviceSize;
    std::size_t m_stride = 0;
    double m_ratio = 1;
};

} // namespace crossview::ui
