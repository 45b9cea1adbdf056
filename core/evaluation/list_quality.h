#pragma once

#include "evaluation/match_ranks.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

namespace crossview {

/// An item that answers a query rightly, and how rightly: 1 or more.
struct GradedItem {
    std::int32_t item = -1;
    double grade = 1;
    bool operator==(const GradedItem&) const = default;
};

/// The right answers of a query, every item once; none: the query is left out.
using GradesOf = std::function<std::vector<GradedItem>(std::size_t query)>;

/// How well whole lists of answers are ordered, where queries have several right answers; in percent, the
/// mean over queries.
struct ListQuality {
    /// mAP@R: mean precision at the places of right answers among the first R, R being how many there are
    /// (Musgrave, Belongie and Lim, ECCV 2020, section 3.1). With one right answer each it is R@1.
    double mapAtR = 0;
    double rPrecision = 0; ///< right answers among the first R
    /// Normalised discounted cumulative gain of the whole list, gain the grade, discount log2(place + 1)
    /// (Järvelin and Kekäläinen, TOIS 20, 2002).
    double ndcg = 0;
    std::size_t queries = 0;
    double meanRight = 0; ///< right answers of a query
};

/// Items [n, d] under queries [m, d], unit rows: by cosine, or by the scores that `rescore` makes of it. A
/// right answer stands behind all others of its score, a better one behind a lesser one, and what is NaN
/// stands last, so that a space where everything is equal earns nothing. Throws Error when the widths differ,
/// Cancelled soon after a stop.
ListQuality listQuality(MatrixView queries, MatrixView items, const GradesOf& gradesOf,
                        const Rescore& rescore = {}, const std::stop_token& stop = {});

} // namespace crossview
