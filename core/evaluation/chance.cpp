#include "evaluation/chance.h"

#include <algorithm>

namespace crossview {
namespace {

/// Chance, in percent, that `drawn` of the items hold at least one of the matches.
double hitsByChance(std::size_t matches, std::size_t items, std::size_t drawn) {
    double misses = 1;
    for (std::size_t i = 0; i < std::min(drawn, items) && misses > 0; ++i) {
        const std::size_t left = items - i;
        misses *= left > matches ? static_cast<double>(left - matches) / static_cast<double>(left) : 0;
    }
    return 100 * (1 - misses);
}

} // namespace

ChanceRecall chanceRecall(std::size_t items) {
    const auto among = [items](std::size_t first) {
        return items == 0 ? 0.0
                          : 100.0 * static_cast<double>(std::min(first, items)) / static_cast<double>(items);
    };
    return {among(1), among(5), among(10)};
}

ChanceRecall chanceRecall(std::span<const std::size_t> matches, std::size_t items) {
    ChanceRecall sum;
    std::size_t queries = 0;
    for (const std::size_t count : matches) {
        if (count == 0)
            continue;
        ++queries;
        sum.r1 += hitsByChance(count, items, 1);
        sum.r5 += hitsByChance(count, items, 5);
        sum.r10 += hitsByChance(count, items, 10);
    }
    const double n = queries > 0 ? static_cast<double>(queries) : 1.0;
    return {sum.r1 / n, sum.r5 / n, sum.r10 / n};
}

} // namespace crossview
