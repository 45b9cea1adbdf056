#pragma once

#include "bridge/services.h"

namespace crossview::ui {

/// What the window needs of the learning library and the picture book, as it is. `starter`: the picture book
/// is the small one.
Services windowServices(bool starter);

} // namespace crossview::ui
