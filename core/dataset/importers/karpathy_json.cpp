#include "dataset/importers/karpathy_json.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace crossview {

namespace {

/// Follows the events of the parser through {"images": [{"sentences": [{"raw", "tokens": []}]}]}; everything
/// else in the document is passed over.
class KarpathyHandler final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit KarpathyHandler(const CaptionSink& sink) : m_sink(sink) {}

    bool sawImages() const { return m_sawImages; }
    std::size_t errorPosition() const { return m_errorPosition; }

    bool null() override { return scalar(); }
    bool boolean(bool) override { return scalar(); }
    bool number_integer(number_integer_t) override { return scalar(); }
    bool number_unsigned(number_unsigned_t) override { return scalar(); }
    bool number_float(number_float_t, const string_t&) override { return scalar(); }
    bool binary(binary_t&) override { return scalar(); }

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

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        m_errorPosition = position;
        return false;
    }

private:
    enum class Scope : unsigned char { document, images, image, sentences, sentence, tokens, other };

    Scope top() const { return m_scopes.empty() ? Scope::other : m_scopes.back(); }

    bool scalar() {
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
    std::size_t m_errorPosition = 0;
    bool m_sawImages = false;
};

} // namespace

void parseKarpathyJson(std::string_view text, const std::string& name, const CaptionSink& sink) {
    text = withoutByteOrderMark(text);
    KarpathyHandler handler(sink);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &handler)) {
        if (!isUtf8(text))
            throw Error(name + " is not UTF-8 text: save it as UTF-8 and import it again.");
        const std::size_t position = std::min(handler.errorPosition(), text.size());
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
        throw Error(name + ", line " + std::to_string(line) + ", byte " + std::to_string(position) +
                    ": this is not valid JSON; the file may be cut off, so copy or download it again.");
    }
    if (!handler.sawImages())
        throw Error(name + " holds no array \"images\": it is not one of Karpathy's dataset_*.json files.");
}

} // namespace crossview
