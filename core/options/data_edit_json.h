#pragma once

#include "dataset/edits/data_edit.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

namespace crossview {

/// Items as one list of small numbers, in their order: images as 0, 1, …, sentences as -1, -2, ….
nlohmann::json numbersOf(const std::vector<ItemRef>& items);
/// The item of a number; nothing where the value is none.
std::optional<ItemRef> itemOfNumber(const nlohmann::json& number);

/// [{"does": "unpair", "items": [3, -8]}, …, {"does": "reword", "items": [3, -8], "text": "a red bird"}]
nlohmann::json toJson(const std::vector<DataEdit>& edits);
/// Reads them back. Throws Error with a sentence on what is wrong; whether the items exist is not looked at.
std::vector<DataEdit> dataEditsFromJson(const nlohmann::json& list);

} // namespace crossview
