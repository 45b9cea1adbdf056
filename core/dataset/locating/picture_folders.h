#pragma once

#include <filesystem>
#include <vector>

namespace crossview {

/// Folders in which the pictures of a caption file may lie: the folder itself and the usual names below it
/// (Images, Flicker8k_Dataset, flickr30k-images, val2014, …), and, with `lookBeside`, those beside it.
std::vector<std::filesystem::path> pictureFolders(const std::filesystem::path& folder, bool lookBeside);

/// The same for an import: the folder that a person named for the pictures, or the one they gave instead of a
/// caption file followed by those around `captionFile`. Throws Error when the named one is no folder.
std::vector<std::filesystem::path> importFolders(const std::filesystem::path& named,
                                                 const std::filesystem::path& given,
                                                 const std::filesystem::path& captionFile);

} // namespace crossview
