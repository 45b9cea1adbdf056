#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace crossview {

/// Writes a file so that a reader sees the old content or the new, never a part: temporary file beside it,
/// fsync, rename. Parent folders are made. Throws Error with the system's reason.
void writeFileAtomically(const std::filesystem::path& file, std::string_view content);

/// The same for content that a function writes to a path of its own (e.g. a library that wants a file name):
/// `write` receives the temporary path; on return it is synced and renamed to `file`.
void replaceFileAtomically(const std::filesystem::path& file,
                           const std::function<void(const std::filesystem::path& temporary)>& write);

/// Gives a finished file (on the same file system) its final name: fsync, rename. Parent folders are made.
void moveIntoPlace(const std::filesystem::path& finished, const std::filesystem::path& file);

/// The whole of an ordinary file as bytes (plain_file.h). Throws Error that names the file and the reason.
std::string readFile(const std::filesystem::path& file);

} // namespace crossview
