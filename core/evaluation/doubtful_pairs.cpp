#include "evaluation/doubtful_pairs.h"

#include "common/linear_algebra.h"
#include "evaluation/cross_distances.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace crossview {
namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
constexpr double kLeastPlace = 0.01;
constexpr double kLeastRatio = 4;

/// Every n-th row that takes part, as rows of their own.
struct Sample {
    Sample(MatrixView all, const MeasuredRows& measured) {
        std::vector<std::int32_t> part;
        for (std::size_t r = 0; r < all.rows(); ++r)
            if (measured.takesPart(r))
                part.push_back(static_cast<std::int32_t>(r));
        const std::size_t count = std::min(kPlaceSample, part.size());
        for (std::size_t s = 0; s < count; ++s)
            items.push_back(part[s * part.size() / count]);
        rows = Matrix(count, all.cols());
        for (std::size_t s = 0; s < count; ++s)
            std::ranges::copy(all.row(static_cast<std::size_t>(items[s])), rows.row(s).begin());
    }
    std::vector<std::int32_t> items; ///< ascending
    Matrix rows;
};

/// Where the partners of a query stand among a sample: to `logPlaces`, pair by pair in the order of
/// matchesOf.
template <typename MatchesOf, typename Take>
void findPlaces(const MeasuredRows& asking, const MeasuredRows& answering, const MatchesOf& matchesOf,
                const Take& take, const std::stop_token& stop,
                const std::function<void(std::size_t)>& advance) {
    const Sample sample(answering.rows, answering);
    const MeasuredRows sampled(sample.rows);
    forEachQuery(
        asking, everyRow(asking), sampled,
        [&](std::size_t query, std::span<const float> squared) {
            const auto matches = matchesOf(query);
            std::vector<std::size_t> among; // matches that are in the sample
            for (const std::int32_t match : matches)
                if (const auto at = std::ranges::lower_bound(sample.items, match);
                    at != sample.items.end() && *at == match)
                    among.push_back(static_cast<std::size_t>(at - sample.items.begin()));
            const std::size_t others = squared.size() - among.size();
            for (std::size_t m = 0; m < matches.size(); ++m) {
                const auto match = static_cast<std::size_t>(matches[m]);
                if (!answering.takesPart(match) || others == 0)
                    continue;
                const auto own = static_cast<float>(
                    exactSquaredDistance(asking.rows.row(query), answering.rows.row(match)));
                auto nearer = std::ranges::count_if(squared, [own](float other) { return other < own; });
                for (const std::size_t at : among)
                    nearer -= squared[at] < own ? 1 : 0;
                take(query, m, std::log2((double(nearer) + 1) / (double(others) + 1)));
            }
        },
        stop, advance);
}

double medianOf(std::vector<double> values) {
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

std::vector<DoubtfulPair> doubtfulPairs(MatrixView images, MatrixView sentences, const Relation& relation,
                                        std::size_t count, std::span<const std::int32_t> leftOutImages,
                                        const std::stop_token& stop, const ProgressSink& progress) {
    const MeasuredRows imageRows(images, leftOutImages);
    const MeasuredRows sentenceRows(sentences);
    const std::size_t n = images.rows(), m = sentences.rows();
    std::size_t done = 0;
    const auto advance = [&](std::size_t asked) {
        done += asked;
        report(progress, {"Looking for doubtful pairs", done, 2 * n + m, {}});
    };
    // [image][its sentences]: log2 of the places, each direction by itself.
    std::vector<std::vector<float>> there(n), back(n);
    for (std::size_t i = 0; i < n; ++i) {
        there[i].assign(relation.sentencesOf(i).size(), kUnknown);
        back[i] = there[i];
    }
    findPlaces(
        imageRows, sentenceRows, [&](std::size_t i) { return relation.sentencesOf(i); },
        [&](std::size_t i, std::size_t k, double place) { there[i][k] = static_cast<float>(place); }, stop,
        advance);
    // Every cell is of one image and one sentence: no two threads write the same.
    findPlaces(
        sentenceRows, imageRows, [&](std::size_t s) { return relation.imagesOf(s); },
        [&](std::size_t s, std::size_t k, double place) {
            const auto i = static_cast<std::size_t>(relation.imagesOf(s)[k]);
            const auto own = relation.sentencesOf(i);
            const auto at = std::ranges::lower_bound(own, static_cast<std::int32_t>(s)) - own.begin();
            back[i][static_cast<std::size_t>(at)] = static_cast<float>(place);
        },
        stop, advance);
    const auto placeOf = [&](std::size_t i, std::size_t k) {
        return (double(there[i][k]) + double(back[i][k])) / 2;
    };
    std::vector<double> usual(n); // median over an image's pairs
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> places;
        for (std::size_t k = 0; k < there[i].size(); ++k)
            if (!std::isnan(placeOf(i, k)))
                places.push_back(placeOf(i, k));
        usual[i] = medianOf(std::move(places));
    }
    const Sample sample(images, imageRows);
    std::vector<std::vector<DoubtfulPair>> found(n);
    forEachQuery(
        imageRows, everyRow(imageRows), MeasuredRows(sample.rows),
        [&](std::size_t i, std::span<const float> squared) {
            std::vector<std::size_t> order;
            for (std::size_t s = 0; s < squared.size(); ++s)
                if (sample.items[s] != static_cast<std::int32_t>(i) &&
                    !std::isnan(usual[static_cast<std::size_t>(sample.items[s])]))
                    order.push_back(s);
            const auto end =
                order.begin() + static_cast<std::ptrdiff_t>(std::min(kSimilarImages, order.size()));
            std::ranges::partial_sort(order, end, [&](std::size_t a, std::size_t b) {
                return std::tie(squared[a], a) < std::tie(squared[b], b);
            });
            std::vector<double> around;
            for (auto s = order.begin(); s != end; ++s)
                around.push_back(usual[static_cast<std::size_t>(sample.items[*s])]);
            const double similar = medianOf(std::move(around));
            for (std::size_t k = 0; k < there[i].size(); ++k) {
                const double place = placeOf(i, k), doubt = place - similar;
                if (doubt >= std::log2(kLeastRatio) && place > std::log2(kLeastPlace))
                    found[i].push_back({static_cast<std::int32_t>(i), relation.sentencesOf(i)[k],
                                        std::exp2(place), std::exp2(similar), doubt});
            }
        },
        stop, advance);
    std::vector<DoubtfulPair> pairs;
    for (std::vector<DoubtfulPair>& some : found)
        pairs.insert(pairs.end(), some.begin(), some.end());
    std::ranges::stable_sort(pairs, std::ranges::greater(), &DoubtfulPair::doubt);
    if (pairs.size() > count)
        pairs.resize(count);
    return pairs;
}

} // namespace crossview
