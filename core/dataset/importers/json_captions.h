#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace crossview {

/// The members of a JSON object under the names by which columns are compared (column_names.h), without those
/// that are null. Points into the object.
class JsonMembers {
public:
    struct Member {
        std::string name; ///< columnName of the key
        const std::string* key = nullptr;
        const nlohmann::json* value = nullptr;
    };
    /// Empty for what is no object.
    explicit JsonMembers(const nlohmann::json& object);
    /// The member with the first of some names that is there; null where none is.
    const Member* first(std::span<const std::string_view> names) const;
    std::span<const Member> all() const { return m_members; }

private:
    std::vector<Member> m_members;
};

/// A value as one text: strings as they are, whole numbers in digits.
std::optional<std::string> textOf(const nlohmann::json& value);

/// A value as the cell of a column: textOf, other numbers in digits, "true" and "false". Nothing for lists
/// and objects.
std::optional<std::string> cellOf(const nlohmann::json& value);

/// The picture that a value names: a text, an object with its path, or a list of one of them.
std::optional<std::string> imageOf(const nlohmann::json& value);

/// Adds the captions that a value holds: a text (also one that is a list, list_cell.h), an object with one,
/// or a list of them, not nested deeper than people do.
void addCaptions(const nlohmann::json& value, std::vector<std::string>& captions, std::size_t depth = 0);

/// The captions of a JSON object that describes one picture; none where it is no JSON or names none.
std::vector<std::string> captionsInJson(std::string_view text);

} // namespace crossview
