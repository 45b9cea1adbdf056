#include "dataset/importers/caption_file.h"

#include "common/text.h"
#include "dataset/importers/captions.h"
#include "dataset/importers/flickr_tokens.h"

#include <algorithm>
#include <array>
#include <vector>

namespace crossview {

namespace fs = std::filesystem;

namespace {

/// Names by which captions are published, the most telling first; '*' stands for any text.
constexpr std::array<std::string_view, 18> kKnownNames{
    "dataset_*.json", "dataset.json",   "results_20130124.token", "flickr8k.token.txt",
    "*.token",        "*.token.txt",    "captions.txt",           "captions.csv",
    "captions.tsv",   "results.csv",    "metadata.csv",           "metadata.tsv",
    "*captions*.csv", "*captions*.tsv", "*captions*.txt",         "*.tsv",
    "*.csv",          "*.json"};

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
        throw Error("No caption file was named: name a token file, a dataset_*.json or a table.");
    if (!fs::exists(given, code))
        throw Error(given.string() + " does not exist: check the path of the caption file.");
    if (!fs::is_directory(given, code))
        return given;

    const std::vector<fs::path> files = filesIn(given);
    for (const std::string_view pattern : kKnownNames) {
        std::vector<fs::path> found;
        for (const fs::path& file : files)
            if (fits(lowerAscii(file.filename().string()), pattern))
                found.push_back(file);
        // A file directly in the folder goes before those in its subfolders.
        if (found.size() > 1 && found[0].parent_path() == given && found[1].parent_path() != given)
            found.resize(1);
        if (found.size() > 1)
            throw Error(given.string() + " holds several caption files, " + found[0].filename().string() +
                        " and " + found[1].filename().string() + " among them: name the one to import.");
        if (found.size() == 1)
            return found.front();
    }
    throw Error(given.string() + " holds no caption file: name one of the form dataset_*.json, *.token, "
                                 "captions.txt, or a table with the ending .csv or .tsv.");
}

ImportFormat recogniseFormat(std::string_view text) {
    text = withoutByteOrderMark(text);
    const std::string_view start = trimmed(text.substr(0, 4096));
    if (!start.empty() && (start.front() == '{' || start.front() == '['))
        return ImportFormat::karpathyJson;
    // A vote of the first lines that tell: a token line may hold commas behind its "#0 ", a row of a table
    // may hold a "#1 " behind its separator.
    LineReader reader(text);
    std::size_t tokens = 0;
    std::size_t rows = 0;
    while (tokens + rows < 20 && reader.next()) {
        const std::string_view line = reader.line().substr(0, kMaxLineBytes);
        const auto parts = splitFlickrLine(line);
        if (parts && parts->image.find_first_of("\t,;|\"") == std::string_view::npos)
            ++tokens;
        else if (line.find_first_of("\t,;|") != std::string_view::npos)
            ++rows;
    }
    return tokens > rows ? ImportFormat::flickrTokens : ImportFormat::table;
}

void requireText(const fs::path& file, std::string_view bytes) {
    if (trimmed(withoutByteOrderMark(bytes)).empty())
        throw Error(file.string() + " is empty: name a file with captions.");
    const std::string_view mark = bytes.substr(0, 2);
    if (mark == "\xff\xfe" || mark == "\xfe\xff")
        throw Error(file.string() + " is UTF-16 text: save it as UTF-8 and import it again.");
    if (bytes.substr(0, 4096).find('\0') != std::string_view::npos)
        throw Error(file.string() + " is not a text file: name a token file, a dataset_*.json or a table.");
}

} // namespace crossview
