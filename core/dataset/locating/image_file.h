#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace crossview {

/// True for a name with an ending of pictures, whether their format is read here or only named (.gif, .heic):
/// a person means a picture by it. Upper and lower case alike.
bool hasImageExtension(std::string_view name);

/// First bytes of a file that tell what it is.
inline constexpr std::size_t kHeadBytes = 32;

/// True when the bytes begin like a picture that image_reader.h decodes: a JPEG, PNG, BMP, WebP (not an
/// animated one) or TIFF.
bool beginsLikeImage(std::string_view bytes);

/// The format of a picture that is not read here ("GIF", "animated WebP", …), by its first bytes; empty
/// where they are of no such format.
std::string_view undecodableFormat(std::string_view bytes);

/// Opens the file and looks at its first bytes. Returns why it is no picture that can be decoded here, or an
/// empty text when it may be one.
std::string whyNoImage(const std::filesystem::path& file);

/// The same by first bytes that are known; `file` stands in the reason.
std::string whyNoImage(std::string_view bytes, const std::filesystem::path& file);

} // namespace crossview
