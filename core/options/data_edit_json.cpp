#include "options/data_edit_json.h"

#include "common/error.h"
#include "files/checked_json.h"

#include <nlohmann/json.hpp>

#include <cstdint>

namespace crossview {

nlohmann::json numbersOf(const std::vector<ItemRef>& items) {
    nlohmann::json numbers = nlohmann::json::array();
    for (const ItemRef& item : items)
        numbers.push_back(item.view == View::image ? item.index : -1 - item.index);
    return numbers;
}

std::optional<ItemRef> itemOfNumber(const nlohmann::json& value) {
    const auto number = wholeNumber<std::int32_t>(value);
    if (!number)
        return std::nullopt;
    return *number >= 0 ? ItemRef{View::image, *number} : ItemRef{View::sentence, -1 - *number};
}

nlohmann::json toJson(const std::vector<DataEdit>& edits) {
    nlohmann::json list = nlohmann::json::array();
    for (const DataEdit& edit : edits) {
        nlohmann::json entry{{"does", toString(edit.kind)}, {"items", numbersOf(edit.items)}};
        if (!edit.text.empty())
            entry["text"] = edit.text;
        list.push_back(std::move(entry));
    }
    return list;
}

std::vector<DataEdit> dataEditsFromJson(const nlohmann::json& list) {
    if (!list.is_array())
        throw Error("Edits of the data are a list.");
    std::vector<DataEdit> edits;
    try {
        for (const nlohmann::json& entry : list) {
            DataEdit edit;
            edit.kind = editKindFromString(entry.at("does").get<std::string>());
            for (const nlohmann::json& number : entry.at("items")) {
                const std::optional<ItemRef> item = itemOfNumber(number);
                if (!item)
                    throw Error("An edit of the data names items by numbers.");
                edit.items.push_back(*item);
            }
            edit.text = entry.value("text", std::string());
            edits.push_back(std::move(edit));
        }
    } catch (const nlohmann::json::exception&) {
        throw Error("An edit of the data says what it does and names its items.");
    }
    return edits;
}

} // namespace crossview
