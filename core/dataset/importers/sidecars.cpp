#include "dataset/importers/sidecars.h"

#include "common/error.h"
#include "dataset/importers/caption_text.h"
#include "dataset/importers/shards/sample_captions.h"
#include "dataset/locating/picture_walk.h"

#include <array>
#include <string>
#include <vector>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 2> kTextEndings{".txt", ".caption"};

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

fs::path beside(const fs::path& picture, const char* ending) {
    fs::path file = picture;
    return file.replace_extension(ending);
}

bool hasSidecar(const fs::path& picture) {
    return isFile(beside(picture, ".txt")) || isFile(beside(picture, ".caption")) ||
           isFile(beside(picture, ".json"));
}

/// The text of a file beside a picture; none where there is no such file, or it is empty.
std::string textOf(const fs::path& file) {
    std::error_code code;
    if (!isFile(file) || fs::file_size(file, code) == 0)
        return {};
    return readCaptionText(file).text;
}

/// The captions of the first file beside a picture that holds any.
std::vector<std::string> captionsOf(const fs::path& picture) {
    std::string text;
    for (const char* ending : kTextEndings)
        if (text.empty())
            text = textOf(beside(picture, ending));
    return captionsOfSample(text, [&] { return textOf(beside(picture, ".json")); });
}

bool recogniseSidecars(const fs::path& folder, const std::stop_token& stop) {
    bool found = false;
    walkPictures({folder}, stop, [&](const fs::path& picture) {
        found = hasSidecar(picture);
        return !found;
    });
    return found;
}

} // namespace

const CaptionFormat& sidecarFormat() {
    static const CaptionFormat kFormat{"sidecar",
                                       "Captions beside the pictures",
                                       "a folder with a.txt, a.caption or a.json beside a.jpg",
                                       {},
                                       nullptr,
                                       nullptr,
                                       &recogniseSidecars,
                                       &readSidecars};
    return kFormat;
}

void readSidecars(const fs::path& folder, const CaptionSink& sink, const std::stop_token& stop) {
    std::size_t done = 0;
    walkPictures({folder}, stop, [&](const fs::path& picture) {
        sink.advance(++done, 0);
        const std::string name = fs::absolute(picture).lexically_normal().string();
        try {
            const std::vector<std::string> captions = captionsOf(picture);
            if (captions.empty())
                sink.problem(0, "the picture \"" + picture.string() + "\" has no caption beside it");
            for (const std::string& caption : captions)
                sink.record({name, caption, {}, {}, 0});
        } catch (const Error& error) {
            sink.problem(0, "the picture \"" + picture.string() + "\" has no caption: " + error.what());
        }
        return true;
    });
}

} // namespace crossview
