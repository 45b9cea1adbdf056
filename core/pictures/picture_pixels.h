#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace crossview {

/// A picture as a window shows it, without the types of the library that decoded it.
struct PicturePixels {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> bgr; ///< [height, width, 3]
};

/// Reads a picture file as its features see it (image_reader.h), at most `side` pixels wide and high, its
/// aspect kept. Throws the Errors of readPicture.
PicturePixels readPicturePixels(const std::filesystem::path& file, int side);

} // namespace crossview
