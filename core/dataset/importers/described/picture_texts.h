#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// What the metadata of a picture say it shows, each as written, the most telling first. Nothing is known of
/// whether a person wrote them.
struct PictureTexts {
    std::vector<std::string> xmp; ///< dc:description: x-default first, then the other languages
    std::string iptc;             ///< Caption-Abstract
    std::string exif;             ///< ImageDescription
};

/// Reads the texts of a picture, or of a file of XMP alone (.xmp). Behind pointers because the library takes
/// long to load. Damaged metadata are passed over, as far as they are damaged. Throw Error that names the
/// file when it cannot be read or its metadata not be found at all.
struct PictureTextReader {
    PictureTexts (*fromPicture)(const std::filesystem::path& file) = nullptr;
    /// The same for a picture in memory; `name` stands in messages.
    PictureTexts (*fromBytes)(std::span<const std::byte> bytes, const std::string& name) = nullptr;
    PictureTexts (*fromXmp)(std::string_view text, const std::string& name) = nullptr;
};

/// Where it is linked.
const PictureTextReader& exiv2TextReader();

/// The one of this program: loaded at the first call (loaded_picture_texts.cpp) or linked
/// (linked_picture_texts.cpp). From any thread. Throws Error when it cannot be loaded.
const PictureTextReader& pictureTextReader();

/// The function of kMetadataModule that returns it.
inline constexpr const char* kMetadataFunction = "crossview_picture_text_reader";
using MetadataFunction = const PictureTextReader*();

} // namespace crossview
