#include "dataset/importers/flickr_entities.h"

#include "common/error.h"
#include "common/progress.h"
#include "dataset/importers/caption_text.h"
#include "dataset/importers/entities_markup.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSentences = "Sentences";
constexpr const char* kAnnotations = "Annotations";

/// The files of a folder with an ending, in the order of their names.
std::vector<fs::path> filesOf(const fs::path& folder, const char* ending, std::size_t most) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end && files.size() < most;
         entry.increment(failure)) {
        std::error_code ignored;
        if (entry->path().extension() == ending && entry->is_regular_file(ignored))
            files.push_back(entry->path());
    }
    std::ranges::sort(files);
    return files;
}

bool recogniseEntities(const fs::path& folder, const std::stop_token&) {
    return !filesOf(folder / kSentences, ".txt", 1).empty() &&
           !filesOf(folder / kAnnotations, ".xml", 1).empty();
}

/// Where a chain is seen in its picture.
struct ChainPlace {
    std::optional<PixelBox> box;
    std::size_t boxes = 0;
    bool isScene = false;
};

std::map<std::string, ChainPlace> placesOf(const EntityAnnotations& annotations) {
    std::map<std::string, ChainPlace> places;
    for (const EntityObject& object : annotations.objects)
        for (const std::string& chain : object.chains) {
            ChainPlace& place = places[chain];
            place.isScene = place.isScene || object.isScene;
            if (!object.box)
                continue;
            place.box = place.box ? boxAround(*place.box, *object.box) : *object.box;
            ++place.boxes;
        }
    return places;
}

/// Puts the phrases of pictures into the sink and counts what was made of them.
class EntityTaker {
public:
    explicit EntityTaker(const CaptionSink& sink) : m_sink(sink) {}

    void take(const fs::path& sentences, const fs::path& annotationFile) {
        const EntityAnnotations annotations =
            parseEntityAnnotations(readCaptionText(annotationFile).text, annotationFile.string());
        const std::map<std::string, ChainPlace> places = placesOf(annotations);
        for (const auto& [chain, place] : places)
            m_united += place.boxes > 1 ? 1 : 0;
        const std::string picture =
            annotations.picture.empty() ? sentences.stem().string() + ".jpg" : annotations.picture;
        const std::string file = sentences.filename().string();
        const CaptionText text = readCaptionText(sentences);
        LineReader reader(text.text);
        while (reader.next()) {
            std::size_t broken = 0;
            const std::vector<EntityPhrase> phrases = parseEntitySentence(reader.line(), broken);
            for (std::size_t b = 0; b < broken; ++b)
                m_sink.problem(0, "a phrase in line " + std::to_string(reader.number()) + " of \"" + file +
                                      "\" is not of the form [/EN#<chain>/<type> <words>]");
            for (const EntityPhrase& phrase : phrases)
                give(picture, file, reader.number(), phrase, places);
        }
    }

    void finish() const {
        if (m_united > 0)
            m_sink.note(std::to_string(m_united) + (m_united == 1 ? " chain has" : " chains have") +
                        " several boxes: each is one region, the box around them");
    }

private:
    void give(const std::string& picture, const std::string& file, std::size_t line,
              const EntityPhrase& phrase, const std::map<std::string, ChainPlace>& places) {
        const auto place = places.find(phrase.chain);
        if (place == places.end() || !place->second.box) {
            const bool isScene = place != places.end() && place->second.isScene;
            m_sink.problem(0, "the phrase \"" + phrase.text + "\" in line " + std::to_string(line) +
                                  " of \"" + file + "\" has no box" +
                                  (isScene                 ? " (it means the whole scene)"
                                   : place == places.end() ? " (it is seen nowhere)"
                                                           : " (nobox)"));
            return;
        }
        const std::array cells{RecordCell{"type", phrase.type}};
        m_sink.record({picture, phrase.text, {}, {}, 0, cells, place->second.box});
    }

    const CaptionSink& m_sink;
    std::size_t m_united = 0; // chains of several boxes
};

} // namespace

const CaptionFormat& entitiesFormat() {
    static const CaptionFormat kFormat = [] {
        CaptionFormat format;
        format.key = "entities";
        format.name = "Flickr30K Entities";
        format.description = "a folder with Annotations/*.xml (boxes) and Sentences/*.txt (phrases)";
        format.recogniseFolder = &recogniseEntities;
        format.readFolder = &readFlickrEntities;
        format.isCollection = true;
        return format;
    }();
    return kFormat;
}

void readFlickrEntities(const fs::path& folder, const CaptionSink& sink, const std::stop_token& stop) {
    EntityTaker taker(sink);
    const std::vector<fs::path> files = filesOf(folder / kSentences, ".txt", static_cast<std::size_t>(-1));
    for (std::size_t f = 0; f < files.size(); ++f) {
        throwIfStopped(stop);
        sink.advance(f, files.size());
        const fs::path annotations = folder / kAnnotations / (files[f].stem().string() + ".xml");
        std::error_code code;
        if (fs::is_regular_file(annotations, code))
            taker.take(files[f], annotations);
        else
            sink.problem(0, "\"" + files[f].filename().string() +
                                "\" has no file of boxes of its name in Annotations");
    }
    taker.finish();
    sink.advance(files.size(), files.size());
}

} // namespace crossview
