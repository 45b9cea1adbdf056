#include "dataset/locating/image_file.h"

#include "common/error.h"
#include "dataset/captions.h"
#include "files/file_handle.h"

#include <algorithm>
#include <array>
#include <span>

namespace crossview {

namespace {

using namespace std::string_view_literals;

bool startsWith(std::string_view bytes, std::string_view prefix) {
    return bytes.substr(0, prefix.size()) == prefix;
}

bool isWebp(std::string_view bytes) {
    return bytes.size() >= 12 && startsWith(bytes, "RIFF"sv) && bytes.substr(8, 4) == "WEBP"sv;
}

/// Of the flags of an extended WebP file.
bool isAnimatedWebp(std::string_view bytes) {
    constexpr unsigned kAnimation = 0x02;
    return isWebp(bytes) && bytes.size() > 20 && bytes.substr(12, 4) == "VP8X"sv &&
           (static_cast<unsigned char>(bytes[20]) & kAnimation) != 0;
}

} // namespace

bool hasImageExtension(std::string_view name) {
    static constexpr std::array<std::string_view, 15> kExtensions{".jpg",  ".jpeg", ".jpe",  ".jfif", ".png",
                                                                  ".bmp",  ".webp", ".gif",  ".tif",  ".tiff",
                                                                  ".avif", ".heic", ".heif", ".jp2",  ".jxl"};
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || name.size() - dot > 5)
        return false;
    const std::string extension = lowerAscii(name.substr(dot));
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

bool beginsLikeImage(std::string_view bytes) {
    return startsWith(bytes, "\xff\xd8\xff"sv) || startsWith(bytes, "\x89PNG\r\n\x1a\n"sv) ||
           (startsWith(bytes, "BM"sv) && bytes.size() >= 12) || (isWebp(bytes) && !isAnimatedWebp(bytes)) ||
           startsWith(bytes, "II*\0"sv) || startsWith(bytes, "MM\0*"sv);
}

std::string_view undecodableFormat(std::string_view bytes) {
    if (startsWith(bytes, "GIF87a"sv) || startsWith(bytes, "GIF89a"sv))
        return "GIF";
    if (isAnimatedWebp(bytes))
        return "animated WebP";
    if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp"sv) {
        const std::string_view brand = bytes.substr(8, 4);
        return brand == "avif"sv || brand == "avis"sv                                             ? "AVIF"
               : brand == "heic"sv || brand == "heix"sv || brand == "mif1"sv || brand == "msf1"sv ? "HEIC"
                                                                                                  : "";
    }
    if (startsWith(bytes, "\0\0\0\x0cjP  "sv) || startsWith(bytes, "\xff\x4f\xff\x51"sv))
        return "JPEG 2000";
    if (startsWith(bytes, "\0\0\0\x0cJXL "sv) || startsWith(bytes, "\xff\x0a"sv))
        return "JPEG XL";
    if (startsWith(bytes, "<svg"sv))
        return "SVG";
    return {};
}

std::string whyNoImage(const std::filesystem::path& file) {
    std::array<char, kHeadBytes> head{};
    std::size_t count = 0;
    try {
        count = readSome(openForReading(file), std::as_writable_bytes(std::span(head)), file);
    } catch (const Error& error) {
        const std::string sentence = error.what(); // as a clause: without its full stop
        return "the picture " + sentence.substr(0, sentence.find_last_not_of('.') + 1);
    }
    return whyNoImage(std::string_view(head.data(), count), file);
}

std::string whyNoImage(std::string_view bytes, const std::filesystem::path& file) {
    bytes = bytes.substr(0, kHeadBytes);
    if (bytes.empty())
        return "the picture \"" + file.string() + "\" is empty";
    if (const std::string_view format = undecodableFormat(bytes); !format.empty())
        return "the picture \"" + file.string() + "\" is of the format " + std::string(format) +
               ", which is not read here: convert it to PNG or JPEG";
    if (!beginsLikeImage(bytes))
        return "the file \"" + file.string() +
               "\" does not begin like a JPEG, PNG, BMP, WebP or TIFF picture";
    return {};
}

} // namespace crossview
