#pragma once

#include "common/matrix.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace crossview {

/// What happens to equal distances (method.md 1.8 and 6G).
enum class TieRule : std::uint8_t { index, optimistic, pessimistic, mean };
const char* toString(TieRule rule);
/// Throws Error for another word, listing those there are.
TieRule tieRuleFromString(std::string_view word);

/// Items that match a query, ascending; none: the query has no rank.
using MatchesOf = std::function<std::span<const std::int32_t>(std::size_t query)>;

/// Turns the similarities of one query to all items into scores, in place; for any number of threads.
using Rescore = std::function<void(std::span<double> similarities)>;

/// Scores of float64 that are nearer to each other than this are equal: products round differently by where
/// a row stands, and equal items must tie.
inline constexpr double kEqualScores = 1e-12;

/// 0-based rank of the best match per query, out of distances [queries, items]; queries without a match get
/// -1 and are left out of recall. With TieRule::mean ranks can be halves. A match whose distance is NaN
/// stands behind all others. Throws Error when the matches do not fit.
std::vector<double> ranksOfBestMatch(MatrixViewD distances,
                                     const std::vector<std::vector<std::int32_t>>& matches, TieRule rule);

/// The same by the Euclidean distance of rows [n, d] and [m, d], in blocks of 16 MiB.
std::vector<double> ranksOfBestMatch(MatrixView queries, MatrixView items, const MatchesOf& matchesOf,
                                     TieRule rule);

/// The same by the largest score that `rescore` (empty: none) makes of dot products in float64, in blocks.
/// Throws Error when the widths differ and Cancelled soon after a stop.
std::vector<double> ranksByScore(MatrixView queries, MatrixView items, const MatchesOf& matchesOf,
                                 TieRule rule, const Rescore& rescore, const std::stop_token& stop = {});

} // namespace crossview
