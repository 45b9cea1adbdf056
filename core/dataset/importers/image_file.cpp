#include "dataset/importers/image_file.h"

#include "common/error.h"
#include "common/file_handle.h"
#include "dataset/importers/captions.h"

#include <algorithm>
#include <array>
#include <span>

namespace crossview {

namespace {

bool startsWith(std::string_view bytes, std::string_view prefix) {
    return bytes.substr(0, prefix.size()) == prefix;
}

} // namespace

bool hasImageExtension(std::string_view name) {
    static constexpr std::array<std::string_view, 8> kExtensions{".jpg",  ".jpeg", ".png", ".bmp",
                                                                 ".webp", ".gif",  ".tif", ".tiff"};
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || name.size() - dot > 5)
        return false;
    const std::string extension = lowerAscii(name.substr(dot));
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

bool beginsLikeImage(std::string_view bytes) {
    using namespace std::string_view_literals;
    return startsWith(bytes, "\xff\xd8\xff"sv) || startsWith(bytes, "\x89PNG\r\n\x1a\n"sv) ||
           (startsWith(bytes, "BM"sv) && bytes.size() >= 12) ||
           (startsWith(bytes, "RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP"sv) ||
           startsWith(bytes, "GIF87a"sv) || startsWith(bytes, "GIF89a"sv) || startsWith(bytes, "II*\0"sv) ||
           startsWith(bytes, "MM\0*"sv);
}

std::string whyNoImage(const std::filesystem::path& file) {
    std::array<char, 12> head{};
    std::size_t count = 0;
    try {
        count = readSome(openForReading(file), std::as_writable_bytes(std::span(head)), file);
    } catch (const Error& error) {
        const std::string sentence = error.what(); // as a clause: without its full stop
        return "the picture " + sentence.substr(0, sentence.find_last_not_of('.') + 1);
    }
    const std::string_view bytes(head.data(), count);
    if (bytes.empty())
        return "the picture " + file.string() + " is empty";
    if (!beginsLikeImage(bytes))
        return "the file " + file.string() +
               " does not begin like a JPEG, PNG, BMP, WebP, GIF or TIFF picture";
    return {};
}

} // namespace crossview
