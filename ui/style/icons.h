#pragma once

#include "style/theme.h"

#include <QIcon>

namespace crossview::ui {

/// Makes the compiled-in resources known; a static library needs it said once, before the first icon.
void initialiseResources();

/// A line icon of resources/icons ("play", "pause", …) drawn in the colour that `role` has in the theme of
/// the moment; disabled ones in secondary text.
QIcon lineIcon(const QString& name, Role role = Role::Text);

/// The application's icon.
QIcon applicationIcon();

} // namespace crossview::ui
