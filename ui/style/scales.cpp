#include "style/scales.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace crossview::ui {
namespace {

struct Shades {
    QRgb light, dark;
};

// Orange, sky blue, bluish green, yellow, blue, vermilion, reddish purple. On a light ground the pale ones
// are darker than their authors', at 3 : 1 to it.
constexpr std::array<Shades, kCategoryColours> kCategories{{{0xFFB87400, 0xFFE69F00},
                                                            {0xFF2C8FCB, 0xFF56B4E9},
                                                            {0xFF008A65, 0xFF12B48A},
                                                            {0xFF8F8500, 0xFFF0E442},
                                                            {0xFF004F8C, 0xFF3E8FD8},
                                                            {0xFFC4420B, 0xFFF07A3C},
                                                            {0xFFA8497F, 0xFFDD8FBB}}};

// Matplotlib's Viridis at ninths.
constexpr std::array<QRgb, 10> kViridis{0xFF440154, 0xFF482878, 0xFF3E4A89, 0xFF31688E, 0xFF26828E,
                                        0xFF1F9E89, 0xFF35B779, 0xFF6DCD59, 0xFFB4DE2C, 0xFFFDE725};
constexpr double kLightEnd = 0.78, kDarkBegin = 0.22; // beyond it yellow is lost on white, violet on black

} // namespace

QColor categoryColour(const Theme& theme, int category) {
    const Shades& shades = kCategories[std::size_t(std::clamp(category, 0, kCategoryColours - 1))];
    return QColor::fromRgb(theme.isDark() ? shades.dark : shades.light);
}

QColor orderedColour(const Theme& theme, double share) {
    const double from = theme.isDark() ? kDarkBegin : 0;
    const double to = theme.isDark() ? 1 : kLightEnd;
    const double at = (from + (to - from) * std::clamp(share, 0.0, 1.0)) * double(kViridis.size() - 1);
    const std::size_t below = std::min(std::size_t(at), kViridis.size() - 2);
    const QColor a = QColor::fromRgb(kViridis[below]), b = QColor::fromRgb(kViridis[below + 1]);
    const auto mixed = [t = at - double(below)](int p, int q) { return int(std::lround(p + (q - p) * t)); };
    return QColor::fromRgb(mixed(a.red(), b.red()), mixed(a.green(), b.green()), mixed(a.blue(), b.blue()));
}

} // namespace crossview::ui
