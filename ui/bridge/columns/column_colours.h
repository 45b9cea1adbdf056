#pragma once

#include "bridge/colourings.h"

namespace crossview::ui {

/// Colours by the imported column that `sources` names: its largest categories, or its numbers in classes
/// that are about equally full. Items of the other view have what their partners agree on. For any thread; a
/// Colouring's make. Data without that column: nobody has a value.
ItemColours byColumn(const ColourSources& sources, const ItemColours* previous, MeasuresOfSnapshot& memory,
                     const std::stop_token& stop, const ProgressSink& progress);

} // namespace crossview::ui
