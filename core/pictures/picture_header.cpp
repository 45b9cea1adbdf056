#include "pictures/picture_header.h"

#include <algorithm>
#include <cstddef>

namespace crossview {
namespace {

/// Bytes with bounds: positions past the end read as 0, so that a cut header ends in zeros, never in a crash.
class Bytes {
public:
    explicit Bytes(std::string_view bytes) : m_bytes(bytes) {}

    std::uint64_t at(std::size_t position) const {
        return position < m_bytes.size() ? static_cast<unsigned char>(m_bytes[position]) : 0;
    }
    std::uint64_t big(std::size_t position, std::size_t count) const {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i)
            value = value << 8U | at(position + i);
        return value;
    }
    std::uint64_t little(std::size_t position, std::size_t count) const {
        std::uint64_t value = 0;
        for (std::size_t i = count; i-- > 0;)
            value = value << 8U | at(position + i);
        return value;
    }
    std::size_t size() const { return m_bytes.size(); }
    std::string_view text() const { return m_bytes; }

private:
    std::string_view m_bytes;
};

/// The orientation in a block of EXIF data, which are a TIFF directory; 1 where they name none.
int exifOrientation(std::string_view exif) {
    const Bytes bytes(exif);
    const bool little = exif.starts_with("II");
    if (!little && !exif.starts_with("MM"))
        return 1;
    const auto number = [&](std::size_t position, std::size_t count) {
        return little ? bytes.little(position, count) : bytes.big(position, count);
    };
    constexpr std::size_t kEntryBytes = 12;
    constexpr std::uint64_t kOrientation = 0x112;
    const std::size_t directory = number(4, 4);
    const std::uint64_t entries = number(directory, 2);
    for (std::uint64_t i = 0; i < entries; ++i)
        if (const std::size_t entry = directory + 2 + i * kEntryBytes; number(entry, 2) == kOrientation) {
            const std::uint64_t value = number(entry + 8, 2);
            return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
        }
    return 1;
}

PictureHeader parsePng(const Bytes& bytes) {
    PictureHeader header;
    header.format = PictureFormat::png;
    header.width = bytes.big(16, 4);
    header.height = bytes.big(20, 4);
    const std::uint64_t colourType = bytes.at(25);
    header.mayHaveAlpha = colourType == 4 || colourType == 6;
    // A palette or plain colour becomes transparent by a tRNS chunk; EXIF data may stand behind the pixels.
    for (std::size_t position = 8; position + 8 <= bytes.size(); position += 12 + bytes.big(position, 4)) {
        const std::string_view type = bytes.text().substr(position + 4, 4);
        header.mayHaveAlpha = header.mayHaveAlpha || type == "tRNS";
        if (type == "eXIf")
            header.orientation = exifOrientation(bytes.text().substr(position + 8, bytes.big(position, 4)));
        if (type == "IEND")
            break;
    }
    return header;
}

PictureHeader parseJpeg(const Bytes& bytes) {
    PictureHeader header;
    header.format = PictureFormat::jpeg;
    header.mayHaveAlpha = false;
    std::size_t position = 2;
    while (position + 4 <= bytes.size()) {
        if (bytes.at(position) != 0xFF) {
            ++position;
            continue;
        }
        const std::uint64_t marker = bytes.at(position + 1);
        if (marker == 0xFF || marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            ++position;
            continue;
        }
        if (marker == 0xDA) // the scan
            return header;
        using namespace std::string_view_literals;
        constexpr std::string_view kExif = "Exif\0\0"sv;
        if (marker == 0xE1 && bytes.text().substr(position + 4, kExif.size()) == kExif)
            header.orientation =
                exifOrientation(bytes.text().substr(position + 4 + kExif.size(), bytes.big(position + 2, 2)));
        const bool isFrame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (isFrame) {
            header.height = bytes.big(position + 5, 2);
            header.width = bytes.big(position + 7, 2);
        }
        position += 2 + bytes.big(position + 2, 2);
    }
    header.cutOff = true;
    return header;
}

PictureHeader parseWebp(const Bytes& bytes) {
    PictureHeader header;
    header.format = PictureFormat::webp;
    const std::string_view kind = bytes.text().substr(12, 4);
    if (kind == "VP8X") {
        header.width = bytes.little(24, 3) + 1;
        header.height = bytes.little(27, 3) + 1;
        header.mayHaveAlpha = (bytes.at(20) & 0x10U) != 0;
        for (std::size_t position = 12; position + 8 <= bytes.size();) {
            const std::size_t size = bytes.little(position + 4, 4);
            std::string_view exif = bytes.text().substr(position + 8, size);
            if (bytes.text().substr(position, 4) == "EXIF") {
                if (exif.starts_with("Exif")) // some writers put the beginning of a JPEG's there
                    exif.remove_prefix(std::min<std::size_t>(6, exif.size()));
                header.orientation = exifOrientation(exif);
            }
            position += 8 + size + size % 2;
        }
    } else if (kind == "VP8 ") {
        header.width = bytes.little(26, 2) & 0x3FFFU;
        header.height = bytes.little(28, 2) & 0x3FFFU;
        header.mayHaveAlpha = false;
    } else if (kind == "VP8L") {
        const std::uint64_t bits = bytes.little(21, 4);
        header.width = (bits & 0x3FFFU) + 1;
        header.height = (bits >> 14U & 0x3FFFU) + 1;
    }
    return header;
}

PictureHeader parseBmp(const Bytes& bytes) {
    PictureHeader header;
    header.format = PictureFormat::bmp;
    if (constexpr std::uint64_t kOldHeader = 12; bytes.little(14, 4) == kOldHeader) { // of OS/2: 16 bits each
        header.width = bytes.little(18, 2);
        header.height = bytes.little(20, 2);
        return header;
    }
    header.width = bytes.little(18, 4);
    const std::int64_t rows = static_cast<std::int32_t>(bytes.little(22, 4));
    header.height = static_cast<std::uint64_t>(rows < 0 ? -rows : rows); // negative: stored from the top down
    return header;
}

PictureHeader parseTiff(const Bytes& bytes) {
    PictureHeader header;
    header.format = PictureFormat::tiff;
    const bool little = bytes.at(0) == 'I';
    const auto number = [&](std::size_t position, std::size_t count) {
        return little ? bytes.little(position, count) : bytes.big(position, count);
    };
    constexpr std::size_t kEntryBytes = 12;
    constexpr std::uint64_t kWidth = 256, kHeight = 257;
    constexpr std::uint64_t kByte = 1, kShort = 3, kLong = 4;
    const std::size_t directory = number(4, 4);
    const std::uint64_t entries = number(directory, 2);
    for (std::uint64_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * kEntryBytes;
        const std::uint64_t tag = number(entry, 2);
        if (tag != kWidth && tag != kHeight)
            continue;
        const std::uint64_t type = number(entry + 2, 2);
        const std::size_t size = type == kByte ? 1 : type == kShort ? 2 : type == kLong ? 4 : 0;
        std::uint64_t& side = tag == kWidth ? header.width : header.height;
        if (size == 0 || side != 0) // another type, or twice: decoders differ in what they take
            return {PictureFormat::tiff, 0, 0, true, false, 1};
        side = number(entry + 8, size);
    }
    return header;
}

} // namespace

PictureHeader parsePictureHeader(std::string_view text) {
    const Bytes bytes(text);
    if (text.starts_with("\x89PNG\r\n\x1a\n"))
        return parsePng(bytes);
    if (text.starts_with("\xFF\xD8"))
        return parseJpeg(bytes);
    if (text.size() >= 16 && text.starts_with("RIFF") && text.substr(8, 4) == "WEBP")
        return parseWebp(bytes);
    if (text.starts_with("BM"))
        return parseBmp(bytes);
    using namespace std::string_view_literals;
    if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv))
        return parseTiff(bytes);
    return {};
}

} // namespace crossview
