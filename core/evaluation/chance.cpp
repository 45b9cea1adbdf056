#include "evaluation/chance.h"

#include <algorithm>

namespace crossview {

ChanceRecall chanceRecall(std::size_t items) {
    const auto among = [items](std::size_t first) {
        return items == 0 ? 0.0
                          : 100.0 * static_cast<double>(std::min(first, items)) / static_cast<double>(items);
    };
    return {among(1), among(5), among(10)};
}

} // namespace crossview
