#pragma once

#include "common/matrix.h"
#include "common/pixel_box.h"
#include "evaluation/chance.h"
#include "evaluation/match_ranks.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// A region is where a phrase is from this overlap with its true box on (method.md 1.14).
inline constexpr double kLocatedOverlap = 0.5;

/// One phrase in one picture: where it is, and where it is looked for.
struct LocalisationQuery {
    std::int32_t phrase = 0;              ///< row of the phrases
    std::vector<std::int32_t> candidates; ///< rows of the regions
    std::vector<PixelBox> truth;          ///< its boxes in this picture
};

/// How well phrases find their places. R@K: share (percent) of queries with a candidate of enough overlap
/// (kLocatedOverlap, with any of the true boxes) among the K nearest; R@1 is the accuracy. A query without
/// any such candidate counts, as one that is missed.
struct Localisation {
    double r1 = 0, r5 = 0, r10 = 0;
    double r1Low = 0, r1High = 0; ///< 95 % Wilson interval of r1, percent
    double upperBound = 0;        ///< percent of queries with any such candidate: no network finds more
    double candidates = 0;        ///< mean number a query
    ChanceRecall chance;          ///< of an order by chance
    std::size_t queries = 0;
};

/// Whether a box is near enough to one of the true ones.
bool isLocated(const PixelBox& box, std::span<const PixelBox> truth);

/// 0-based rank, by Euclidean distance, of the nearest candidate that is near enough, under a rule for ties;
/// infinite where there is none. `phrases` [m, d] and `regions` [n, d] are rows of one space, `boxes` [n]
/// those of the regions. Throws Error when they do not fit, Cancelled.
std::vector<double> localisationRanks(MatrixView phrases, MatrixView regions, std::span<const PixelBox> boxes,
                                      std::span<const LocalisationQuery> queries, TieRule rule,
                                      const std::stop_token& stop = {});

/// Of the ranks [queries] of some queries.
Localisation localisation(std::span<const double> ranks, std::span<const LocalisationQuery* const> queries,
                          std::span<const PixelBox> boxes);

} // namespace crossview
