#pragma once

#include <cstdint>
#include <string_view>

namespace crossview {

/// What the first bytes of a picture file tell without decoding it.
struct PictureHeader {
    std::uint64_t width = 0;  ///< pixels; 0 where the format is not known here
    std::uint64_t height = 0; ///< pixels; 0 where the format is not known here
    bool mayHaveAlpha = true; ///< false where the format or its header excludes transparency
    bool cutOff = false;      ///< a JPEG stream without its end marker: decoders would fill it with grey
};

/// Reads PNG, JPEG, BMP and WebP headers; other content gives zeros. Never throws: damage shows in zeros.
PictureHeader parsePictureHeader(std::string_view bytes);

} // namespace crossview
