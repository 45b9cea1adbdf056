#pragma once

#include <cstdint>

namespace crossview {

/// Modality of an item. Colour and shape in the window follow it.
enum class View : std::uint8_t { image, sentence };

} // namespace crossview
