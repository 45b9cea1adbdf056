#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossview {

/// Items that belong together, pair by pair.
class ItemGroups {
public:
    explicit ItemGroups(std::size_t count);
    void unite(std::int32_t a, std::int32_t b);
    bool areTogether(std::int32_t a, std::int32_t b) { return rootOf(a) == rootOf(b); }
    /// Groups of two and more, each ascending, by their first item.
    std::vector<std::vector<std::int32_t>> groups();

private:
    std::int32_t rootOf(std::int32_t item);

    std::vector<std::int32_t> m_parents; // a smaller item of the group, or itself
};

} // namespace crossview
