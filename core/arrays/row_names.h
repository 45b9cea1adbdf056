#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crossview {

/// Names of the rows of an array, by which items find their row: the whole name, or the file's name without
/// folder and ending, or, where all names are numbers (ids), the number at the end of the file's name without
/// leading zeros (COCO_val2014_000000391895.jpg has 391895).
class RowNames {
public:
    /// `place` names the list in messages. Throws Error where a name stands twice.
    RowNames(const std::vector<std::string>& names, const std::string& place);

    /// The row of an item; nothing where no name, or a shortened one of several rows, fits.
    std::optional<std::int32_t> rowOf(std::string_view item) const;
    std::size_t size() const { return m_whole.size(); }

private:
    using Rows = std::unordered_map<std::string, std::int32_t>;
    static void addShortened(Rows& rows, std::string_view key, std::int32_t row);

    Rows m_whole;
    Rows m_plain;   ///< without folder and ending; -1 where several are called so
    Rows m_numbers; ///< without leading zeros; empty where not all names are numbers
};

} // namespace crossview
