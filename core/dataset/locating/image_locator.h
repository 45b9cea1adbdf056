#pragma once

#include "common/progress.h"
#include "dataset/locating/picture_walk.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crossview {

/// Finds the pictures that captions name. Folders are tried directly first; only when that fails are the
/// names of all files below them collected, once. Two different names never become one picture.
class ImageLocator {
public:
    /// `roots` in the order in which they are tried; below them at most `mostFiles` files and folders are
    /// looked at. Throws Cancelled from find() on a stop.
    ImageLocator(std::vector<std::filesystem::path> roots, std::stop_token stop, ProgressSink progress,
                 std::size_t mostFiles = kMostFiles);

    /// Tells of the caption file whose names are looked up next: its text, and a folder that goes before the
    /// roots (empty: none). Where the text speaks of a root by name ("dogs/1.jpg"), a name that speaks of
    /// another folder ("cats/1.jpg") is not looked for directly in that root.
    void beginFile(std::string_view text, const std::filesystem::path& beside = {});

    /// A picture's absolute path, or why there is none.
    struct Found {
        std::filesystem::path path;
        std::string reason;
        std::string remark; ///< what a person should know of the choice; mostly empty
    };
    /// Looks a name or relative or absolute path up; answers are remembered. A name is also found by other
    /// spellings (picture_name.h), in another Unicode form or case, without its extension, as a number with
    /// more or fewer leading zeros; a path also without its leading folders. Of several files the nearest to
    /// a root is taken.
    const Found& find(const std::string& name);

    /// The root below which a picture lies; empty where none is.
    std::filesystem::path rootOf(const std::filesystem::path& picture) const;
    /// What a person should know of the folders: links that were not followed, folders that are closed.
    std::vector<std::string> notes() const;

private:
    struct Root {
        std::filesystem::path folder;
        bool named = false; // the caption file speaks of it by name
    };
    /// A file with the folders that were taken off the name to find it.
    struct Match {
        std::filesystem::path file;
        std::filesystem::path dropped;
    };
    Found search(const std::string& name);
    Match searchRoots(const std::filesystem::path& name) const;
    Found searchIndex(const std::filesystem::path& name, Match& match);
    std::vector<std::filesystem::path> indexed(const std::filesystem::path& name) const;
    bool mayDrop(const std::filesystem::path& dropped, const Root& root) const;
    std::string claim(const std::string& name, const Match& match);
    Found nearest(const std::string& name, std::vector<std::filesystem::path> candidates) const;
    std::size_t depthOf(const std::filesystem::path& picture) const;
    void buildIndex();

    using ByKey = std::unordered_map<std::string, std::vector<std::filesystem::path>>;

    std::vector<Root> m_roots;
    Root m_beside; // of the caption file that is read; may be empty
    std::stop_token m_stop;
    ProgressSink m_progress;
    std::size_t m_mostFiles;
    std::unordered_map<std::string, Found> m_answers;
    std::unordered_map<std::string, std::string> m_claims; // by picture: folders taken off the name
    ByKey m_byName;                                        // foldedName of name and stem
    ByKey m_byNumber;                                      // pictureNumber
    PictureWalk m_walk;
    bool m_indexed = false;
};

} // namespace crossview
