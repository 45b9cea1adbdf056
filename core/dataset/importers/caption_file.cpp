#include "dataset/importers/caption_file.h"

#include "common/error.h"
#include "dataset/importers/formats.h"
#include "dataset/locating/image_file.h"
#include "dataset/locating/picture_walk.h"
#include "files/file_handle.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>

namespace crossview {

namespace fs = std::filesystem;

namespace {

/// The formats' file names, the most telling first.
std::vector<FileName> knownNames(const CaptionFormat* asked) {
    std::vector<FileName> names;
    for (const CaptionFormat* format : captionFormats())
        if (!asked || asked == format)
            names.insert(names.end(), format->fileNames.begin(), format->fileNames.end());
    std::stable_sort(names.begin(), names.end(),
                     [](const FileName& a, const FileName& b) { return a.rank < b.rank; });
    return names;
}

/// The first name of every format, for a message.
std::string exampleNames() {
    std::string names;
    for (const CaptionFormat* format : captionFormats())
        if (!format->fileNames.empty())
            names += (names.empty() ? "" : ", ") + std::string(format->fileNames.front().pattern);
    return names;
}

bool fits(std::string_view name, std::string_view pattern) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return name == pattern;
    const std::string_view head = pattern.substr(0, star);
    if (name.substr(0, head.size()) != head)
        return false;
    // The text after the star may begin anywhere in the rest of the name.
    for (std::size_t at = head.size(); at <= name.size(); ++at)
        if (fits(name.substr(at), pattern.substr(star + 1)))
            return true;
    return false;
}

/// Two files of one name in two folders are told apart.
std::string relativeTo(const fs::path& folder, const fs::path& file) {
    return file.lexically_relative(folder).string();
}

/// Files of a folder in the order of their names, without hidden ones and those that describe one picture
/// beside them (a.json beside a.jpg).
std::vector<fs::path> ownFiles(const fs::path& folder) {
    std::vector<fs::path> files;
    std::set<fs::path> pictured; // stems
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        const fs::path& path = entry.path();
        if (isHidden(path) || !entry.is_regular_file(code))
            continue;
        if (hasImageExtension(path.filename().string()))
            pictured.insert(path.stem());
        else
            files.push_back(path);
    }
    std::erase_if(files, [&](const fs::path& file) { return pictured.contains(file.stem()); });
    std::sort(files.begin(), files.end());
    return files;
}

/// Caption files may lie so deep below the folder that is named: data/train/metadata.csv.
constexpr std::size_t kDeepest = 3;
constexpr std::size_t kMostFolders = 2000; // a folder a class may have more, and no captions in them

std::size_t depthBelow(const fs::path& folder, const fs::path& path) {
    const fs::path below = path.lexically_relative(folder);
    return static_cast<std::size_t>(std::distance(below.begin(), below.end()));
}

/// The files of a folder and of those below it, the less deep ones first: Flickr8k_text/ beside
/// Flicker8k_Dataset/.
std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> folders{folder};
    std::vector<fs::path> files;
    for (std::size_t f = 0; f < folders.size(); ++f) {
        const std::vector<fs::path> here = ownFiles(folders[f]);
        files.insert(files.end(), here.begin(), here.end());
        if (f > 0 && depthBelow(folder, folders[f]) + 1 >= kDeepest)
            continue;
        std::vector<fs::path> below;
        std::error_code code;
        for (const auto& entry : fs::directory_iterator(folders[f], code))
            if (!isHidden(entry.path()) && entry.path().extension() != ".crossview" &&
                entry.is_directory(code))
                below.push_back(entry.path());
        std::sort(below.begin(), below.end());
        below.resize(std::min(below.size(), kMostFolders - std::min(folders.size(), kMostFolders)));
        folders.insert(folders.end(), below.begin(), below.end());
    }
    return files;
}

/// Whether a file whose name says little begins like captions.
bool beginsLikeCaptions(const fs::path& file) {
    std::string head(kRecognisedBytes, '\0');
    try {
        head.resize(readSome(openForReading(file), std::as_writable_bytes(std::span(head)), file));
    } catch (const Error&) {
        return false;
    }
    return std::any_of(captionFormats().begin(), captionFormats().end(), [&](const CaptionFormat* format) {
        return format->recognise && format->recognise(withoutByteOrderMark(head)) > kLikely;
    });
}

/// A name with the word for a split taken out: "train", "val2014", "flickr_test" in one family each.
struct FamilyName {
    std::string rest;
    std::string split; // the word; empty where there is none
};

FamilyName familyOf(const std::string& name) {
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    for (std::size_t begin = 0; begin < name.size();) {
        std::size_t end = begin;
        while (end < name.size() && isLetter(name[end]))
            ++end;
        if (end == begin) {
            ++begin;
            continue;
        }
        const std::string word = name.substr(begin, end - begin);
        if (const auto split = splitFromWord(word); split && *split != Split::unused)
            return {name.substr(0, begin) + '*' + name.substr(end), word};
        begin = end;
    }
    return {name, {}};
}

/// The files as one data set, where they differ by a split or lie under one name in several folders.
std::optional<std::vector<CaptionFile>> together(const fs::path& given, const std::vector<fs::path>& found) {
    std::set<std::string> names;
    std::set<fs::path> folders;
    std::vector<CaptionFile> files;
    bool allSplits = true;
    for (const fs::path& file : found) {
        const FamilyName name = familyOf(file.filename().string());
        const FamilyName folder = familyOf(relativeTo(given, file.parent_path()));
        names.insert(name.rest);
        folders.insert(file.parent_path());
        files.push_back({file, name.split.empty() ? folder.split : name.split});
        allSplits = allSplits && !files.back().split.empty();
    }
    const bool oneEach = folders.size() == found.size(); // train/metadata.csv, test/metadata.csv
    if (names.size() == 1 && (allSplits || oneEach))
        return files;
    return std::nullopt;
}

std::optional<std::vector<CaptionFile>> captionFilesIn(const fs::path& given, const CaptionFormat* asked) {
    const std::vector<fs::path> files = filesIn(given);
    for (const FileName& name : knownNames(asked)) {
        std::vector<fs::path> found;
        for (const fs::path& file : files)
            if (fits(lowerAscii(file.filename().string()), name.pattern) &&
                (name.rank != NameRank::anything || beginsLikeCaptions(file)))
                found.push_back(file);
        // Files directly in the folder go before those in its subfolders.
        if (!found.empty())
            std::erase_if(found, [&, least = depthBelow(given, found.front())](const fs::path& file) {
                return depthBelow(given, file) > least;
            });
        if (found.size() == 1)
            return std::vector<CaptionFile>{{found.front(), {}}};
        if (found.empty())
            continue;
        if (auto family = together(given, found))
            return family;
        throw Error(given.string() + " holds several caption files, " + relativeTo(given, found[0]) +
                    " and " + relativeTo(given, found[1]) + " among them: name the one to import.");
    }
    return std::nullopt;
}

/// Archives in the order of their names. Names of splits count where there are several of them: one split of
/// a larger collection, alone, is divided anew.
std::vector<CaptionFile> archiveFiles(const fs::path& given, std::vector<fs::path> archives) {
    std::vector<CaptionFile> files;
    std::set<std::optional<Split>> splits;
    for (fs::path& archive : archives) {
        const FamilyName name = familyOf(archive.filename().string());
        const FamilyName folder = familyOf(relativeTo(given, archive.parent_path()));
        files.push_back({std::move(archive), name.split.empty() ? folder.split : name.split});
        splits.insert(splitFromWord(files.back().split));
    }
    if (splits.size() < 2)
        for (CaptionFile& file : files)
            file.split.clear();
    return files;
}

/// The source as archives; false where it is none.
bool takeArchives(CaptionSource& source, const CaptionFormat* asked, const std::stop_token& stop) {
    for (const CaptionFormat* format : captionFormats()) {
        if (!format->archivesOf || (asked && asked != format))
            continue;
        if (auto archives = format->archivesOf(source.given, asked != nullptr, stop); !archives.empty()) {
            source.archiveFormat = format;
            source.files = archiveFiles(source.given, std::move(archives));
            return true;
        }
        if (asked)
            throw Error(source.given.string() + " holds no tar archives: name one, or the folder with them.");
    }
    return false;
}

} // namespace

CaptionSource findCaptions(const fs::path& given, const CaptionFormat* asked, const std::stop_token& stop) {
    std::error_code code;
    if (given.empty())
        throw Error("No caption file was named: name a file of captions (" + captionFormatNames() + ").");
    if (!fs::exists(given, code))
        throw Error(given.string() + " does not exist: check the path of the caption file.");
    CaptionSource source{given, nullptr, nullptr, {}};
    if (!fs::is_directory(given, code)) {
        if (asked && asked->isFolder())
            throw Error(given.string() + " is a file, but the format " + asked->key +
                        " is read from a folder: name the folder.");
        if (!takeArchives(source, asked, stop))
            source.files.push_back({given, {}});
        return source;
    }
    // "shapes/" and "shapes" are the same folder.
    source.given = given.has_filename() ? given : given.parent_path();
    for (const CaptionFormat* format : captionFormats())
        if ((format->imageFeatures || format->isCollection) && !asked &&
            format->recogniseFolder(source.given, stop)) {
            source.folderFormat = format;
            return source;
        }
    if (takeArchives(source, asked, stop))
        return source;
    if (!asked || !asked->isFolder())
        if (auto files = captionFilesIn(source.given, asked)) {
            source.files = std::move(*files);
            return source;
        }
    for (const CaptionFormat* format : captionFormats())
        if (format->isFolder() && (asked ? asked == format : format->recogniseFolder(source.given, stop))) {
            source.folderFormat = format;
            return source;
        }
    throw Error(given.string() + " holds no caption file with a name like " + exampleNames() +
                ", and no pictures with captions beside them: name the file itself.");
}

} // namespace crossview
