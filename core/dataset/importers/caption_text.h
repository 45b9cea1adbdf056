#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>

namespace crossview {

/// The text of a caption file as parsers take it: UTF-8 without byte order mark, lines that end in "\n" or
/// "\r\n".
struct CaptionText {
    std::string text;
    std::string note; ///< how it was written, where that is not UTF-8 with usual line ends: one clause
    bool cut = false; ///< the file goes on
};

/// Reads a caption file, or its first `most` bytes up to the last whole line; JSON may have a single line and
/// is then read up to where it breaks off. UTF-16, Windows-1252 and the line ends of old Macs are understood.
/// Throws Error that names the file when it cannot be one: empty, larger than 1 GiB, a Git LFS pointer, a web
/// page, a picture or an archive, or text of an unknown encoding.
CaptionText readCaptionText(const std::filesystem::path& file,
                            std::size_t most = std::numeric_limits<std::size_t>::max());

/// The same for bytes in memory; `file` stands in messages.
CaptionText decodeCaptionText(const std::filesystem::path& file, std::string bytes);

} // namespace crossview
