#include "evaluation/list_quality.h"

#include "common/similarity_blocks.h"
#include "common/threads.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace crossview {
namespace {

constexpr double kLast = -std::numeric_limits<double>::infinity();

/// What one query adds to the means.
struct QueryQuality {
    double averagePrecision = 0;
    double rPrecision = 0;
    double ndcg = 0;
    std::size_t right = 0; ///< 0: it is left out
};

double discount(std::size_t place) { // 0-based
    return 1 / std::log2(static_cast<double>(place) + 2);
}

/// 0-based places of right answers, which stand in the order of their scores.
std::vector<std::size_t> placesOf(std::span<const double> scores, const std::vector<GradedItem>& right) {
    std::vector<bool> isRight(scores.size());
    std::vector<double> own;
    for (const GradedItem& answer : right) {
        isRight[static_cast<std::size_t>(answer.item)] = true;
        own.push_back(scores[static_cast<std::size_t>(answer.item)]);
    }
    std::vector<std::size_t> before(right.size() + 1); // others that stand just before the i-th right one
    for (std::size_t item = 0; item < scores.size(); ++item)
        if (!isRight[item]) {
            const auto behind = std::ranges::partition_point(
                own, [&](double score) { return score > scores[item] + kEqualScores; });
            ++before[static_cast<std::size_t>(behind - own.begin())];
        }
    std::vector<std::size_t> places;
    std::size_t others = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
        others += before[i];
        places.push_back(i + others);
    }
    return places;
}

QueryQuality qualityOf(std::span<double> scores, std::vector<GradedItem> right) {
    QueryQuality quality;
    quality.right = right.size();
    if (right.empty())
        return quality;
    for (double& score : scores)
        if (std::isnan(score))
            score = kLast;
    std::ranges::sort(right, [&](const GradedItem& a, const GradedItem& b) {
        const double first = scores[static_cast<std::size_t>(a.item)];
        const double second = scores[static_cast<std::size_t>(b.item)];
        return first != second ? first > second : a.grade != b.grade ? a.grade < b.grade : a.item < b.item;
    });
    const std::vector<std::size_t> places = placesOf(scores, right);
    const auto count = static_cast<double>(right.size());
    double gain = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
        gain += right[i].grade * discount(places[i]);
        if (places[i] >= right.size())
            continue;
        quality.rPrecision += 1 / count;
        quality.averagePrecision += static_cast<double>(i + 1) / static_cast<double>(places[i] + 1) / count;
    }
    std::ranges::sort(right, std::greater(), &GradedItem::grade);
    double ideal = 0;
    for (std::size_t i = 0; i < right.size(); ++i)
        ideal += right[i].grade * discount(i);
    quality.ndcg = gain / ideal;
    return quality;
}

} // namespace

ListQuality listQuality(MatrixView queries, MatrixView items, const GradesOf& gradesOf,
                        const Rescore& rescore, const std::stop_token& stop) {
    ListQuality result;
    Workers workers(stop);
    forEachSimilarityBlock(
        queries, items,
        [&](std::size_t first, MatrixD& similarities) {
            std::vector<QueryQuality> found(similarities.rows());
            workers.forEach(similarities.rows(), [&](std::size_t r) {
                if (rescore)
                    rescore(similarities.row(r));
                found[r] = qualityOf(similarities.row(r), gradesOf(first + r));
            });
            for (const QueryQuality& quality : found) {
                if (quality.right == 0)
                    continue;
                ++result.queries;
                result.mapAtR += quality.averagePrecision;
                result.rPrecision += quality.rPrecision;
                result.ndcg += quality.ndcg;
                result.meanRight += static_cast<double>(quality.right);
            }
        },
        stop);
    if (result.queries == 0)
        return result;
    const auto count = static_cast<double>(result.queries);
    for (const auto member : {&ListQuality::mapAtR, &ListQuality::rPrecision, &ListQuality::ndcg})
        result.*member *= 100 / count;
    result.meanRight /= count;
    return result;
}

} // namespace crossview
