#include "dataset/locating/image_locator.h"

#include "common/unicode_text.h"
#include "dataset/captions.h"
#include "dataset/locating/image_file.h"
#include "dataset/locating/picture_name.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 9> kExtensions{".jpg", ".jpeg", ".png", ".JPG", ".webp",
                                                 ".bmp", ".gif",  ".tif", ".tiff"};

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

fs::path withoutFirstFolder(const fs::path& path) {
    fs::path rest;
    for (auto part = std::next(path.begin()); part != path.end(); ++part)
        rest /= *part;
    return rest;
}

std::size_t partsOf(const fs::path& path) {
    return static_cast<std::size_t>(std::distance(path.begin(), path.end()));
}

/// How many parts of a file's path stand below a folder; 0 where it lies elsewhere.
std::size_t partsBelow(const fs::path& file, const fs::path& folder) {
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return end == folder.end() ? static_cast<std::size_t>(std::distance(rest, file.end())) : 0;
}

/// How many last parts of two paths are the same in any spelling; the file names are, the caller knows.
std::size_t commonEnd(const fs::path& file, const fs::path& wanted) {
    std::size_t count = 1;
    auto ours = std::prev(file.end());
    auto theirs = std::prev(wanted.end());
    while (ours != file.begin() && theirs != wanted.begin() &&
           foldedName((--ours)->string()) == foldedName((--theirs)->string()))
        ++count;
    return count;
}

/// True where a text speaks of a folder at the beginning of a path or within one: "dogs/1.jpg". Addresses in
/// the web have folders of their own.
bool speaksOf(std::string_view text, const std::string& folder) {
    if (folder.empty())
        return false;
    constexpr std::size_t kMostLooked = 1000;
    text = text.substr(0, std::size_t{1} << 24); // bytes: what follows looks like this
    std::size_t looked = 0;
    for (std::size_t at = text.find(folder); at != std::string_view::npos && looked < kMostLooked;
         at = text.find(folder, at + 1), ++looked) {
        const std::size_t end = at + folder.size();
        if (end >= text.size() || (text[end] != '/' && text[end] != '\\'))
            continue;
        const std::size_t begin = text.substr(0, at).find_last_of("\n\t,;|\"' ");
        const std::string_view before = text.substr(begin + 1, at - begin - 1); // npos + 1 is 0
        if (before.find("://") == std::string_view::npos &&
            (before.empty() || before.back() == '/' || before.back() == '\\'))
            return true;
    }
    return false;
}

} // namespace

ImageLocator::ImageLocator(std::vector<fs::path> roots, std::stop_token stop, ProgressSink progress,
                           std::size_t mostFiles)
    : m_stop(std::move(stop)), m_progress(std::move(progress)), m_mostFiles(mostFiles) {
    for (fs::path& root : roots)
        m_roots.push_back({std::move(root), false});
}

void ImageLocator::beginFile(std::string_view text, const fs::path& beside) {
    m_answers.clear();
    m_beside = {beside, speaksOf(text, beside.filename().string())};
    for (Root& root : m_roots)
        root.named = speaksOf(text, root.folder.filename().string());
}

const ImageLocator::Found& ImageLocator::find(const std::string& name) {
    const auto known = m_answers.find(name);
    return known != m_answers.end() ? known->second : m_answers.emplace(name, search(name)).first->second;
}

ImageLocator::Found ImageLocator::search(const std::string& name) {
    if (name.find("://") != std::string::npos && !lowerAscii(name).starts_with("file://"))
        return {{}, "\"" + name + "\" is a web address; save the pictures in a folder first", {}};
    std::vector<fs::path> spellings;
    for (const std::string& spelling : pictureNameSpellings(name))
        if (const fs::path path = fs::path(spelling).lexically_normal(); path.has_filename())
            spellings.push_back(path);
    if (spellings.empty())
        return {{}, "\"" + name + "\" names no file", {}};

    Found found;
    Match match;
    for (const fs::path& spelling : spellings) {
        match = searchRoots(spelling);
        if (!match.file.empty())
            break;
    }
    for (std::size_t s = 0; match.file.empty() && found.reason.empty() && s < spellings.size(); ++s)
        found = searchIndex(spellings[s], match);
    if (!match.file.empty()) {
        match.file = fs::absolute(match.file).lexically_normal();
        found.path = match.file;
        if (spellings.back().has_parent_path()) // a bare name contradicts no folder
            found.reason = claim(name, match);
        if (found.reason.empty())
            found.reason = whyNoImage(found.path);
    } else if (found.reason.empty()) {
        found.reason =
            "the picture \"" + name + "\" is not " +
            (m_walk.cut ? "among the first " + std::to_string(m_mostFiles) + " files in " : "in ") +
            (m_roots.empty() ? std::string("any folder") : m_roots.front().folder.string());
    }
    return found;
}

bool ImageLocator::mayDrop(const fs::path& dropped, const Root& root) const {
    return dropped.empty() || !root.named ||
           foldedName(dropped.filename().string()) == foldedName(root.folder.filename().string());
}

ImageLocator::Match ImageLocator::searchRoots(const fs::path& name) const {
    if (name.is_absolute() && isFile(name))
        return {name, {}};
    // A path written on another machine or by another tool: its last parts may fit here.
    fs::path dropped;
    for (fs::path rest = name.relative_path(); !rest.empty(); rest = withoutFirstFolder(rest)) {
        const auto tryIn = [&](const Root& root) -> fs::path {
            if (root.folder.empty() || !mayDrop(dropped, root))
                return {};
            if (isFile(root.folder / rest))
                return root.folder / rest;
            if (!hasImageExtension(rest.filename().string()))
                for (const char* extension : kExtensions)
                    if (fs::path file = root.folder / rest; isFile(file += extension))
                        return file;
            return {};
        };
        if (const fs::path file = tryIn(m_beside); !file.empty())
            return {file, dropped};
        for (const Root& root : m_roots)
            if (const fs::path file = tryIn(root); !file.empty())
                return {file, dropped};
        dropped /= *rest.begin();
    }
    return {};
}

std::vector<fs::path> ImageLocator::indexed(const fs::path& name) const {
    const std::string file = name.filename().string();
    if (const auto entry = m_byName.find(foldedName(file)); entry != m_byName.end())
        return entry->second;
    // A column of numbers says 139 where the file is called 000000000139.jpg.
    const std::string stem = hasImageExtension(file) ? name.stem().string() : file;
    const bool isNumber = stem.find_first_not_of("0123456789") == std::string::npos;
    if (const auto entry = m_byNumber.find(pictureNumber(stem)); isNumber && entry != m_byNumber.end())
        return entry->second;
    return {};
}

ImageLocator::Found ImageLocator::searchIndex(const fs::path& name, Match& match) {
    buildIndex();
    const fs::path wanted = name.relative_path();
    const std::size_t parts = partsOf(wanted);
    std::vector<fs::path> candidates = indexed(wanted);
    // "cats/1.jpg" is not "dogs/1.jpg": folders that the name has must be there, or lie above a root.
    fs::path dropped;
    std::erase_if(candidates, [&](const fs::path& file) {
        const std::size_t common = commonEnd(file, wanted);
        if (common == parts)
            return false;
        fs::path above;
        auto part = wanted.begin();
        for (std::size_t i = common; i < parts; ++i)
            above /= *part++;
        const bool fits = std::any_of(m_roots.begin(), m_roots.end(), [&](const Root& root) {
            return partsBelow(file, root.folder) == common && mayDrop(above, root);
        });
        if (fits)
            dropped = above;
        return !fits;
    });
    if (candidates.empty())
        return {};
    if (parts == 1) {
        std::vector<fs::path> exact;
        std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(exact),
                     [&](const fs::path& path) { return path.filename() == wanted; });
        if (!exact.empty())
            candidates = std::move(exact);
    }
    Found found = nearest(name.string(), std::move(candidates));
    if (found.reason.empty())
        match = {std::exchange(found.path, {}), dropped};
    return found;
}

std::size_t ImageLocator::depthOf(const fs::path& picture) const {
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const Root& root : m_roots)
        if (const std::size_t parts = partsBelow(picture, root.folder); parts > 0)
            least = std::min(least, parts);
    return least;
}

ImageLocator::Found ImageLocator::nearest(const std::string& name, std::vector<fs::path> candidates) const {
    // A file that is no picture (a thumbnail's text, a pointer) does not stand in the way of one that is.
    if (candidates.size() > 1 && std::any_of(candidates.begin(), candidates.end(),
                                             [](const auto& file) { return whyNoImage(file).empty(); }))
        std::erase_if(candidates, [](const fs::path& file) { return !whyNoImage(file).empty(); });
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](const fs::path& a, const fs::path& b) { return depthOf(a) < depthOf(b); });
    if (candidates.size() == 1)
        return {candidates.front(), {}, {}};
    if (depthOf(candidates[0]) == depthOf(candidates[1]))
        return {{},
                "\"" + name + "\" may be \"" + candidates[0].string() + "\" or \"" + candidates[1].string() +
                    "\"; name its folder too",
                {}};
    return {candidates.front(),
            {},
            "\"" + name + "\" lies in several folders: the nearest is taken, \"" + candidates[0].string() +
                "\", and not \"" + candidates[1].string() + "\""};
}

std::string ImageLocator::claim(const std::string& name, const Match& match) {
    // A folder that stands for the root itself says nothing more than the bare name does.
    fs::path dropped = match.dropped;
    if (dropped.filename() == match.file.parent_path().filename())
        dropped.clear();
    const auto [known, isNew] = m_claims.emplace(match.file.string(), dropped.string());
    if (isNew || known->second == dropped.string())
        return {};
    return "the picture \"" + name + "\" is not in " +
           (m_roots.empty() ? std::string("any folder") : m_roots.front().folder.string()) + ": \"" +
           match.file.string() + "\" was taken for one of the folder \"" + known->second + "\" already";
}

fs::path ImageLocator::rootOf(const fs::path& picture) const {
    fs::path best;
    for (const Root& root : m_roots)
        if (partsBelow(picture, root.folder) > 0 && partsOf(root.folder) > partsOf(best))
            best = root.folder;
    return best;
}

std::vector<std::string> ImageLocator::notes() const {
    std::vector<std::string> notes;
    const auto add = [&](const std::vector<fs::path>& folders, const char* what) {
        if (!folders.empty())
            notes.push_back(folders.front().string() + what +
                            (folders.size() > 1
                                 ? " (and so do " + std::to_string(folders.size() - 1) + " more)"
                                 : std::string()));
    };
    add(m_walk.seenTwice, " leads to a folder that was looked through already: it is not followed again");
    add(m_walk.closed, " denies us a look: pictures in it are not found");
    return notes;
}

void ImageLocator::buildIndex() {
    if (m_indexed)
        return;
    std::vector<fs::path> folders;
    for (const Root& root : m_roots)
        folders.push_back(root.folder);
    std::size_t seen = 0;
    m_walk = walkPictures(
        folders, m_stop,
        [&](const fs::path& path) {
            const std::string stem = path.stem().string();
            m_byName[foldedName(path.filename().string())].push_back(path);
            m_byName[foldedName(stem)].push_back(path);
            if (const std::string number = pictureNumber(stem); !number.empty())
                m_byNumber[number].push_back(path);
            if (++seen % 4096 == 0)
                report(m_progress, {"Looking for pictures", seen, 0, path.filename().string()});
            return true;
        },
        m_mostFiles);
    m_indexed = true;
}

} // namespace crossview
