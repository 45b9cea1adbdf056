#include "dataset/importers/precomp_folder.h"

#include "common/error.h"
#include "dataset/captions.h"
#include "dataset/importers/caption_text.h"
#include "dataset/importers/feature_rows.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kCaptions = "_caps.txt";
constexpr std::string_view kImages = "_ims.npy";
constexpr std::string_view kIds = "_ids.txt";

/// The files of one split: <beginning>_caps.txt and so on.
struct Part {
    fs::path folder;
    std::string beginning; ///< "train", "f8k_train"
    fs::path file(std::string_view ending) const { return folder / (beginning + std::string(ending)); }
    std::string split() const {
        const auto line = beginning.rfind('_');
        return line == std::string::npos ? beginning : beginning.substr(line + 1);
    }
};

/// In the order of their names. A part under another word than a split's (COCO's testall, which holds test)
/// is none.
std::vector<Part> partsIn(const fs::path& folder) {
    std::vector<Part> parts;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (!name.ends_with(kCaptions))
            continue;
        Part part{folder, name.substr(0, name.size() - kCaptions.size())};
        std::error_code missing;
        if (splitFromWord(part.split()) && fs::exists(part.file(kImages), missing))
            parts.push_back(std::move(part));
    }
    std::ranges::sort(parts, {}, &Part::beginning);
    return parts;
}

std::vector<std::string> linesOf(const fs::path& file) {
    const CaptionText text = readCaptionText(file);
    std::vector<std::string> lines;
    LineReader reader(text.text);
    while (reader.next())
        lines.emplace_back(reader.line());
    return lines;
}

/// Captions an image has. As many rows as captions are an image's row five times, as its readers take them.
std::size_t captionsPerImage(std::size_t captions, std::size_t rows, const Part& part) {
    const std::size_t each = rows == captions ? kSentencesPerImage : captions / rows;
    if (captions == 0 || captions % each != 0 || (rows != captions && each * rows != captions))
        throw Error(
            fmt::format("{} has {} lines and {} has {} rows: they need as many, or the same number of "
                        "captions for each row.",
                        part.file(kCaptions).string(), captions, part.file(kImages).string(), rows));
    return each;
}

void readPart(const Part& part, const CaptionSink& sink) {
    const std::vector<std::string> captions = linesOf(part.file(kCaptions));
    const std::size_t rows = openFeatures(part.file(kImages), View::image).rows();
    const std::size_t each = captionsPerImage(captions.size(), rows, part);
    std::error_code missing;
    std::vector<std::string> ids;
    if (fs::exists(part.file(kIds), missing))
        ids = linesOf(part.file(kIds));
    if (ids.size() != captions.size() && ids.size() * each != captions.size())
        ids.clear();
    sink.note(fmt::format("{} captions a picture in {}", each, part.file(kCaptions).filename().string()));
    const std::size_t perId = ids.empty() ? 1 : captions.size() / ids.size();
    const std::string split = part.split();
    for (std::size_t c = 0; c < captions.size(); ++c) {
        const std::size_t image = c / each;
        std::string name = fmt::format("{} {}", split, image);
        if (!ids.empty())
            name += ", id " + onOneLine(ids[image * each / perId]);
        sink.record({name, captions[c], split, {}, 0});
    }
    sink.advance(captions.size(), 0);
}

bool recognisePrecomp(const fs::path& folder, const std::stop_token&) {
    return !partsIn(folder).empty();
}

void readPrecomp(const fs::path& folder, const CaptionSink& sink, const std::stop_token&) {
    for (const Part& part : partsIn(folder))
        readPart(part, sink);
}

} // namespace

const CaptionFormat& precompFormat() {
    static const CaptionFormat kFormat{"precomp",
                                       "Captions with precomputed features",
                                       "a folder with train_caps.txt (a caption a line) and train_ims.npy",
                                       {},
                                       nullptr,
                                       nullptr,
                                       &recognisePrecomp,
                                       &readPrecomp,
                                       &precompImageFeatures};
    return kFormat;
}

std::vector<fs::path> precompImageFeatures(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const Part& part : partsIn(folder))
        files.push_back(part.file(kImages));
    return files;
}

} // namespace crossview
