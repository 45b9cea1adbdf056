#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

namespace crossview {

/// A whole disk was named as folder: stop looking.
inline constexpr std::size_t kMostFiles = 4'000'000;

/// True for what programs put beside a person's files: names that begin with a dot (._captions.csv, .cache),
/// __MACOSX, @eaDir.
bool isHidden(const std::filesystem::path& path);

/// What a walk met besides pictures.
struct PictureWalk {
    std::size_t looked = 0; ///< files and folders
    bool cut = false;       ///< there are more of them than were looked at
    std::vector<std::filesystem::path>
        seenTwice; ///< links to folders that were walked already, loops among them
    std::vector<std::filesystem::path> closed; ///< folders that could not be read
};

/// Visits every file below the folders that has an image's extension, in the order of folders and names; ends
/// where `visit` returns false. Links to folders are followed after the folders themselves; every folder is
/// walked once, whatever leads to it. Hidden ones and projects (*.crossview) are passed over. Throws
/// Cancelled on a stop.
PictureWalk walkPictures(const std::vector<std::filesystem::path>& folders, const std::stop_token& stop,
                         const std::function<bool(const std::filesystem::path&)>& visit,
                         std::size_t mostFiles = kMostFiles);

} // namespace crossview
