#pragma once

#include <cstddef>
#include <span>

namespace crossview {

/// R@K of an order by chance, in percent.
struct ChanceRecall {
    double r1 = 0, r5 = 0, r10 = 0;
};

/// Of queries with one match each among `items`: 100 K / items, at most 100; 0 where there are no items.
ChanceRecall chanceRecall(std::size_t items);

/// Mean over queries with `matches` matches each among `items`: the chance that K items drawn without
/// putting back hold one of them. Queries without a match are left out; 0 where none is left.
ChanceRecall chanceRecall(std::span<const std::size_t> matches, std::size_t items);

} // namespace crossview
