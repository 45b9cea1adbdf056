#include "dataset/importers/coco_captions.h"

#include "common/error.h"
#include "dataset/importers/coco_regions.h"
#include "dataset/importers/json_events.h"

#include <array>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossview {

namespace {

/// Follows the events of the parser through {"images": [{…}], "annotations": [{…}]}; everything else in the
/// document is passed over.
class CocoHandler final : public JsonEvents {
public:
    explicit CocoHandler(const CaptionSink& sink) : m_sink(sink) {}

    bool sawImages() const { return m_sawImages; }
    bool sawAnnotations() const { return m_sawAnnotations; }
    bool hasOtherAnnotationsOnly() const { return m_annotationCount > 0 && m_captionCount == 0; }

    bool number_integer(number_integer_t value) override { return identifier(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return identifier(std::to_string(value)); }

    bool string(string_t& value) override {
        if (top() == Scope::image && m_key == "file_name")
            m_fileName = std::move(value);
        else if (top() == Scope::annotation && m_key == "caption")
            m_caption = std::move(value);
        else
            return identifier(std::move(value)); // some tools write ids as text
        return tick();
    }

    bool key(string_t& name) override {
        m_key = std::move(name);
        return true;
    }

    bool start_object(std::size_t) override {
        Scope scope = Scope::other;
        if (m_scopes.empty())
            scope = Scope::document;
        else if (top() == Scope::images)
            scope = Scope::image;
        else if (top() == Scope::annotations)
            scope = Scope::annotation;
        if (scope == Scope::image || scope == Scope::annotation)
            beginEntry();
        m_scopes.push_back(scope);
        return tick();
    }

    bool end_object() override {
        const Scope scope = top();
        m_scopes.pop_back();
        if (scope == Scope::image)
            endImage();
        else if (scope == Scope::annotation)
            endAnnotation();
        return true;
    }

    bool start_array(std::size_t) override {
        Scope scope = Scope::other;
        if (top() == Scope::document && m_key == "images") {
            scope = Scope::images;
            m_sawImages = true;
        } else if (top() == Scope::document && m_key == "annotations") {
            scope = Scope::annotations;
            m_sawAnnotations = true;
        } else {
            reportStrayEntry();
        }
        m_scopes.push_back(scope);
        return tick();
    }

    bool end_array() override {
        const Scope scope = top();
        m_scopes.pop_back();
        if (scope == Scope::images) {
            for (const Annotation& waiting : std::exchange(m_waiting, {}))
                give(waiting);
            m_imagesAreKnown = true;
        }
        return true;
    }

private:
    enum class Scope : unsigned char { document, images, image, annotations, annotation, other };

    /// One entry of "annotations" that has all it needs.
    struct Annotation {
        std::size_t number = 0; // 1-based
        std::string image;      // id
        std::string caption;
    };

    Scope top() const { return m_scopes.empty() ? Scope::other : m_scopes.back(); }

    bool scalar() override {
        reportStrayEntry();
        return tick();
    }

    /// A number or a text that may be the id of the entry.
    bool identifier(std::string value) {
        if ((top() == Scope::image && m_key == "id") || (top() == Scope::annotation && m_key == "image_id"))
            m_id = std::move(value);
        return scalar();
    }

    /// Lets the caller cancel also inside parts of the document that are passed over.
    bool tick() {
        if (++m_events % 4096 == 0)
            m_sink.advance(m_imageCount + m_annotationCount, 0);
        return true;
    }

    static std::string place(const char* what, std::size_t number) {
        return what + std::string(" ") + std::to_string(number);
    }

    void reportStrayEntry() {
        if (top() == Scope::images)
            m_sink.problem(0, place("image entry", ++m_imageCount) + " is not an object");
        else if (top() == Scope::annotations)
            m_sink.problem(0, place("annotation", ++m_annotationCount) + " is not an object");
    }

    void beginEntry() {
        m_id.clear();
        m_fileName.clear();
        m_caption.reset();
    }

    void endImage() {
        const std::string entry = place("image entry", ++m_imageCount);
        if (m_id.empty() || m_fileName.empty())
            m_sink.problem(0, entry + (m_id.empty() ? " has no \"id\"" : " has no \"file_name\""));
        else if (const auto [known, isNew] = m_names.emplace(m_id, m_fileName);
                 !isNew && known->second != m_fileName)
            m_sink.problem(0, entry + " has the id " + onOneLine(m_id) + " of an earlier one");
    }

    void endAnnotation() {
        const std::string entry = place("annotation", ++m_annotationCount);
        m_captionCount += m_caption ? 1 : 0;
        if (m_id.empty() || !m_caption) {
            m_sink.problem(0, entry + (m_id.empty() ? " has no \"image_id\"" : " has no \"caption\""));
            return;
        }
        Annotation annotation{m_annotationCount, std::move(m_id), std::move(*m_caption)};
        if (m_imagesAreKnown)
            give(annotation);
        else
            m_waiting.push_back(std::move(annotation));
    }

    void give(const Annotation& annotation) {
        m_sink.advance(annotation.number, 0);
        const auto image = m_names.find(annotation.image);
        if (image == m_names.end())
            m_sink.problem(0, place("annotation", annotation.number) + " belongs to the image " +
                                  onOneLine(annotation.image) + ", which \"images\" does not hold");
        else
            m_sink.record({image->second, annotation.caption, {}, {}, 0});
    }

    const CaptionSink& m_sink;
    std::vector<Scope> m_scopes;
    std::string m_key;
    std::string m_id;
    std::string m_fileName;
    std::optional<std::string> m_caption;
    std::unordered_map<std::string, std::string> m_names; // file names by id
    std::vector<Annotation> m_waiting;                    // until the images are known
    std::size_t m_imageCount = 0;
    std::size_t m_annotationCount = 0;
    std::size_t m_captionCount = 0;
    std::size_t m_events = 0;
    bool m_imagesAreKnown = false;
    bool m_sawImages = false;
    bool m_sawAnnotations = false;
};

constexpr std::array<FileName, 2> kFileNames{
    {{"captions_*.json", NameRank::published}, {"*.json", NameRank::anything}}};

double looksLikeCoco(std::string_view head) {
    if (!beginsLikeJson(head) || countNames(head, {"images", "annotations"}) == 0)
        return 0;
    // The images may fill the beginning, or the annotations: either has a name that Karpathy's files lack.
    const std::size_t own = countNames(head, {"file_name", "image_id", "annotations", "caption"});
    return own == 0 ? 0 : 0.6 + 0.08 * static_cast<double>(own);
}

} // namespace

const CaptionFormat& cocoFormat() {
    static const CaptionFormat kFormat{
        "coco",     "COCO captions", "captions_*.json with arrays \"images\" and \"annotations\"",
        kFileNames, &looksLikeCoco,  &parseCocoCaptions};
    return kFormat;
}

void parseCocoCaptions(std::string_view text, const std::string& name, const CaptionSink& sink) {
    // Images may fill the beginning by which the format was recognised, and boxes stand behind it.
    if (holdsRegions(text))
        return parseCocoRegions(text, name, sink);
    CocoHandler handler(sink);
    readJson(text, name, handler);
    if (!handler.sawImages() || !handler.sawAnnotations())
        throw Error(name + " holds no array \"" + (handler.sawImages() ? "annotations" : "images") +
                    "\": it is not one of COCO's captions_*.json files.");
    if (handler.hasOtherAnnotationsOnly())
        throw Error(name +
                    " holds annotations without captions, boxes perhaps: name the file captions_*.json "
                    "of the same collection.");
}

} // namespace crossview
