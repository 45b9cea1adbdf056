#pragma once

#include "dataset/importers/json_captions.h"
#include "dataset/tables/box_columns.h"

#include <optional>
#include <string>

namespace crossview {

/// The box in the members of a JSON object.
struct JsonBox {
    FoundBoxColumns found;       ///< indices into the members
    std::optional<PixelBox> box; ///< nothing where there is none, or it is no four numbers
    std::string description;     ///< "boxes from …"; empty where there is none

    bool uses(std::size_t member) const { return found.box && found.box->uses(member); }
};

/// Looks for a box by the rule of tables (box_columns.h): in numbers of their own, or in one list or text of
/// four.
JsonBox boxOf(const JsonMembers& members);

} // namespace crossview
