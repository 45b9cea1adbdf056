#include "map/points/point_styles.h"

#include "map/map_overlay.h"
#include "map/map_paint.h"

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr double kGrey = 0.6; // of the weight of what has a colour: it is not what is looked for
} // namespace

std::vector<PointStyle> pointStyles(const MapScene& scene, const ItemColours* colours, const Theme& theme,
                                    QSizeF area, double zoom) {
    // Fewer points are larger and denser, so that a map of 300 and one of 100,000 weigh about the same.
    // Neither does a small window weigh more than a large one.
    const double room = std::max(1.0, area.width() * area.height()) / (760.0 * 540.0);
    const double count = std::max(1.0, scene.shownCount() / room);
    const double crowd = std::clamp(std::pow(12000.0 / count, 0.17), 0.7, 1.9);
    const double radius = std::clamp(1.65 * crowd * std::pow(zoom, 0.25), 1.1, 4.5);
    const double alpha = std::clamp(0.58 * std::pow(12000.0 * std::pow(zoom, 1.2) / count, 0.3), 0.25, 0.85);
    const bool dimmed = scene.selection().size() > MapOverlay::kMostWithLines;
    const double rest = dimmed ? alpha * 0.3 : alpha;
    using Kind = ItemColours::Class::Kind;
    std::vector<PointStyle> styles;
    for (std::size_t number = 0; number < scene.classCount(); ++number) {
        const Kind kind = colours != nullptr ? colours->classes[number].kind : Kind::coloured;
        for (const bool selected : {false, true})
            for (const View view : {View::image, View::sentence}) {
                const double a = (!selected ? rest
                                  : dimmed  ? 0.95
                                            : alpha) *
                                 (kind == Kind::coloured ? 1 : kGrey);
                const double r = selected && dimmed ? radius * 1.3 : radius;
                // In eighths and hundredths: zooming makes a new stamp only now and then.
                styles.push_back(PointStyle{
                    viewMark(view),
                    colours != nullptr ? classColour(theme, *colours, number) : viewColour(theme, view),
                    std::round(a * 50) / 50, std::round(r * 8) / 8, kind == Kind::missing});
            }
    }
    return styles;
}

} // namespace crossview::ui
