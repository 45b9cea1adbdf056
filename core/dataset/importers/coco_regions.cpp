#include "dataset/importers/coco_regions.h"

#include "common/error.h"
#include "common/text.h"
#include "dataset/importers/json_boxes.h"
#include "dataset/importers/json_events.h"
#include "dataset/tables/column_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossview {

namespace {

using Json = nlohmann::json;

/// What an annotation says that is neither text nor box, and goes into no column.
constexpr std::array<std::string_view, 8> kPassedOver{
    "id", "image_id", "area", "iscrowd", "segmentation", "keypoints", "num_keypoints", "category_id"};

/// Takes images and annotations out of a document while it is parsed; what was taken is dropped at once.
class RegionTaker {
public:
    explicit RegionTaker(const CaptionSink& sink) : m_sink(sink) {}

    bool sawImages() const { return m_sawImages; }
    bool sawAnnotations() const { return m_sawAnnotations; }
    /// There are boxes, and no text beside any of them.
    bool hasBoxesOnly() const { return m_phrases == 0 && m_boxes > 0; }

    /// For nlohmann's parser: false drops the value.
    bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
        if (++m_events % 4096 == 0)
            m_sink.advance(m_imageCount + m_annotationCount, 0);
        if (event == Json::parse_event_t::key && depth == 1) {
            m_key = parsed.get<std::string>();
            return true;
        }
        if (event == Json::parse_event_t::array_start && depth == 1) {
            m_sawImages = m_sawImages || m_key == "images";
            m_sawAnnotations = m_sawAnnotations || m_key == "annotations";
        }
        if (event == Json::parse_event_t::array_end && depth == 1 && m_key == "images") {
            m_imagesAreKnown = true;
            for (const Region& waiting : std::exchange(m_waiting, {}))
                give(waiting);
        }
        const bool ended = event == Json::parse_event_t::object_end ||
                           event == Json::parse_event_t::array_end || event == Json::parse_event_t::value;
        if (depth != 2 || !ended)
            return true;
        if (m_key == "images")
            takeImage(parsed);
        else if (m_key == "annotations")
            takeAnnotation(parsed);
        return false;
    }

    /// After the end: annotations of a document whose images never came.
    void finish() {
        for (const Region& waiting : std::exchange(m_waiting, {}))
            give(waiting);
    }

private:
    struct Image {
        std::string name;
        std::string split;
    };
    /// One entry of "annotations" that has all it needs.
    struct Region {
        std::size_t number = 0; // 1-based
        std::string image;      // id
        PixelBox box;
        std::vector<std::string> phrases; // none: a proposal
        std::vector<std::pair<std::string, std::string>> cells;
    };

    static std::string place(const char* what, std::size_t number) {
        return what + std::string(" ") + std::to_string(number);
    }

    void takeImage(const Json& entry) {
        const std::string name = place("image entry", ++m_imageCount);
        const JsonMembers members(entry);
        const auto text = [&](std::span<const std::string_view> names) {
            const auto* member = members.first(names);
            return member ? textOf(*member->value).value_or("") : std::string();
        };
        static constexpr std::array<std::string_view, 1> kId{"id"};
        static constexpr std::array<std::string_view, 3> kFile{"file_name", "filename", "path"};
        std::string id = text(kId);
        Image image{text(kFile), text(splitColumnNames())};
        if (!entry.is_object())
            m_sink.problem(0, name + " is not an object");
        else if (id.empty() || image.name.empty())
            m_sink.problem(0, name + (id.empty() ? " has no \"id\"" : " has no \"file_name\""));
        else if (const auto [known, isNew] = m_images.emplace(std::move(id), image);
                 !isNew && known->second.name != image.name)
            m_sink.problem(0, name + " has the id " + onOneLine(known->first) + " of an earlier one");
    }

    void takeAnnotation(const Json& entry) {
        const std::string name = place("annotation", ++m_annotationCount);
        if (!entry.is_object())
            return m_sink.problem(0, name + " is not an object");
        const JsonMembers members(entry);
        static constexpr std::array<std::string_view, 1> kImage{"image_id"};
        const auto* image = members.first(kImage);
        const std::string id = image ? textOf(*image->value).value_or("") : std::string();
        const JsonBox box = boxOf(members);
        if (id.empty())
            return m_sink.problem(0, name + " has no \"image_id\"");
        if (!box.found.problem.empty())
            return m_sink.problem(0, name + ": " + box.found.problem);
        if (!box.box)
            return m_sink.problem(
                0, name + (box.found.box ? " has a box that is no four numbers" : " has no \"bbox\""));
        Region region{m_annotationCount, id, *box.box, {}, {}};
        ++m_boxes;
        const auto* texts = members.first(captionColumnNames());
        if (texts)
            addCaptions(*texts->value, region.phrases);
        std::erase_if(region.phrases, [](const std::string& phrase) { return isMissing(phrase); });
        m_phrases += region.phrases.size();
        if (!std::exchange(m_isNoted, true))
            m_sink.note(box.description + ", phrases from " +
                        (texts ? '"' + onOneLine(*texts->key) + '"' : std::string("nothing yet")));
        for (std::size_t m = 0; m < members.all().size(); ++m) {
            const JsonMembers::Member& member = members.all()[m];
            if (box.uses(m) || &member == texts || std::ranges::count(kPassedOver, member.name) > 0)
                continue;
            if (auto value = cellOf(*member.value))
                region.cells.emplace_back(*member.key, std::move(*value));
        }
        if (m_imagesAreKnown)
            give(region);
        else
            m_waiting.push_back(std::move(region));
    }

    void give(const Region& region) {
        m_sink.advance(region.number, 0);
        const auto image = m_images.find(region.image);
        if (image == m_images.end())
            return m_sink.problem(0, place("annotation", region.number) + " belongs to the image " +
                                         onOneLine(region.image) + ", which \"images\" does not hold");
        std::vector<RecordCell> cells;
        for (const auto& [column, value] : region.cells)
            cells.push_back({column, value});
        const auto record = [&](std::string_view phrase) {
            m_sink.record({image->second.name, phrase, image->second.split, {}, 0, cells, region.box});
        };
        for (const std::string& phrase : region.phrases)
            record(phrase);
        if (region.phrases.empty())
            record({});
    }

    const CaptionSink& m_sink;
    std::string m_key;                               // at depth 1
    std::unordered_map<std::string, Image> m_images; // by id
    std::vector<Region> m_waiting;                   // until the images are known
    std::size_t m_imageCount = 0;
    std::size_t m_annotationCount = 0;
    std::size_t m_boxes = 0;
    std::size_t m_phrases = 0;
    std::size_t m_events = 0;
    bool m_imagesAreKnown = false;
    bool m_sawImages = false;
    bool m_sawAnnotations = false;
    bool m_isNoted = false;
};

/// The names of texts that stand in no list of boxes alone.
constexpr std::array<std::string_view, 7> kTexts{"\"caption\"",   "\"phrase\"",   "\"expression\"",
                                                 "\"sentences\"", "\"sentence\"", "\"sent\"",
                                                 "\"phrases\""};

constexpr std::array<FileName, 2> kFileNames{
    {{"*regions*.json", NameRank::usual}, {"*.json", NameRank::anything}}};

double looksLikeRegions(std::string_view head) {
    // A list is one of records, whatever their keys.
    const bool isObject = beginsLikeJson(head) && trimmed(head).front() == '{';
    return isObject && countNames(head, {"images", "annotations"}) > 0 && holdsRegions(head) ? 0.97 : 0;
}

} // namespace

const CaptionFormat& cocoRegionsFormat() {
    static const CaptionFormat kFormat{
        "coco-regions",
        "COCO boxes with phrases",
        "JSON with arrays \"images\" and \"annotations\" that hold \"bbox\" and \"phrase\" or \"sentences\"",
        kFileNames,
        &looksLikeRegions,
        &parseCocoRegions};
    return kFormat;
}

bool holdsRegions(std::string_view text) {
    return text.find("\"bbox\"") != std::string_view::npos &&
           std::ranges::any_of(
               kTexts, [&](std::string_view name) { return text.find(name) != std::string_view::npos; });
}

void parseCocoRegions(std::string_view text, const std::string& name, const CaptionSink& sink) {
    RegionTaker taker(sink);
    readJsonTree(text, name, [&](int depth, Json::parse_event_t event, Json& parsed) {
        return taker(depth, event, parsed);
    });
    taker.finish();
    if (!taker.sawImages() || !taker.sawAnnotations())
        throw Error(name + " holds no array \"" + (taker.sawImages() ? "annotations" : "images") +
                    "\": it is no file of boxes as COCO writes them.");
    if (taker.hasBoxesOnly())
        throw Error(name +
                    " holds boxes without phrases (phrase, caption, sentences, …): name a file that says "
                    "what the boxes show.");
}

} // namespace crossview
