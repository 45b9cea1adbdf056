#include "dataset/importers/json_captions.h"

#include "dataset/captions.h"
#include "dataset/tables/column_names.h"
#include "dataset/tables/list_cell.h"

namespace crossview {

using Json = nlohmann::json;

JsonMembers::JsonMembers(const Json& object) {
    if (object.is_object())
        for (const auto& [key, value] : object.get_ref<const Json::object_t&>())
            if (!value.is_null())
                m_members.push_back({columnName(key), &key, &value});
}

const JsonMembers::Member* JsonMembers::first(std::span<const std::string_view> names) const {
    for (const std::string_view name : names)
        for (const Member& member : m_members)
            if (member.name == name)
                return &member;
    return nullptr;
}

std::optional<std::string> textOf(const Json& value) {
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number_integer())
        return value.dump();
    return std::nullopt;
}

std::optional<std::string> cellOf(const Json& value) {
    if (value.is_number() || value.is_boolean())
        return value.dump();
    return textOf(value);
}

std::optional<std::string> imageOf(const Json& value) {
    const Json& image = value.is_array() && value.size() == 1 ? value.front() : value;
    const JsonMembers members(image);
    if (const auto* path = members.first(imageColumnNames()); path && !path->value->is_structured())
        return textOf(*path->value);
    return textOf(image);
}

void addCaptions(const Json& value, std::vector<std::string>& captions, std::size_t depth) {
    constexpr std::size_t kDeepest = 4; // {"sentences": [{"raw": "A dog"}]}
    if (depth > kDeepest)
        return;
    if (value.is_string()) {
        if (auto list = listInCell(value.get_ref<const std::string&>()))
            captions.insert(captions.end(), list->begin(), list->end());
        else
            captions.push_back(value.get<std::string>());
    } else if (value.is_array()) {
        for (const Json& entry : value)
            if (entry.is_string())
                captions.push_back(entry.get<std::string>());
            else if (entry.is_object())
                addCaptions(entry, captions, depth + 1);
    } else if (value.is_object()) {
        const JsonMembers members(value);
        if (const auto* text = members.first(captionColumnNames()); text && !text->value->is_object())
            addCaptions(*text->value, captions, depth + 1);
    }
}

std::vector<std::string> captionsInJson(std::string_view text) {
    const Json value = Json::parse(text.begin(), text.end(), nullptr, false);
    std::vector<std::string> captions;
    if (value.is_object())
        addCaptions(value, captions);
    std::erase_if(captions, [](const std::string& caption) { return isMissing(caption); });
    return captions;
}

} // namespace crossview
