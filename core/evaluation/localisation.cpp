#include "evaluation/localisation.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/threads.h"
#include "evaluation/recall.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace crossview {
namespace {

void requireFit(MatrixView phrases, MatrixView regions, std::span<const PixelBox> boxes,
                std::span<const LocalisationQuery> queries) {
    if (boxes.size() != regions.rows() || phrases.cols() != regions.cols())
        throw Error(
            fmt::format("Localisation was given {} boxes for {} regions, and phrases of {} values for "
                        "regions of {}: give one box a region, in one space.",
                        boxes.size(), regions.rows(), phrases.cols(), regions.cols()));
    for (const LocalisationQuery& query : queries) {
        const auto isRow = [](std::int32_t row, std::size_t rows) {
            return row >= 0 && static_cast<std::size_t>(row) < rows;
        };
        if (!isRow(query.phrase, phrases.rows()) ||
            !std::ranges::all_of(query.candidates,
                                 [&](std::int32_t region) { return isRow(region, regions.rows()); }))
            throw Error(
                fmt::format("Localisation was asked for a phrase or a region that is not there: there "
                            "are {} and {}.",
                            phrases.rows(), regions.rows()));
    }
}

} // namespace

bool isLocated(const PixelBox& box, std::span<const PixelBox> truth) {
    return std::ranges::any_of(truth,
                               [&](const PixelBox& right) { return overlap(box, right) >= kLocatedOverlap; });
}

std::vector<double> localisationRanks(MatrixView phrases, MatrixView regions, std::span<const PixelBox> boxes,
                                      std::span<const LocalisationQuery> queries, TieRule rule,
                                      const std::stop_token& stop) {
    requireFit(phrases, regions, boxes, queries);
    std::vector<double> ranks(queries.size(), std::numeric_limits<double>::infinity());
    parallelFor(queries.size(), stop, [&](std::size_t q) {
        const LocalisationQuery& query = queries[q];
        const auto phrase = phrases.row(static_cast<std::size_t>(query.phrase));
        MatrixD distances(1, query.candidates.size());
        std::vector<std::vector<std::int32_t>> located(1);
        for (std::size_t c = 0; c < query.candidates.size(); ++c) {
            const auto region = static_cast<std::size_t>(query.candidates[c]);
            distances.row(0)[c] = exactSquaredDistance(phrase, regions.row(region));
            if (isLocated(boxes[region], query.truth))
                located[0].push_back(static_cast<std::int32_t>(c));
        }
        if (!located[0].empty())
            ranks[q] = ranksOfBestMatch(distances, located, rule).front();
    });
    return ranks;
}

Localisation localisation(std::span<const double> ranks, std::span<const LocalisationQuery* const> queries,
                          std::span<const PixelBox> boxes) {
    Localisation result;
    result.queries = queries.size();
    if (queries.empty())
        return result;
    const Recall recall = recallFromRanks({ranks.begin(), ranks.end()});
    result.r1 = recall.r1;
    result.r5 = recall.r5;
    result.r10 = recall.r10;
    result.r1Low = recall.r1Low;
    result.r1High = recall.r1High;
    std::size_t findable = 0;
    std::size_t candidates = 0;
    ChanceRecall chances;
    for (std::size_t q = 0; q < queries.size(); ++q) {
        const LocalisationQuery& query = *queries[q];
        const auto located =
            static_cast<std::size_t>(std::ranges::count_if(query.candidates, [&](std::int32_t region) {
                return isLocated(boxes[static_cast<std::size_t>(region)], query.truth);
            }));
        const std::array<std::size_t, 1> matches{located};
        const ChanceRecall chance = chanceRecall(matches, query.candidates.size());
        chances.r1 += chance.r1;
        chances.r5 += chance.r5;
        chances.r10 += chance.r10;
        findable += located > 0 ? 1 : 0;
        candidates += query.candidates.size();
    }
    const auto n = static_cast<double>(queries.size());
    result.chance = {chances.r1 / n, chances.r5 / n, chances.r10 / n};
    result.upperBound = 100 * static_cast<double>(findable) / n;
    result.candidates = static_cast<double>(candidates) / n;
    return result;
}

} // namespace crossview
