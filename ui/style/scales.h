#pragma once

#include "style/theme.h"

namespace crossview::ui {

// Colours of what data say of an item, where that is not its view.

/// Categories that can be told apart by colour; others share one.
inline constexpr int kCategoryColours = 7;

/// One of kCategoryColours: Okabe and Ito's without black, as light or dark as the theme's ground asks for.
QColor categoryColour(const Theme& theme, int category);

/// Viridis from low (0) to high (1): the part of it that stands out from the theme's ground.
QColor orderedColour(const Theme& theme, double share);

} // namespace crossview::ui
