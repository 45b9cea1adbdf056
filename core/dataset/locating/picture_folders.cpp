#include "dataset/locating/picture_folders.h"

#include "common/error.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 30> kFolderNames{"Images",
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
                                                        "test2014",
                                                        "train2017",
                                                        "val2017",
                                                        "test2015",
                                                        "test2017",
                                                        "JPEGImages",
                                                        "flickr30k_images",
                                                        "Flickr8k_images"};

} // namespace

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
        const fs::path folder = fs::absolute(named).lexically_normal();
        return pictureFolders(folder.has_filename() ? folder : folder.parent_path(), false);
    }
    // The last folder without the slash that may end it.
    const auto normal = [](const fs::path& path) {
        const fs::path folder = fs::absolute(path).lexically_normal();
        return folder.has_filename() ? folder : folder.parent_path();
    };
    std::vector<fs::path> folders;
    if (fs::is_directory(given, code))
        folders = pictureFolders(normal(given), false);
    if (captionFile.empty() || fs::is_directory(captionFile, code))
        return folders;
    for (const fs::path& folder : pictureFolders(normal(captionFile).parent_path(), true))
        if (std::find(folders.begin(), folders.end(), folder) == folders.end())
            folders.push_back(folder);
    return folders;
}

} // namespace crossview
