#pragma once

#include "dataset/importers/caption_format.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// A file of captions that is imported.
struct CaptionFile {
    std::filesystem::path path;
    std::string split; ///< word of its name for a split, where files of several are imported together
};

/// What a person means by the path that they give.
struct CaptionSource {
    std::filesystem::path given;
    const CaptionFormat* folderFormat = nullptr;  ///< set: `given` is a folder that is read as a whole
    const CaptionFormat* archiveFormat = nullptr; ///< set: all files are archives of this format
    std::vector<CaptionFile> files;               ///< else: one at least
    /// The file in messages and names: the only one, or the given folder.
    const std::filesystem::path& place() const { return files.size() == 1 ? files.front().path : given; }
};

/// The captions that a path stands for: the file itself, or in a folder the one with the most telling of the
/// formats' file names; archives of pictures and captions; several that differ by the name of a split only
/// (train.csv and test.csv, train/metadata.csv and test/metadata.csv) together; or the folder as a whole,
/// where its pictures have captions beside them or lie in folders that say what they show. `asked` is the
/// format that the person asked for, or null. Throws Error when there is none, or when several files would
/// do; Cancelled on a stop.
CaptionSource findCaptions(const std::filesystem::path& given, const CaptionFormat* asked = nullptr,
                           const std::stop_token& stop = {});

} // namespace crossview
