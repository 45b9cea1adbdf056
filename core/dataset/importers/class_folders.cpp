#include "dataset/importers/class_folders.h"

#include "dataset/locating/picture_walk.h"

#include <algorithm>
#include <set>
#include <string>

namespace crossview {

namespace fs = std::filesystem;

namespace {

bool recogniseClassFolders(const fs::path& folder, const std::stop_token& stop) {
    std::set<fs::path> folders;
    bool flat = false;
    walkPictures({folder}, stop, [&](const fs::path& picture) {
        flat = flat || picture.parent_path() == folder;
        if (!splitFromWord(picture.parent_path().filename().string())) // train/1.jpg says nothing
            folders.insert(picture.parent_path().filename());
        return !flat && folders.size() < 2;
    });
    return !flat && folders.size() >= 2;
}

std::string readable(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    std::replace(name.begin(), name.end(), '-', ' ');
    return name;
}

} // namespace

const CaptionFormat& classFolderFormat() {
    static const CaptionFormat kFormat{"folders",
                                       "Folders by what they show",
                                       "a folder of folders, each with the pictures of one concept",
                                       {},
                                       nullptr,
                                       nullptr,
                                       &recogniseClassFolders,
                                       &readClassFolders};
    return kFormat;
}

void readClassFolders(const fs::path& folder, const CaptionSink& sink, const std::stop_token& stop) {
    std::size_t done = 0;
    walkPictures({folder}, stop, [&](const fs::path& picture) {
        sink.advance(++done, 0);
        const fs::path parent = picture.parent_path();
        if (parent == folder) {
            sink.problem(0, "the picture \"" + picture.string() +
                                "\" lies in no folder that says what it shows");
            return true;
        }
        const std::string name = parent.filename().string();
        std::string split;
        for (const fs::path& above : parent.parent_path().lexically_relative(folder))
            if (splitFromWord(above.string()))
                split = above.string();
        const std::string path = fs::absolute(picture).lexically_normal().string();
        const std::string caption = readable(name);
        sink.record({path, caption, split, name, 0});
        return true;
    });
}

} // namespace crossview
