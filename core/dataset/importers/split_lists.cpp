#include "dataset/importers/split_lists.h"

#include "common/text.h"
#include "files/atomic_file.h"

#include <algorithm>
#include <vector>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestList = 64u << 20; // bytes

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void applyList(const fs::path& file, Split split, DatasetBuilder& builder) {
    const std::string text = readFile(file);
    LineReader reader(withoutByteOrderMark(text));
    while (reader.next()) {
        const std::string_view line = trimmed(reader.line());
        if (line.empty() || line.size() > 4096)
            continue;
        // "images/a.jpg" and "a.jpg#0" name a.jpg too.
        std::string name = fs::path(line.substr(0, line.find('#'))).filename().string();
        const std::vector<std::size_t> images = builder.imagesNamed(name);
        for (const std::size_t image : images)
            if (!builder.putIntoSplit(image, split))
                builder.addProblem(file, reader.number(),
                                   "the picture \"" + name + "\" is in another split's list");
    }
}

} // namespace

std::optional<Split> splitOfListName(std::string_view fileName) {
    if (lowerAscii(fileName).size() < 4 || lowerAscii(fileName.substr(fileName.size() - 4)) != ".txt")
        return std::nullopt;
    // The last word of the stem counts: "Flickr_8k.trainImages" -> train, "train_caps" -> none.
    std::string stem = lowerAscii(fileName.substr(0, fileName.size() - 4));
    for (const std::string_view tail : {"images", "image", "imgs", "list", "files", "split"})
        if (stem.size() > tail.size() && std::string_view(stem).substr(stem.size() - tail.size()) == tail) {
            stem.resize(stem.size() - tail.size());
            break;
        }
    while (!stem.empty() && !isLetter(stem.back()))
        stem.pop_back();
    std::size_t begin = stem.size();
    while (begin > 0 && isLetter(stem[begin - 1]))
        --begin;
    return splitFromWord(std::string_view(stem).substr(begin));
}

void applySplitLists(const fs::path& captionFile, DatasetBuilder& builder) {
    std::vector<fs::path> lists;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(captionFile.parent_path(), code)) {
        std::error_code ignored;
        if (entry.is_regular_file(ignored) && entry.path().filename() != captionFile.filename() &&
            entry.file_size(ignored) <= kLargestList && splitOfListName(entry.path().filename().string()))
            lists.push_back(entry.path());
    }
    std::sort(lists.begin(), lists.end());
    for (const fs::path& list : lists)
        applyList(list, *splitOfListName(list.filename().string()), builder);
}

} // namespace crossview
