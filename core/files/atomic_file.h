#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// What becomes of parent folders that are not there. `required`: nothing is written; of a folder that was
/// moved away while somebody works in it, nothing must come to be anew at the old place.
enum class Parents : std::uint8_t { made, required };

/// Writes a file so that a reader sees the old content or the new, never a part: temporary file beside it,
/// fsync, rename. The temporary file is locked until then. Throws Error with the system's reason.
void writeFileAtomically(const std::filesystem::path& file, std::string_view content,
                         Parents parents = Parents::made);

/// The same for content that lies in several pieces, one after the other.
void writeFileAtomically(const std::filesystem::path& file, std::span<const std::string_view> pieces,
                         Parents parents = Parents::made);

/// The same for content that a function gives piece by piece; nothing is replaced when it throws.
using PieceSink = std::function<void(std::string_view)>;
void writeFileAtomically(const std::filesystem::path& file, const std::function<void(const PieceSink&)>& make,
                         Parents parents = Parents::made);

/// The same for content that a function writes to a path of its own (e.g. a library that wants a file name):
/// `write` receives the path of the temporary file, which is there and empty; on return it is synced and
/// renamed to `file`. Parent folders are made.
void replaceFileAtomically(const std::filesystem::path& file,
                           const std::function<void(const std::filesystem::path& temporary)>& write);

/// Gives a finished file (on the same file system) its final name: fsync, rename. Parent folders are made.
void moveIntoPlace(const std::filesystem::path& finished, const std::filesystem::path& file);

/// Makes the names in a folder last: call it after a file or folder in it was made or renamed. Folders on
/// some file systems refuse, which is no failure.
void syncFolder(const std::filesystem::path& folder);

/// Removes the temporary files that killed processes left in a folder (not in those inside it), with the
/// journals of databases among them; what a living process writes stays. Returns how many. Never throws: what
/// cannot be removed stays.
std::size_t removeTemporaryFiles(const std::filesystem::path& folder);

/// The whole of an ordinary file as bytes (plain_file.h). Throws Error that names the file and the reason.
std::string readFile(const std::filesystem::path& file);

} // namespace crossview
