#include "dataset/importers/image_locator.h"

#include "dataset/importers/captions.h"
#include "dataset/importers/image_file.h"

#include <algorithm>
#include <array>
#include <set>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 24> kFolderNames{"Images",
                                                        "images",
                                                        "Image",
                                                        "image",
                                                        "imgs",
                                                        "img",
                                                        "pictures",
                                                        "Pictures",
                                                        "photos",
                                                        "Photos",
                                                        "data",
                                                        "jpg",
                                                        "jpeg",
                                                        "Flicker8k_Dataset",
                                                        "Flickr8k_Dataset",
                                                        "Flickr8k",
                                                        "flickr8k",
                                                        "Flickr30k",
                                                        "flickr30k",
                                                        "flickr30k-images",
                                                        "train2014",
                                                        "val2014",
                                                        "flickr30k_images",
                                                        "Flickr8k_images"};
constexpr std::array<const char*, 8> kExtensions{".jpg",  ".jpeg", ".png", ".JPG",
                                                 ".webp", ".bmp",  ".gif", ".tif"};

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

/// "b/c.jpg" ends "a/b/c.jpg", "c.jpg" does, "x/c.jpg" does not.
bool endsWithPath(const fs::path& path, const fs::path& ending) {
    const std::string whole = path.generic_string();
    const std::string end = '/' + ending.generic_string();
    return whole.size() >= end.size() && whole.compare(whole.size() - end.size(), end.size(), end) == 0;
}

fs::path withoutFirstFolder(const fs::path& path) {
    fs::path rest;
    for (auto part = std::next(path.begin()); part != path.end(); ++part)
        rest /= *part;
    return rest;
}

} // namespace

ImageLocator::ImageLocator(std::vector<fs::path> roots, std::stop_token stop, ProgressSink progress,
                           std::size_t mostFiles)
    : m_roots(std::move(roots)), m_stop(std::move(stop)), m_progress(std::move(progress)),
      m_mostFiles(mostFiles) {}

const ImageLocator::Found& ImageLocator::find(const std::string& name) {
    const auto known = m_answers.find(name);
    return known != m_answers.end() ? known->second : m_answers.emplace(name, search(name)).first->second;
}

ImageLocator::Found ImageLocator::search(const std::string& name) {
    if (name.find("://") != std::string::npos)
        return {{}, "\"" + name + "\" is a web address; save the pictures in a folder first"};
    std::string slashes = name;
    if (slashes.find('/') == std::string::npos)
        std::replace(slashes.begin(), slashes.end(), '\\', '/'); // a table made on Windows
    const fs::path wanted = fs::path(slashes).lexically_normal();
    if (!wanted.has_filename())
        return {{}, "\"" + name + "\" names no file"};

    Found found{searchRoots(wanted), {}};
    if (found.path.empty())
        found = searchIndex(wanted);
    if (!found.path.empty()) {
        found.path = fs::absolute(found.path).lexically_normal();
        found.reason = whyNoImage(found.path);
    } else if (found.reason.empty()) {
        found.reason = "the picture \"" + name + "\" is not " +
                       (m_cut ? "among the first " + std::to_string(m_mostFiles) + " files in " : "in ") +
                       (m_roots.empty() ? std::string("any folder") : m_roots.front().string());
    }
    return found;
}

fs::path ImageLocator::searchRoots(const fs::path& name) const {
    if (name.is_absolute() && isFile(name))
        return name;
    // A path written on another machine or by another tool: its last parts may fit here.
    for (fs::path rest = name.relative_path(); !rest.empty(); rest = withoutFirstFolder(rest))
        for (const fs::path& root : m_roots) {
            if (isFile(root / rest))
                return root / rest;
            if (!hasImageExtension(rest.filename().string()))
                for (const char* extension : kExtensions)
                    if (fs::path file = root / rest; isFile(file += extension))
                        return file;
        }
    return {};
}

ImageLocator::Found ImageLocator::searchIndex(const fs::path& name) {
    buildIndex();
    const fs::path ending = name.relative_path();
    const auto entry = m_byName.find(lowerAscii(ending.filename().string()));
    if (entry == m_byName.end())
        return {};
    std::vector<fs::path> candidates = entry->second;
    const auto keepIf = [&](const auto& wanted) {
        std::vector<fs::path> kept;
        std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(kept), wanted);
        return kept;
    };
    // "cats/1.jpg" is not "dogs/1.jpg": folders that the file names must be there.
    if (ending.has_parent_path())
        candidates = keepIf([&](const fs::path& path) {
            return endsWithPath(path, ending) || endsWithPath(path.parent_path() / path.stem(), ending);
        });
    else if (auto exact = keepIf([&](const fs::path& path) { return path.filename() == ending; });
             !exact.empty())
        candidates = std::move(exact);
    if (candidates.empty())
        return {};
    if (candidates.size() > 1)
        return {{},
                "\"" + name.string() + "\" may be " + candidates[0].string() + " or " +
                    candidates[1].string() + "; name its folder too"};
    return {candidates.front(), {}};
}

void ImageLocator::buildIndex() {
    if (m_indexed)
        return;
    std::set<fs::path> seen; // the roots lie in each other
    std::size_t looked = 0;
    std::error_code code;
    for (const fs::path& root : m_roots) {
        fs::recursive_directory_iterator entry(root, fs::directory_options::skip_permission_denied, code);
        for (; !code && entry != fs::recursive_directory_iterator(); entry.increment(code)) {
            throwIfStopped(m_stop);
            if (looked == m_mostFiles) {
                m_cut = true;
                break;
            }
            ++looked;
            std::error_code ignored;
            const fs::path& path = entry->path();
            if (entry->is_directory(ignored) || !hasImageExtension(path.filename().string()))
                continue;
            if (!seen.insert(path).second)
                continue;
            m_byName[lowerAscii(path.filename().string())].push_back(path);
            m_byName[lowerAscii(path.stem().string())].push_back(path);
            if (seen.size() % 4096 == 0)
                report(m_progress, {"Looking for pictures", seen.size(), 0, path.filename().string()});
        }
    }
    // The order of a folder's entries is the file system's: sorted, the same import gives the same messages.
    for (auto& [name, paths] : m_byName)
        std::sort(paths.begin(), paths.end());
    m_indexed = true;
}

std::vector<fs::path> pictureFolders(const fs::path& folder, bool lookBeside) {
    std::vector<fs::path> folders{folder};
    const auto addBelow = [&](const fs::path& base) {
        for (const std::string_view name : kFolderNames) {
            std::error_code code;
            if (fs::path below = base / name; fs::is_directory(below, code))
                folders.push_back(std::move(below));
        }
    };
    addBelow(folder);
    if (lookBeside && folder.has_relative_path())
        addBelow(folder.parent_path());
    return folders;
}

std::vector<fs::path> importFolders(const fs::path& named, const fs::path& given,
                                    const fs::path& captionFile) {
    std::error_code code;
    if (!named.empty()) {
        if (!fs::is_directory(named, code))
            throw Error(named.string() + " is not a folder: name the folder with the pictures.");
        return pictureFolders(fs::absolute(named).lexically_normal(), false);
    }
    if (fs::is_directory(given, code)) {
        const fs::path folder = fs::absolute(given).lexically_normal();
        return pictureFolders(folder.has_filename() ? folder : folder.parent_path(), false);
    }
    return pictureFolders(fs::absolute(captionFile).lexically_normal().parent_path(), true);
}

} // namespace crossview
