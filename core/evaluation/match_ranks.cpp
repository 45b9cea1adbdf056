#include "evaluation/match_ranks.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/similarity_blocks.h"
#include "common/threads.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace crossview {

namespace {

/// What is ahead of the best match of one query.
struct Standing {
    std::size_t nearer = 0;      ///< non-matches that are strictly nearer
    std::size_t equal = 0;       ///< non-matches at exactly the same distance
    std::size_t equalBefore = 0; ///< those of them with a lower index than the match
};

double rankUnder(TieRule rule, const Standing& standing) {
    const auto nearer = static_cast<double>(standing.nearer);
    const auto equal = static_cast<double>(standing.equal);
    switch (rule) {
    case TieRule::index:
        return nearer + static_cast<double>(standing.equalBefore);
    case TieRule::optimistic:
        return nearer;
    case TieRule::pessimistic:
        return nearer + equal;
    case TieRule::mean:
        break;
    }
    return nearer + equal / 2;
}

std::vector<double> squaredLengths(MatrixView rows) {
    std::vector<double> lengths(rows.rows());
    for (std::size_t r = 0; r < rows.rows(); ++r)
        for (const float value : rows.row(r))
            lengths[r] += double(value) * double(value);
    return lengths;
}

/// Rank of the best of the matches (isMatch marks them) in a row of distances; distances that differ by
/// `tolerance` at most are equal.
double rankInRow(std::span<const double> row, std::span<const std::int32_t> matches,
                 const std::vector<bool>& isMatch, TieRule rule, double tolerance) {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const std::int32_t match : matches)
        if (const double distance = row[static_cast<std::size_t>(match)]; !(distance >= best))
            best = std::isnan(distance) ? best : distance;
    if (std::isnan(best)) { // every match is NaN: behind all the others, whatever the rule
        const auto others = std::count(isMatch.begin(), isMatch.end(), false);
        return static_cast<double>(others);
    }
    std::size_t bestItem = row.size();
    for (const std::int32_t match : matches)
        if (row[static_cast<std::size_t>(match)] <= best + tolerance)
            bestItem = std::min(bestItem, static_cast<std::size_t>(match));
    Standing standing;
    for (std::size_t item = 0; item < row.size(); ++item) {
        if (isMatch[item] || !(row[item] <= best + tolerance))
            continue;
        const bool nearer = row[item] < best - tolerance;
        standing.nearer += nearer ? 1 : 0;
        standing.equal += nearer ? 0 : 1;
        standing.equalBefore += !nearer && item < bestItem ? 1 : 0;
    }
    return rankUnder(rule, standing);
}

} // namespace

const char* toString(TieRule rule) {
    switch (rule) {
    case TieRule::index:
        return "index";
    case TieRule::optimistic:
        return "optimistic";
    case TieRule::pessimistic:
        return "pessimistic";
    case TieRule::mean:
        break;
    }
    return "mean";
}

TieRule tieRuleFromString(std::string_view word) {
    for (const TieRule rule : {TieRule::index, TieRule::optimistic, TieRule::pessimistic, TieRule::mean})
        if (word == toString(rule))
            return rule;
    throw Error(fmt::format("There is no tie rule '{}': use mean, index, optimistic or pessimistic.", word));
}

std::vector<double> ranksOfBestMatch(MatrixViewD distances,
                                     const std::vector<std::vector<std::int32_t>>& matches, TieRule rule) {
    if (matches.size() != distances.rows())
        throw Error(fmt::format("Recall was given matches of {} queries for {} rows of distances: give one "
                                "list per row.",
                                matches.size(), distances.rows()));
    std::vector<double> ranks(distances.rows(), -1);
    std::vector<bool> isMatch(distances.cols());
    for (std::size_t query = 0; query < distances.rows(); ++query) {
        std::fill(isMatch.begin(), isMatch.end(), false);
        for (const std::int32_t match : matches[query]) {
            if (match < 0 || static_cast<std::size_t>(match) >= distances.cols())
                throw Error(
                    fmt::format("Recall was given item {} as a match of query {}, but there are only {} "
                                "items.",
                                match, query, distances.cols()));
            isMatch[static_cast<std::size_t>(match)] = true;
        }
        if (!matches[query].empty())
            ranks[query] = rankInRow(distances.row(query), matches[query], isMatch, rule, 0);
    }
    return ranks;
}

// Products of float32 sort out what is clearly nearer or farther; what they cannot tell apart from the best
// match is measured again in float64, so that ranks are those of exact arithmetic at the speed of a matrix
// product.
std::vector<double> ranksOfBestMatch(MatrixView queries, MatrixView items, const MatchesOf& matchesOf,
                                     TieRule rule) {
    constexpr std::size_t kBlockBytes = std::size_t{16} << 20;
    const std::vector<double> queryLengths = squaredLengths(queries);
    const std::vector<double> itemLengths = squaredLengths(items);
    const std::size_t blockRows =
        std::clamp<std::size_t>(kBlockBytes / sizeof(float) / std::max<std::size_t>(items.rows(), 1), 1,
                                std::max<std::size_t>(queries.rows(), 1));
    std::vector<float> products(blockRows * items.rows());
    std::vector<double> ranks(queries.rows(), -1);
    for (std::size_t begin = 0; begin < queries.rows(); begin += blockRows) {
        const std::size_t rows = std::min(blockRows, queries.rows() - begin);
        const MatrixView block(queries.data() + begin * queries.cols(), rows, queries.cols());
        if (items.rows() > 0)
            multiplyTransposed(block, items, products.data());
        for (std::size_t r = 0; r < rows; ++r) {
            const std::size_t query = begin + r;
            const std::span<const std::int32_t> matches = matchesOf(query);
            if (matches.empty())
                continue;
            double best = std::numeric_limits<double>::infinity();
            std::int32_t bestItem = -1;
            for (const std::int32_t match : matches) {
                const double distance =
                    exactSquaredDistance(queries.row(query), items.row(static_cast<std::size_t>(match)));
                if (distance < best) {
                    best = distance;
                    bestItem = match;
                }
            }
            if (bestItem < 0) { // NaN or infinite: behind every other item
                ranks[query] = static_cast<double>(items.rows() - matches.size());
                continue;
            }
            Standing standing;
            const float* row = products.data() + r * items.rows();
            for (std::size_t item = 0; item < items.rows(); ++item) {
                const double scale = queryLengths[query] + itemLengths[item];
                const double rough = scale - 2 * double(row[item]);
                const double tolerance = 1e-5 * (1 + scale);
                if (!(rough <= best + tolerance)) // also what is NaN
                    continue;
                if (std::binary_search(matches.begin(), matches.end(), static_cast<std::int32_t>(item)))
                    continue;
                if (rough < best - tolerance) {
                    ++standing.nearer;
                    continue;
                }
                const double distance = exactSquaredDistance(queries.row(query), items.row(item));
                standing.nearer += distance < best ? 1 : 0;
                if (distance == best) {
                    ++standing.equal;
                    standing.equalBefore += static_cast<std::int32_t>(item) < bestItem ? 1 : 0;
                }
            }
            ranks[query] = rankUnder(rule, standing);
        }
    }
    return ranks;
}

std::vector<double> ranksByScore(MatrixView queries, MatrixView items, const MatchesOf& matchesOf,
                                 TieRule rule, const Rescore& rescore, const std::stop_token& stop) {
    std::vector<double> ranks(queries.rows(), -1);
    Workers workers(stop);
    forEachSimilarityBlock(
        queries, items,
        [&](std::size_t first, MatrixD& similarities) {
            workers.forEach(similarities.rows(), [&](std::size_t r) {
                const std::span<const std::int32_t> matches = matchesOf(first + r);
                if (matches.empty())
                    return;
                const std::span<double> row = similarities.row(r);
                if (rescore)
                    rescore(row);
                for (double& score : row)
                    score = -score;
                std::vector<bool> isMatch(row.size());
                for (const std::int32_t match : matches)
                    isMatch[static_cast<std::size_t>(match)] = true;
                ranks[first + r] = rankInRow(row, matches, isMatch, rule, kEqualScores);
            });
        },
        stop);
    return ranks;
}

} // namespace crossview
