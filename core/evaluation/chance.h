#pragma once

#include <cstddef>

namespace crossview {

/// R@K of an order by chance, in percent.
struct ChanceRecall {
    double r1 = 0, r5 = 0, r10 = 0;
};

/// Of queries with one match each among `items`: 100 K / items, at most 100; 0 where there are no items.
ChanceRecall chanceRecall(std::size_t items);

} // namespace crossview
