#include "dataset/importers/described/described_pictures.h"

#include "common/error.h"
#include "dataset/importers/class_folders.h"
#include "dataset/importers/described/described_captions.h"
#include "dataset/locating/image_file.h"
#include "dataset/locating/picture_walk.h"
#include "files/atomic_file.h"

#include <string>
#include <vector>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestXmp = std::uintmax_t{16} << 20; // bytes; darktable keeps its history in it
constexpr std::size_t kLookedAt = 200;                           // pictures by which a folder is known

/// The XMP beside a picture; an empty path where there is none.
fs::path xmpBeside(const fs::path& picture) {
    for (fs::path file : {fs::path(picture).replace_extension(".xmp"), fs::path(picture) += ".xmp"}) {
        std::error_code code;
        if (fs::is_regular_file(file, code) && fs::file_size(file, code) <= kLargestXmp && !code)
            return file;
    }
    return {};
}

/// The captions of a picture, those of the file beside it first. Throws Error.
std::vector<std::string> captionsOf(const fs::path& picture) {
    if (const fs::path beside = xmpBeside(picture); !beside.empty())
        if (auto captions = describedCaptions(pictureTextReader().fromXmp(readFile(beside), beside.string()));
            !captions.empty())
            return captions;
    if (!whyNoImage(picture).empty())
        return {};
    return describedCaptions(pictureTextReader().fromPicture(picture));
}

/// Many pictures of a folder of folders may hold a word of some program: the folders go first unless at least
/// every other picture has a caption.
bool recogniseDescribed(const fs::path& folder, const std::stop_token& stop) {
    std::size_t looked = 0;
    std::size_t described = 0;
    walkPictures({folder}, stop, [&](const fs::path& picture) {
        ++looked;
        try {
            described += captionsOf(picture).empty() ? 0 : 1;
        } catch (const Error&) { // the import says it
        }
        return looked < kLookedAt;
    });
    return described > 0 && (described * 2 >= looked || !classFolderFormat().recogniseFolder(folder, stop));
}

void readDescribed(const fs::path& folder, const CaptionSink& sink, const std::stop_token& stop) {
    std::size_t done = 0;
    walkPictures({folder}, stop, [&](const fs::path& picture) {
        sink.advance(++done, 0);
        try {
            const std::vector<std::string> captions = captionsOf(picture);
            const std::string name = fs::absolute(picture).lexically_normal().string();
            for (const std::string& caption : captions)
                sink.record({name, caption, {}, {}, 0});
            if (!captions.empty())
                return true;
            const std::string reason = whyNoImage(picture);
            sink.problem(0, reason.empty() ? "the picture \"" + picture.string() +
                                                 "\" has no caption, neither in its metadata nor in an .xmp "
                                                 "beside it"
                                           : reason);
        } catch (const Error& error) {
            sink.problem(0, "the picture \"" + picture.string() + "\" has no caption: " + error.what());
        }
        return true;
    });
}

} // namespace

const CaptionFormat& describedFormat() {
    static const CaptionFormat kFormat{
        "described",
        "Captions inside the pictures",
        "a folder of pictures with a description in XMP, IPTC or EXIF, or in a.xmp beside a.jpg",
        {},
        nullptr,
        nullptr,
        &recogniseDescribed,
        &readDescribed};
    return kFormat;
}

} // namespace crossview
