#include "scratch_folder.h"

#include "dataset/locating/image_file.h"
#include "pictures/picture_header.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;

/// The first bytes of a picture file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::asText(data, size);
    const PictureHeader header = parsePictureHeader(bytes);
    fuzz::require(header.width <= 0xFFFFFFFFU && header.height <= 0xFFFFFFFFU);
    fuzz::require(header.format != PictureFormat::other || header.width + header.height == 0);
    hasImageExtension(bytes);
    beginsLikeImage(bytes);
    return 0;
}
