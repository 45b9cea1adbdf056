#pragma once

#include <filesystem>

namespace crossview {

/// Removes what killed processes left in a project: temporary files, half-written epochs of runs, empty
/// folders of runs that were never stored, and locks of the dead. What a living process writes stays, and so
/// does every file whose name is not one of ours. Quick: pictures and thumbnails, which may be many, are not
/// gone through. Of a folder in which a project was never finished only these remains go. Never throws: what
/// cannot be removed (in a project that may only be read) stays.
void removeLeftovers(const std::filesystem::path& project) noexcept;

} // namespace crossview
