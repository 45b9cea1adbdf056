#pragma once

#include "common/pixel_box.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace crossview {

/// A picture as a window shows it, without the types of the library that decoded it.
struct PicturePixels {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> bgr; ///< [height, width, 3]
    int pictureWidth = 0;          ///< of the whole upright picture in the file
    int pictureHeight = 0;
};

/// Reads a picture file, or the region of it in a box, as its features see it (image_reader.h), at most
/// `side` pixels wide and high, its aspect kept. Throws the Errors of readPicture.
PicturePixels readPicturePixels(const std::filesystem::path& file, int side,
                                const std::optional<PixelBox>& box = std::nullopt);

} // namespace crossview
