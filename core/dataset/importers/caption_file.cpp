#include "dataset/importers/caption_file.h"

#include "common/error.h"
#include "common/text.h"
#include "dataset/importers/formats.h"
#include "files/atomic_file.h"

#include <algorithm>
#include <vector>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 30; // bytes; COCO's is 150 MB

/// The formats' file names, the most telling first.
std::vector<FileName> knownNames() {
    std::vector<FileName> names;
    for (const CaptionFormat* format : captionFormats())
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

std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::vector<fs::path> subfolders{folder};
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code))
        if (entry.is_directory(code))
            subfolders.push_back(entry.path()); // Flickr8k_text/ beside Flicker8k_Dataset/
    std::sort(subfolders.begin() + 1, subfolders.end());
    for (const fs::path& subfolder : subfolders) {
        std::vector<fs::path> here;
        for (const auto& entry : fs::directory_iterator(subfolder, code))
            if (entry.is_regular_file(code))
                here.push_back(entry.path());
        std::sort(here.begin(), here.end());
        files.insert(files.end(), here.begin(), here.end());
    }
    return files;
}

} // namespace

fs::path findCaptionFile(const fs::path& given) {
    std::error_code code;
    if (given.empty())
        throw Error("No caption file was named: name a file of captions (" + captionFormatNames() + ").");
    if (!fs::exists(given, code))
        throw Error(given.string() + " does not exist: check the path of the caption file.");
    if (!fs::is_directory(given, code))
        return given;

    const std::vector<fs::path> files = filesIn(given);
    for (const FileName& name : knownNames()) {
        std::vector<fs::path> found;
        for (const fs::path& file : files)
            if (fits(lowerAscii(file.filename().string()), name.pattern))
                found.push_back(file);
        // A file directly in the folder goes before those in its subfolders.
        if (found.size() > 1 && found[0].parent_path() == given && found[1].parent_path() != given)
            found.resize(1);
        if (found.size() > 1)
            throw Error(given.string() + " holds several caption files, " + relativeTo(given, found[0]) +
                        " and " + relativeTo(given, found[1]) + " among them: name the one to import.");
        if (found.size() == 1)
            return found.front();
    }
    throw Error(given.string() + " holds no caption file with a name like " + exampleNames() +
                ": name the file itself.");
}

void requireText(const fs::path& file, std::string_view bytes) {
    if (trimmed(withoutByteOrderMark(bytes)).empty())
        throw Error(file.string() + " is empty: name a file with captions.");
    const std::string_view mark = bytes.substr(0, 2);
    if (mark == "\xff\xfe" || mark == "\xfe\xff")
        throw Error(file.string() + " is UTF-16 text: save it as UTF-8 and import it again.");
    if (bytes.substr(0, 4096).find('\0') != std::string_view::npos)
        throw Error(file.string() + " is not a text file: name a file of captions (" + captionFormatNames() +
                    ").");
}

std::string readCaptionFile(const fs::path& file) {
    std::error_code code;
    if (const auto size = fs::file_size(file, code); !code && size > kLargestFile)
        throw Error(file.string() + " is larger than 1 GiB: name a file of captions (" +
                    captionFormatNames() + ").");
    std::string text = readFile(file);
    requireText(file, text);
    return text;
}

} // namespace crossview
