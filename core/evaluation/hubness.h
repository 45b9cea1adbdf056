#pragma once

#include "evaluation/match_ranks.h"

#include <cstdint>
#include <span>
#include <vector>

namespace crossview {

/// How unevenly the items of one view come up as answers (Radovanović et al., JMLR 2010).
struct Hubness {
    std::size_t k = 0;                      ///< answers per query
    std::size_t queries = 0;                ///< that were asked
    std::vector<std::uint32_t> occurrences; ///< [items] N_k: queries that have the item among their first k
    double skewness = 0;                    ///< of N_k; 0 where all come up equally often
    std::size_t antiHubs = 0;               ///< items that are among nobody's first k

    /// How often an item would come up if all did equally: queries k / items.
    double expected() const;
    /// Items with the most occurrences, most first, equal ones by index; at most `count`.
    std::vector<std::int32_t> hubs(std::size_t count) const;
    /// Items that never come up, ascending; at most `count`.
    std::vector<std::int32_t> neverFound(std::size_t count) const;
};

/// Hubness of items [n, d] under queries [m, d], unit rows: by cosine, or by the scores that `rescore` makes
/// of it. Equal scores by lower index; what is NaN never comes up. k is cut to the number of items. Throws
/// Error when the widths differ and Cancelled soon after a stop.
Hubness hubness(MatrixView queries, MatrixView items, std::size_t k, const Rescore& rescore = {},
                const std::stop_token& stop = {});

/// Third standardised moment of a population, E[(x - mean)^3] / sigma^3; 0 where all values are equal.
double skewness(std::span<const std::uint32_t> values);

} // namespace crossview
