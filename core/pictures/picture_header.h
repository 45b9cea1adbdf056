#pragma once

#include <cstdint>
#include <string_view>

namespace crossview {

/// Formats that pictures are read of.
enum class PictureFormat : std::uint8_t { other, png, jpeg, bmp, webp, tiff };

/// What the first bytes of a picture file tell without decoding it.
struct PictureHeader {
    PictureFormat format = PictureFormat::other;
    std::uint64_t width = 0;  ///< pixels, below 2^32; 0 of another format or a damaged file
    std::uint64_t height = 0; ///< the same
    bool mayHaveAlpha = true; ///< false where the format or its header excludes transparency
    bool cutOff = false;      ///< a JPEG that ends before its picture begins
    int orientation = 1;      ///< as EXIF numbers it, 1 to 8, where the decoder has to be told (not TIFF)
};

/// Reads PNG, JPEG, BMP, WebP and TIFF headers (of its first picture); other content gives zeros. Never
/// throws: damage shows in zeros.
PictureHeader parsePictureHeader(std::string_view bytes);

} // namespace crossview
