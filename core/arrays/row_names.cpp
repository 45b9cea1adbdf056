#include "arrays/row_names.h"

#include "common/error.h"
#include "common/shown_name.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// "COCO_000000391895" of "images/COCO_000000391895.jpg".
std::string_view plainName(std::string_view name) {
    if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos)
        name.remove_prefix(slash + 1);
    if (const auto dot = name.rfind('.'); dot != std::string_view::npos && dot > 0)
        name = name.substr(0, dot);
    return name;
}

/// "391895" of "COCO_000000391895"; empty without digits at the end.
std::string_view numberAtEnd(std::string_view name) {
    std::size_t begin = name.size();
    while (begin > 0 && isDigit(name[begin - 1]))
        --begin;
    while (begin + 1 < name.size() && name[begin] == '0')
        ++begin;
    return name.substr(begin);
}

constexpr std::int32_t kSeveral = -1;

} // namespace

void RowNames::addShortened(Rows& rows, std::string_view key, std::int32_t row) {
    const auto [found, isNew] = rows.emplace(std::string(key), row);
    if (!isNew)
        found->second = kSeveral;
}

RowNames::RowNames(const std::vector<std::string>& names, const std::string& place) {
    const bool numbers = std::ranges::all_of(
        names, [](const std::string& name) { return !name.empty() && std::ranges::all_of(name, isDigit); });
    for (std::size_t r = 0; r < names.size(); ++r) {
        const auto row = static_cast<std::int32_t>(r);
        if (const auto [found, isNew] = m_whole.emplace(names[r], row); !isNew)
            throw Error(
                fmt::format("{} names \"{}\" twice, as the rows {} and {} (counted from 0): leave one "
                            "out.",
                            place, shownName(names[r]), found->second, r));
        addShortened(m_plain, plainName(names[r]), row);
        if (numbers)
            addShortened(m_numbers, numberAtEnd(names[r]), row);
    }
}

std::optional<std::int32_t> RowNames::rowOf(std::string_view item) const {
    const auto in = [](const Rows& rows, std::string_view key) {
        const auto found = rows.find(std::string(key));
        return found == rows.end() || found->second == kSeveral ? std::optional<std::int32_t>()
                                                                : found->second;
    };
    if (const auto row = in(m_whole, item))
        return row;
    const std::string_view plain = plainName(item);
    if (const auto row = in(m_plain, plain))
        return row;
    return in(m_numbers, numberAtEnd(plain));
}

} // namespace crossview
