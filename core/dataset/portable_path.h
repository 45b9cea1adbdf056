#pragma once

#include <filesystem>

namespace crossview {

/// How a picture's path is written down for a project folder: relative where it lies in the folder or beside
/// it (below the folder's parent), so that both can be moved together; absolute elsewhere. A path that is
/// relative already stands for one relative to the folder and stays so. An empty folder leaves the path as it
/// is.
std::filesystem::path portablePath(const std::filesystem::path& path, const std::filesystem::path& folder);

} // namespace crossview
