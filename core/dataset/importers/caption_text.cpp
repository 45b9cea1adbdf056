#include "dataset/importers/caption_text.h"

#include "common/error.h"
#include "common/text.h"
#include "common/text_encoding.h"
#include "dataset/captions.h"
#include "dataset/importers/formats.h"
#include "dataset/locating/image_file.h"
#include "files/atomic_file.h"
#include "files/file_handle.h"

#include <algorithm>
#include <array>
#include <span>

namespace crossview {

namespace fs = std::filesystem;

namespace {

using namespace std::string_view_literals;

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 30; // bytes; COCO's is 150 MB
constexpr std::size_t kHead = 4096;                              // bytes that tell text from other things

/// What lies under the name of a caption file now and then, and what to do about it.
struct OtherKind {
    std::string_view beginning;
    std::string_view sentence;
};
constexpr std::array<OtherKind, 13> kOtherKinds{
    {{"version https://git-lfs.github.com/spec/"sv,
      "is a Git LFS pointer and not the file itself: fetch that with git lfs pull"sv},
     {"<!doctype html"sv, "is a web page, not a caption file: download the file itself"sv},
     {"<html"sv, "is a web page, not a caption file: download the file itself"sv},
     {"<?xml"sv, "is XML, which is not read here: save the captions as CSV or JSON"sv},
     {"PK\x03\x04"sv, "is a ZIP archive or an Excel workbook: unpack it, or save the table as CSV"sv},
     {"\x1f\x8b"sv, "is a gzip archive: unpack it first"sv},
     {"BZh"sv, "is a bzip2 archive: unpack it first"sv},
     {"7z\xbc\xaf"sv, "is a 7-Zip archive: unpack it first"sv},
     {"\x28\xb5\x2f\xfd"sv, "is a Zstandard archive: unpack it first"sv},
     {"PAR1"sv, "is a Parquet file, which is not read here: save the table as CSV or JSON lines"sv},
     {"\x89HDF"sv, "is an HDF5 file, not a caption file: save the captions as CSV or JSON"sv},
     {"SQLite format 3"sv, "is an SQLite database: save the table of captions as CSV"sv},
     {"%PDF"sv, "is a PDF file: save the captions as CSV"sv}}};

void refuseOtherKinds(const fs::path& file, std::string_view bytes) {
    const std::string head = lowerAscii(trimmed(withoutByteOrderMark(bytes.substr(0, kHead))));
    for (const OtherKind& kind : kOtherKinds)
        if (head.starts_with(lowerAscii(kind.beginning)))
            throw Error(file.string() + ' ' + std::string(kind.sentence) + '.');
}

[[noreturn]] void refuseNoText(const fs::path& file) {
    throw Error(file.string() + " is not a text file: name a file of captions (" + captionFormatNames() +
                ").");
}

/// Pictures and other binary data hold control characters everywhere; a damaged text holds a few.
bool isBinary(std::string_view text) {
    const std::string_view head = text.substr(0, kHead);
    const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && std::string_view("\t\n\r\f\v").find(c) == std::string_view::npos;
    });
    return static_cast<std::size_t>(controls) * 20 > head.size();
}

} // namespace

CaptionText decodeCaptionText(const fs::path& file, std::string bytes) {
    refuseOtherKinds(file, bytes);
    // A text may begin with "BM", but not with what begins the other pictures.
    if (!bytes.empty() && static_cast<signed char>(bytes.front()) < 0 && beginsLikeImage(bytes))
        refuseNoText(file);
    CaptionText caption;
    const TextEncoding encoding = textEncodingOf(bytes);
    if (encoding == TextEncoding::utf8)
        caption.text = std::move(bytes);
    else
        caption.text = toUtf8(bytes, encoding);
    if (withoutByteOrderMark(caption.text).size() != caption.text.size())
        caption.text.erase(0, caption.text.size() - withoutByteOrderMark(caption.text).size());
    if (trimmed(caption.text).empty())
        throw Error(file.string() + " is empty: name a file with captions.");
    if (isBinary(caption.text))
        refuseNoText(file);
    if (encoding == TextEncoding::unknown)
        throw Error(file.string() + " is text of an unknown encoding, neither UTF-8 nor UTF-16 nor "
                                    "Windows-1252: save it as UTF-8 and import it again.");
    if (encoding != TextEncoding::utf8) {
        refuseOtherKinds(file, caption.text);
        caption.note = "the text is " + std::string(toString(encoding)) + ", not UTF-8";
    }
    if (caption.text.find('\n') == std::string::npos && caption.text.find('\r') != std::string::npos) {
        std::replace(caption.text.begin(), caption.text.end(), '\r', '\n');
        caption.note += std::string(caption.note.empty() ? "" : "; ") + "its lines end in CR";
    }
    return caption;
}

CaptionText readCaptionText(const fs::path& file, std::size_t most) {
    std::error_code code;
    const auto size = fs::file_size(file, code);
    if (code || size <= most) {
        if (!code && size > kLargestFile)
            throw Error(file.string() + " is larger than 1 GiB: name a file of captions (" +
                        captionFormatNames() + ").");
        return decodeCaptionText(file, readFile(file));
    }
    std::string head(most, '\0');
    head.resize(readSome(openForReading(file), std::as_writable_bytes(std::span(head)), file));
    CaptionText caption = decodeCaptionText(file, std::move(head));
    caption.cut = true;
    if (const std::size_t end = caption.text.rfind('\n'); end != std::string::npos)
        caption.text.resize(end + 1);
    return caption;
}

} // namespace crossview
