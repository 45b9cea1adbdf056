#pragma once

#include "dataset/captions.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

class UnpackedPictures;

/// How much the name of a file says about its content: names of a lower rank are looked for first in a
/// folder.
enum class NameRank : std::uint8_t {
    published, ///< under this name a collection is published
    usual,     ///< a usual name for captions
    ending,    ///< only the ending fits
    anything   ///< the ending fits, but files of many other kinds have it
};

/// A file name in lower case that a format's files may have; '*' stands for any text.
struct FileName {
    std::string_view pattern;
    NameRank rank = NameRank::usual;
};

/// Bytes from the beginning of a text by which its format is recognised.
inline constexpr std::size_t kRecognisedBytes = std::size_t{1} << 16;

/// The score from which on a file is taken for captions by its content alone.
inline constexpr double kLikely = 0.6;

/// One format of captions: all that importers, command line and window know about it. It is described
/// beside its reader and stands in the table of formats.cpp; nothing else names it.
struct CaptionFormat {
    const char* key = "";         ///< word of the command line
    const char* name = "";        ///< for a person, English
    const char* description = ""; ///< one clause: what such files look like
    std::span<const FileName> fileNames;
    /// How well a text fits by its beginning (at most kRecognisedBytes, no byte order mark): 0 not at all,
    /// 0.5 it may be anything of that kind, above kLikely it names what such files name, 1 surely. Never
    /// throws.
    double (*recognise)(std::string_view head) = nullptr;
    /// Reads a text in memory. Throws Error, which begins with `name`, when it cannot be of this format at
    /// all, and whatever the sink throws.
    void (*read)(std::string_view text, const std::string& name, const CaptionSink& sink) = nullptr;

    // Of a format that is not a file but a whole folder; the two above are null then.
    /// Whether the pictures below a folder have captions in this way.
    bool (*recogniseFolder)(const std::filesystem::path& folder, const std::stop_token& stop) = nullptr;
    /// Reads the folder. Throws Cancelled on a stop, and whatever the sink throws.
    void (*readFolder)(const std::filesystem::path& folder, const CaptionSink& sink,
                       const std::stop_token& stop) = nullptr;
    /// Of a format that brings features of its images: their files (array_file.h), one after the other in the
    /// order of the captions. Such folders are recognised before anything else is looked for in them.
    std::vector<std::filesystem::path> (*imageFeatures)(const std::filesystem::path& folder) = nullptr;
    bool isFolder() const { return readFolder != nullptr; }
    /// Of a collection as it is published: recognised before files of captions are looked for, and its lists
    /// of splits (train.txt, val.txt, test.txt) count.
    bool isCollection = false;

    // Of a format of archives that hold the pictures, too; `read` and `readFolder` are null then.
    /// The archives that a file or folder stands for, by their content or because a person asked for the
    /// format; none where it is something else. Throws Cancelled.
    std::vector<std::filesystem::path> (*archivesOf)(const std::filesystem::path& given, bool asked,
                                                     const std::stop_token& stop) = nullptr;
    /// Reads one of them and unpacks its pictures; null: only looks at it. Throws Error, Cancelled and
    /// whatever the sink throws.
    void (*readArchive)(const std::filesystem::path& archive, UnpackedPictures* pictures,
                        const CaptionSink& sink, const std::stop_token& stop) = nullptr;
};

} // namespace crossview
