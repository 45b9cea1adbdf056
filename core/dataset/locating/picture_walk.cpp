#include "dataset/locating/picture_walk.h"

#include "common/progress.h"
#include "dataset/locating/image_file.h"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include <sys/stat.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

/// What a folder is, whatever path leads to it.
using FolderIdentity = std::pair<dev_t, ino_t>;

bool identify(const fs::path& folder, FolderIdentity& identity) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0)
        return false;
    identity = {status.st_dev, status.st_ino};
    return true;
}

class Walker {
public:
    Walker(const std::stop_token& stop, const std::function<bool(const fs::path&)>& visit,
           std::size_t mostFiles)
        : m_stop(stop), m_visit(visit), m_mostFiles(mostFiles) {}

    PictureWalk walk(const std::vector<fs::path>& roots) {
        m_folders.assign(roots.begin(), roots.end());
        while (!m_ended && (!m_folders.empty() || !m_links.empty())) {
            const bool isLink = m_folders.empty();
            std::deque<fs::path>& next = isLink ? m_links : m_folders;
            const fs::path folder = std::move(next.front());
            next.pop_front();
            FolderIdentity identity;
            if (!identify(folder, identity))
                continue; // a link that leads nowhere
            if (m_seen.insert(identity).second)
                readFolder(folder);
            else if (isLink)
                m_walk.seenTwice.push_back(folder);
        }
        return std::move(m_walk);
    }

private:
    void readFolder(const fs::path& folder) {
        std::error_code code;
        fs::directory_iterator entries(folder, code);
        if (code) {
            m_walk.closed.push_back(folder);
            return;
        }
        std::vector<fs::path> pictures;
        std::vector<fs::path> folders;
        for (; !code && entries != fs::directory_iterator(); entries.increment(code)) {
            throwIfStopped(m_stop);
            if (m_walk.looked == m_mostFiles) {
                m_walk.cut = true;
                m_ended = true;
                break;
            }
            ++m_walk.looked;
            const fs::path& path = entries->path();
            if (isHidden(path))
                continue;
            std::error_code ignored;
            if (!entries->is_directory(ignored)) {
                if (hasImageExtension(path.filename().string()))
                    pictures.push_back(path);
            } else if (path.extension() == ".crossview") {
                continue; // a project: thumbnails are no pictures of another one
            } else if (entries->is_symlink(ignored)) {
                m_links.push_back(path);
            } else {
                folders.push_back(path);
            }
        }
        // The order of a folder's entries is the file system's: sorted, the same import is the same.
        std::sort(pictures.begin(), pictures.end());
        std::sort(folders.begin(), folders.end());
        std::sort(m_links.begin(), m_links.end());
        m_folders.insert(m_folders.begin(), folders.begin(), folders.end());
        for (const fs::path& picture : pictures)
            if (!m_visit(picture)) {
                m_ended = true;
                return;
            }
    }

    const std::stop_token& m_stop;
    const std::function<bool(const fs::path&)>& m_visit;
    std::size_t m_mostFiles;
    std::deque<fs::path> m_folders;
    std::deque<fs::path> m_links;
    std::set<FolderIdentity> m_seen;
    PictureWalk m_walk;
    bool m_ended = false;
};

} // namespace

bool isHidden(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with('.') || name == "__MACOSX" || name == "@eaDir";
}

PictureWalk walkPictures(const std::vector<fs::path>& folders, const std::stop_token& stop,
                         const std::function<bool(const fs::path&)>& visit, std::size_t mostFiles) {
    return Walker(stop, visit, mostFiles).walk(folders);
}

} // namespace crossview
