#include "evaluation/recall.h"

#include "common/error.h"
#include "common/linear_algebra.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

/// Squared distance in float64, added up in an order that does not depend on where the rows stand: equal rows
/// give equal distances, so that a tie is a tie.
double exactSquaredDistance(std::span<const float> a, std::span<const float> b) {
    double sums[4] = {0, 0, 0, 0};
    std::size_t c = 0;
    for (; c + 4 <= a.size(); c += 4)
        for (std::size_t lane = 0; lane < 4; ++lane) {
            const double difference = double(a[c + lane]) - double(b[c + lane]);
            sums[lane] += difference * difference;
        }
    for (; c < a.size(); ++c) {
        const double difference = double(a[c]) - double(b[c]);
        sums[0] += difference * difference;
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

std::vector<double> squaredLengths(MatrixView rows) {
    std::vector<double> lengths(rows.rows());
    for (std::size_t r = 0; r < rows.rows(); ++r)
        for (const float value : rows.row(r))
            lengths[r] += double(value) * double(value);
    return lengths;
}

/// Ranks of the best match of every query row. Products of float32 sort out what is clearly nearer or
/// farther; what they cannot tell apart from the best match is measured again in float64, so that ranks are
/// those of exact arithmetic at the speed of a matrix product.
template <typename Matches>
std::vector<double> embeddingRanks(MatrixView queries, MatrixView items, const Matches& matchesOf,
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

double RecallBothWays::sum() const {
    return imageToSentence.r1 + imageToSentence.r5 + imageToSentence.r10 + sentenceToImage.r1 +
           sentenceToImage.r5 + sentenceToImage.r10;
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
        const std::span<const double> row = distances.row(query);
        double best = std::numeric_limits<double>::quiet_NaN();
        std::size_t bestItem = row.size();
        std::size_t matchCount = 0;
        for (const std::int32_t match : matches[query]) {
            if (match < 0 || static_cast<std::size_t>(match) >= row.size())
                throw Error(
                    fmt::format("Recall was given item {} as a match of query {}, but there are only {} "
                                "items.",
                                match, query, row.size()));
            const auto item = static_cast<std::size_t>(match);
            matchCount += isMatch[item] ? 0 : 1;
            isMatch[item] = true;
            if (std::isnan(row[item]))
                continue;
            if (bestItem == row.size() || row[item] < best || (row[item] == best && item < bestItem)) {
                best = row[item];
                bestItem = item;
            }
        }
        if (matchCount == 0)
            continue;
        if (bestItem == row.size()) { // every match is NaN: behind all the others, whatever the rule
            ranks[query] = static_cast<double>(row.size() - matchCount);
            continue;
        }
        Standing standing;
        for (std::size_t item = 0; item < row.size(); ++item) {
            if (isMatch[item])
                continue;
            standing.nearer += row[item] < best ? 1 : 0;
            standing.equal += row[item] == best ? 1 : 0;
            standing.equalBefore += row[item] == best && item < bestItem ? 1 : 0;
        }
        ranks[query] = rankUnder(rule, standing);
    }
    return ranks;
}

Recall recallFromRanks(const std::vector<double>& ranks) {
    std::vector<double> counted;
    counted.reserve(ranks.size());
    std::copy_if(ranks.begin(), ranks.end(), std::back_inserter(counted),
                 [](double rank) { return rank >= 0; });
    Recall recall;
    recall.queries = counted.size();
    if (counted.empty())
        return recall;
    std::sort(counted.begin(), counted.end());
    const auto n = static_cast<double>(counted.size());
    const auto hits = [&](double k) {
        return static_cast<double>(std::lower_bound(counted.begin(), counted.end(), k) - counted.begin());
    };
    recall.r1 = 100 * hits(1) / n;
    recall.r5 = 100 * hits(5) / n;
    recall.r10 = 100 * hits(10) / n;
    const std::size_t middle = counted.size() / 2;
    const double median =
        counted.size() % 2 == 1 ? counted[middle] : (counted[middle - 1] + counted[middle]) / 2;
    recall.medianRank = std::floor(median) + 1;
    for (const double rank : counted) {
        recall.meanRank += rank + 1;
        recall.meanReciprocalRank += 1 / (rank + 1);
    }
    recall.meanRank /= n;
    recall.meanReciprocalRank /= n;
    // Wilson score interval: holds its level also near 0 % and 100 %, where r1 ± 1.96 s.e. leaves [0, 100].
    constexpr double kZ = 1.959963984540054;
    const double p = hits(1) / n;
    const double centre = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
    const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
    recall.r1Low = 100 * std::max(0.0, centre - half);
    recall.r1High = 100 * std::min(1.0, centre + half);
    return recall;
}

RecallBothWays evaluateRecall(MatrixView images, MatrixView sentences, const Relation& relation,
                              TieRule rule) {
    if (images.rows() != relation.imageCount() || sentences.rows() != relation.sentenceCount())
        throw Error(fmt::format("Recall was given embeddings of {} images and {} sentences, but the relation "
                                "knows {} and {}.",
                                images.rows(), sentences.rows(), relation.imageCount(),
                                relation.sentenceCount()));
    if (images.rows() > 0 && sentences.rows() > 0 && images.cols() != sentences.cols())
        throw Error(fmt::format("Recall needs both views in one space, but images have {} dimensions and "
                                "sentences {}.",
                                images.cols(), sentences.cols()));
    RecallBothWays result;
    result.tieRule = rule;
    result.imageToSentence = recallFromRanks(embeddingRanks(
        images, sentences, [&](std::size_t image) { return relation.sentencesOf(image); }, rule));
    result.sentenceToImage = recallFromRanks(embeddingRanks(
        sentences, images, [&](std::size_t sentence) { return relation.imagesOf(sentence); }, rule));
    return result;
}

} // namespace crossview
