#include "dataset/importers/karpathy_json.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "dataset/importers/json_events.h"

#include <array>
#include <vector>

namespace crossview {

namespace {

/// Follows the events of the parser through {"images": [{"sentences": [{"raw", "tokens": []}]}]}; everything
/// else in the document is passed over.
class KarpathyHandler final : public JsonEvents {
public:
    explicit KarpathyHandler(const CaptionSink& sink) : m_sink(sink) {}

    bool sawImages() const { return m_sawImages; }

    bool string(string_t& value) override {
        const Scope scope = top();
        if (scope == Scope::image) {
            if (m_key == "filename")
                m_fileName = std::move(value);
            else if (m_key == "filepath")
                m_filePath = std::move(value);
            else if (m_key == "split")
                m_split = std::move(value);
        } else if (scope == Scope::sentence && m_key == "raw") {
            m_raw = std::move(value);
        } else if (scope == Scope::tokens) {
            if (!m_tokens.empty())
                m_tokens += ' ';
            m_tokens += value;
        }
        return scalar();
    }

    bool key(string_t& name) override {
        m_key = std::move(name);
        return true;
    }

    bool start_object(std::size_t) override {
        Scope scope = Scope::other;
        if (m_scopes.empty()) {
            scope = Scope::document;
        } else if (top() == Scope::images) {
            scope = Scope::image;
            beginImage();
        } else if (top() == Scope::sentences) {
            scope = Scope::sentence;
            m_raw.clear();
            m_tokens.clear();
        }
        m_scopes.push_back(scope);
        return tick();
    }

    bool end_object() override {
        if (top() == Scope::image)
            endImage();
        else if (top() == Scope::sentence)
            m_sentences.push_back(onOneLine(m_raw).empty() ? m_tokens : m_raw);
        m_scopes.pop_back();
        return true;
    }

    bool start_array(std::size_t) override {
        Scope scope = Scope::other;
        if (top() == Scope::document && m_key == "images") {
            scope = Scope::images;
            m_sawImages = true;
        } else if (top() == Scope::images) {
            reportStrayEntry();
        } else if (top() == Scope::image && m_key == "sentences") {
            scope = Scope::sentences;
        } else if (top() == Scope::sentence && m_key == "tokens") {
            scope = Scope::tokens;
        }
        m_scopes.push_back(scope);
        return tick();
    }

    bool end_array() override {
        m_scopes.pop_back();
        return true;
    }

private:
    enum class Scope : unsigned char { document, images, image, sentences, sentence, tokens, other };

    Scope top() const { return m_scopes.empty() ? Scope::other : m_scopes.back(); }

    bool scalar() override {
        if (top() == Scope::images)
            reportStrayEntry();
        return tick();
    }

    /// Lets the caller cancel also inside parts of the document that are passed over.
    bool tick() {
        if (++m_events % 4096 == 0)
            m_sink.advance(m_entry, 0);
        return true;
    }

    std::string place() const { return "image entry " + std::to_string(m_entry); }

    void reportStrayEntry() {
        ++m_entry;
        m_sink.problem(0, place() + " is not an object");
    }

    void beginImage() {
        ++m_entry;
        m_fileName.clear();
        m_filePath.clear();
        m_split.clear();
        m_sentences.clear();
    }

    void endImage() {
        m_sink.advance(m_entry, 0);
        if (m_fileName.empty()) {
            m_sink.problem(0, place() + " has no \"filename\"");
            return;
        }
        if (m_sentences.empty()) {
            m_sink.problem(0, place() + " (" + onOneLine(m_fileName) + ") has no sentences");
            return;
        }
        const std::string image = m_filePath.empty() ? m_fileName : m_filePath + '/' + m_fileName;
        for (const std::string& sentence : m_sentences)
            m_sink.record({image, sentence, m_split, {}, 0});
    }

    const CaptionSink& m_sink;
    std::vector<Scope> m_scopes;
    std::string m_key;
    std::string m_fileName;
    std::string m_filePath;
    std::string m_split;
    std::string m_raw;
    std::string m_tokens;
    std::vector<std::string> m_sentences;
    std::size_t m_entry = 0;
    std::size_t m_events = 0;
    bool m_sawImages = false;
};

constexpr std::array<FileName, 3> kFileNames{{{"dataset_*.json", NameRank::published},
                                              {"dataset.json", NameRank::published},
                                              {"*.json", NameRank::anything}}};

double looksLikeKarpathy(std::string_view head) {
    if (!beginsLikeJson(head) || countNames(head, {"images"}) == 0)
        return 0;
    return 0.6 + 0.08 * static_cast<double>(countNames(head, {"filename", "sentences", "sentids", "raw"}));
}

} // namespace

const CaptionFormat& karpathyFormat() {
    static const CaptionFormat kFormat{
        "karpathy", "Karpathy's JSON",  "dataset_*.json with an array \"images\" that holds the sentences",
        kFileNames, &looksLikeKarpathy, &parseKarpathyJson};
    return kFormat;
}

void parseKarpathyJson(std::string_view text, const std::string& name, const CaptionSink& sink) {
    KarpathyHandler handler(sink);
    readJson(text, name, handler);
    if (!handler.sawImages())
        throw Error(name + " holds no array \"images\": it is not one of Karpathy's dataset_*.json files.");
}

} // namespace crossview
