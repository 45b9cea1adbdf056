#include "map/item_colours.h"

#include "style/scales.h"

#include <algorithm>

namespace crossview::ui {

QColor classColour(const Theme& theme, const ItemColours& colours, std::size_t number) {
    const ItemColours::Class& shown = colours.classes.at(number);
    if (shown.kind != ItemColours::Class::Kind::coloured)
        return theme.color(Role::Missing);
    if (colours.scale == ItemColours::Scale::categories)
        return categoryColour(theme, int(number));
    const auto coloured =
        std::ranges::count(colours.classes, ItemColours::Class::Kind::coloured, &ItemColours::Class::kind);
    const double share = coloured < 2 ? 0 : double(number) / double(coloured - 1);
    return orderedColour(theme, colours.lowStandsOut && theme.isDark() ? 1 - share : share);
}

} // namespace crossview::ui
