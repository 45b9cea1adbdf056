#include "dataset/importers/json_events.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "dataset/captions.h"

#include <algorithm>

namespace crossview {

namespace {

[[noreturn]] void throwNoJson(std::string_view text, const std::string& name, std::size_t position) {
    if (!isUtf8(text))
        throw Error(name + " is not UTF-8 text: save it as UTF-8 and import it again.");
    position = std::min(position, text.size());
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
    throw Error(name + ", line " + std::to_string(line) + ", byte " + std::to_string(position) +
                ": this is not valid JSON; the file may be cut off, so copy or download it again.");
}

/// Sees a text through to its end.
class PassedOver final : public JsonEvents {
    bool string(string_t&) override { return true; }
    bool key(string_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool scalar() override { return true; }
};

} // namespace

void readJson(std::string_view text, const std::string& name, JsonEvents& events) {
    text = withoutByteOrderMark(text);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &events))
        throwNoJson(text, name, events.errorPosition());
}

void readJsonTree(std::string_view text, const std::string& name,
                  const nlohmann::json::parser_callback_t& keep) {
    try {
        [[maybe_unused]] const auto tree = nlohmann::json::parse(text.begin(), text.end(), keep);
    } catch (const nlohmann::json::exception&) { // a number beyond any has no place of its own: look for it
        PassedOver events;
        readJson(text, name, events);
        throwNoJson(text, name, text.size());
    }
}

bool beginsLikeJson(std::string_view head) {
    const std::string_view start = trimmed(head);
    if (start.empty() || (start.front() != '{' && start.front() != '['))
        return false;
    const std::string_view next = trimmed(start.substr(1));
    return next.empty() || std::string_view(start.front() == '{' ? "\"}" : "{[\"]").find(next.front()) !=
                               std::string_view::npos;
}

std::size_t countNames(std::string_view head, std::initializer_list<std::string_view> names) {
    return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), [&](std::string_view name) {
        return head.find('"' + std::string(name) + '"') != std::string_view::npos;
    }));
}

} // namespace crossview
