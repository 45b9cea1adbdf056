#include "files/checked_json.h"

#include "common/content_sum.h"
#include "common/error.h"

#include <fmt/format.h>

namespace crossview {
namespace {

using Json = nlohmann::json;

constexpr const char* kSum = "sum";
constexpr int kDeepest = 64; // nothing of ours is nested deeper; a million brackets would fill the stack

/// Looked for before parsing: the parser's own callback costs time quadratic in an object's members.
bool isTooDeep(std::string_view text) {
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else
                inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            if (++depth > kDeepest)
                return true;
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

std::string textOf(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

} // namespace

Json parseForeignJson(std::string_view text) {
    return isTooDeep(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

void writeCheckedJson(const std::filesystem::path& file, Json object, Parents parents) {
    object.erase(kSum);
    // Mended as it will be read: the sum is of what stands in the file.
    object = Json::parse(textOf(object, -1));
    object[kSum] = contentSum(textOf(object, -1));
    writeFileAtomically(file, textOf(object, 1) + "\n", parents);
}

Json readCheckedJson(const std::filesystem::path& file) {
    Json object = parseForeignJson(readFile(file));
    if (!object.is_object())
        throw Error(
            fmt::format("{} is damaged: it is no JSON object, or one nested too deeply.", file.string()));
    const auto sum = object.find(kSum);
    if (sum == object.end())
        return object;
    const Json written = *sum;
    object.erase(sum);
    if (written != contentSum(textOf(object, -1)))
        throw Error(fmt::format("{} is damaged: its sum does not fit.", file.string()));
    return object;
}

} // namespace crossview
