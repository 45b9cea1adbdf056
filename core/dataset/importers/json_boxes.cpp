#include "dataset/importers/json_boxes.h"

#include <vector>

namespace crossview {
namespace {

/// A number, a text, or a list of numbers as one text.
std::string numbersIn(const nlohmann::json& value) {
    if (!value.is_array())
        return cellOf(value).value_or("");
    std::string text;
    for (const nlohmann::json& entry : value)
        text += (text.empty() ? "" : " ") + (entry.is_structured() ? "?" : cellOf(entry).value_or("?"));
    return text;
}

} // namespace

JsonBox boxOf(const JsonMembers& members) {
    JsonBox box;
    std::vector<std::string> names;
    std::vector<std::string> keys;
    for (const JsonMembers::Member& member : members.all()) {
        names.push_back(member.name);
        keys.push_back(*member.key);
    }
    box.found = boxColumnsNamed(names);
    if (!box.found.box)
        return box;
    std::vector<std::string> texts;
    for (const std::size_t column : box.found.box->columns)
        texts.push_back(numbersIn(*members.all()[column].value));
    const std::vector<std::string_view> cells(texts.begin(), texts.end());
    box.box = box.found.box->read(cells);
    box.description = box.found.box->description(keys);
    return box;
}

} // namespace crossview
