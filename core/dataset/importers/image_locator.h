#pragma once

#include "common/progress.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace crossview {

/// Finds the pictures that captions name. Folders are tried directly first; only when that fails are the
/// names of all files below them collected, once.
class ImageLocator {
public:
    static constexpr std::size_t kMostFiles = 4'000'000; ///< a whole disk was named as folder: stop looking

    /// `roots` in the order in which they are tried; below them at most `mostFiles` files and folders are
    /// looked at. Throws Cancelled from find() on a stop.
    ImageLocator(std::vector<std::filesystem::path> roots, std::stop_token stop, ProgressSink progress,
                 std::size_t mostFiles = kMostFiles);

    /// A picture's absolute path, or why there is none.
    struct Found {
        std::filesystem::path path;
        std::string reason;
    };
    /// Looks a name or relative or absolute path up; answers are remembered. A name without an image
    /// extension is also found with one, a path also without its leading folders.
    const Found& find(const std::string& name);

private:
    Found search(const std::string& name);
    std::filesystem::path searchRoots(const std::filesystem::path& name) const;
    Found searchIndex(const std::filesystem::path& name);
    void buildIndex();

    std::vector<std::filesystem::path> m_roots;
    std::stop_token m_stop;
    ProgressSink m_progress;
    std::size_t m_mostFiles;
    std::unordered_map<std::string, Found> m_answers;
    std::unordered_map<std::string, std::vector<std::filesystem::path>> m_byName; // lower-case name and stem
    bool m_indexed = false;
    bool m_cut = false; // more files lie below the roots than were looked at
};

/// Folders in which the pictures of a caption file may lie: the folder itself and the usual names below it
/// (Images, Flicker8k_Dataset, flickr30k-images, val2014, …), and, with `lookBeside`, those beside it.
std::vector<std::filesystem::path> pictureFolders(const std::filesystem::path& folder, bool lookBeside);

/// The same for an import: the folder that a person named for the pictures, or the one they gave instead of a
/// caption file, or those around `captionFile`. Throws Error when the named one is no folder.
std::vector<std::filesystem::path> importFolders(const std::filesystem::path& named,
                                                 const std::filesystem::path& given,
                                                 const std::filesystem::path& captionFile);

} // namespace crossview
