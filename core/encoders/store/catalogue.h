#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A file inside an encoder's package.
struct EncoderFile {
    std::string name;   ///< under this name it lies in the encoder's folder, e.g. "model.safetensors"
    std::string member; ///< path inside the package (a zip archive)
    std::string sha256; ///< 64 hexadecimal digits
};

/// A pretrained network that Crossview knows how to get and to run (resources/encoders.json).
struct EncoderEntry {
    std::string name;    ///< "efficientnet-lite2"; also the name of its folder
    std::string view;    ///< "images" or "sentences"
    std::string summary; ///< one plain sentence: what it is and what it is good for
    std::string licence;
    std::string package; ///< on PyPI
    std::string version;
    std::string sha256;      ///< of the package
    std::uint64_t bytes = 0; ///< size of the package
    int inputSize = 0;       ///< images: pixels per side; sentences: tokens at most
    int dimensions = 0;      ///< values per item
    std::string recipe;      ///< how an item becomes the input, in words
    std::vector<EncoderFile> files;
};

/// All encoders of the catalogue, in its order.
std::span<const EncoderEntry> encoderCatalogue();
/// Throws Error for an unknown name, listing the known ones.
const EncoderEntry& encoderEntry(std::string_view name);

} // namespace crossview
