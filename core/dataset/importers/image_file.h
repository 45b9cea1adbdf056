#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crossview {

/// True for a name that ends in .jpg, .jpeg, .png, .bmp, .webp, .gif, .tif or .tiff, in upper or lower case.
bool hasImageExtension(std::string_view name);

/// True when the bytes begin like a JPEG, PNG, BMP, WebP, GIF or TIFF; twelve bytes are enough to tell.
bool beginsLikeImage(std::string_view bytes);

/// Opens the file and looks at its first bytes. Returns why it is no picture, or an empty text when it is
/// one.
std::string whyNoImage(const std::filesystem::path& file);

} // namespace crossview
