#include "checks/item_groups.h"

#include <numeric>
#include <utility>

namespace crossview {

ItemGroups::ItemGroups(std::size_t count) : m_parents(count) {
    std::iota(m_parents.begin(), m_parents.end(), 0);
}

std::int32_t ItemGroups::rootOf(std::int32_t item) {
    const auto parent = [this](std::int32_t i) -> std::int32_t& {
        return m_parents[static_cast<std::size_t>(i)];
    };
    while (parent(item) != item)
        item = parent(item) = parent(parent(item));
    return item;
}

void ItemGroups::unite(std::int32_t a, std::int32_t b) {
    a = rootOf(a);
    b = rootOf(b);
    if (a > b)
        std::swap(a, b);
    m_parents[static_cast<std::size_t>(b)] = a;
}

std::vector<std::vector<std::int32_t>> ItemGroups::groups() {
    std::vector<std::vector<std::int32_t>> members(m_parents.size());
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(m_parents.size()); ++i)
        members[static_cast<std::size_t>(rootOf(i))].push_back(i);
    std::erase_if(members, [](const auto& group) { return group.size() < 2; });
    return members;
}

} // namespace crossview
