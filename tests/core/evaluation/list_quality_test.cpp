#include "evaluation/list_quality.h"

#include "common/error.h"
#include "common/seeded_random.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

namespace crossview::test {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// One query whose cosines with items are `scores`: rows (1, 0) and (score, sqrt(1 - score^2)).
struct Line {
    Matrix query{1, 2};
    Matrix items;

    explicit Line(const std::vector<float>& scores) : items(scores.size(), 2) {
        query(0, 0) = 1;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            items(i, 0) = scores[i];
            items(i, 1) = std::sqrt(std::max(0.0F, 1 - scores[i] * scores[i]));
        }
    }
    ListQuality with(const std::vector<GradedItem>& right) const {
        return listQuality(query, items, [&](std::size_t) { return right; });
    }
};

TEST(ListQuality, IsWhatAHandComputes) {
    // Right at the places 1 and 3 of 5, and at 5: R = 3.
    const Line line({0.9F, 0.8F, 0.7F, 0.6F, 0.5F});
    const ListQuality found = line.with({{0, 1}, {2, 2}, {4, 1}});
    EXPECT_NEAR(found.mapAtR, 100.0 * (1 + 2.0 / 3) / 3, 1e-9);
    EXPECT_NEAR(found.rPrecision, 100.0 * 2 / 3, 1e-9);
    const double gain = 1 + 2 / std::log2(4.0) + 1 / std::log2(6.0);
    const double ideal = 2 + 1 / std::log2(3.0) + 1 / std::log2(4.0);
    EXPECT_NEAR(found.ndcg, 100 * gain / ideal, 1e-9);
    EXPECT_EQ(found.queries, 1U);
    EXPECT_EQ(found.meanRight, 3);
}

TEST(ListQuality, IsAHundredOfAPerfectListAndNothingWhereAllIsEqual) {
    const Line line({0.9F, 0.8F, 0.7F, 0.6F});
    const ListQuality perfect = line.with({{0, 2}, {1, 1}});
    EXPECT_NEAR(perfect.mapAtR, 100, 1e-9);
    EXPECT_NEAR(perfect.rPrecision, 100, 1e-9);
    EXPECT_NEAR(perfect.ndcg, 100, 1e-9);
    EXPECT_LT(line.with({{0, 1}, {1, 2}}).ndcg, 100) << "the better one stands behind";
    const ListQuality equal = Line({0.5F, 0.5F, 0.5F, 0.5F}).with({{0, 2}, {1, 1}});
    EXPECT_EQ(equal.mapAtR, 0);
    EXPECT_EQ(equal.rPrecision, 0);
}

TEST(ListQuality, WithOneRightAnswerIsTheRecallOfTheFirst) {
    EXPECT_EQ(Line({0.9F, 0.8F}).with({{0, 1}}).mapAtR, 100);
    EXPECT_EQ(Line({0.9F, 0.8F}).with({{1, 1}}).mapAtR, 0);
}

TEST(ListQuality, WhatIsNotANumberStandsLast) {
    EXPECT_EQ(Line({kNan, 0.8F}).with({{0, 1}}).mapAtR, 0);
    EXPECT_EQ(Line({kNan, 0.8F}).with({{1, 1}}).mapAtR, 100);
    EXPECT_EQ(Line({kNan, kNan}).with({{1, 1}}).mapAtR, 0);
}

TEST(ListQuality, LeavesOutQueriesWithoutARightAnswer) {
    const Line line({0.9F, 0.8F});
    EXPECT_EQ(line.with({}).queries, 0U);
    EXPECT_EQ(line.with({}).ndcg, 0);
    EXPECT_EQ(
        listQuality(Matrix(0, 2), line.items, [](std::size_t) { return std::vector<GradedItem>(); }).queries,
        0U);
}

TEST(ListQuality, IsThatOfSortedLists) {
    constexpr std::size_t kQueries = 60, kItems = 90, kWidth = 4;
    SeededRandom random(5);
    Matrix queries(kQueries, kWidth), items(kItems, kWidth);
    for (Matrix* rows : {&queries, &items})
        for (std::size_t r = 0; r < rows->rows(); ++r) {
            // Few values, so that scores tie, and rows that are one another's copies.
            for (float& value : rows->row(r))
                value = static_cast<float>(random.below(3)) - 1;
        }
    std::vector<std::vector<GradedItem>> right(kQueries);
    for (std::vector<GradedItem>& answers : right)
        for (std::size_t item = 0; item < kItems; ++item)
            if (random.below(12) == 0)
                answers.push_back(
                    {static_cast<std::int32_t>(item), static_cast<double>(1 + random.below(2))});
    const ListQuality found = listQuality(queries, items, [&](std::size_t query) { return right[query]; });

    double map = 0, precision = 0, ndcg = 0;
    std::size_t asked = 0;
    for (std::size_t query = 0; query < kQueries; ++query) {
        std::vector<double> score(kItems), grade(kItems);
        for (std::size_t item = 0; item < kItems; ++item)
            for (std::size_t c = 0; c < kWidth; ++c)
                score[item] += double{queries(query, c)} * double{items(item, c)};
        for (const GradedItem& answer : right[query])
            grade[static_cast<std::size_t>(answer.item)] = answer.grade;
        if (right[query].empty())
            continue;
        ++asked;
        std::vector<std::size_t> order(kItems);
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
            return std::pair(-score[a], grade[a]) < std::pair(-score[b], grade[b]);
        });
        std::vector<double> ideal = grade;
        std::ranges::sort(ideal, std::greater());
        double gain = 0, most = 0, average = 0, hits = 0;
        for (std::size_t place = 0; place < kItems; ++place) {
            const double weight = 1 / std::log2(double(place) + 2);
            gain += grade[order[place]] * weight;
            most += ideal[place] * weight;
            if (place < right[query].size() && grade[order[place]] > 0)
                average += ++hits / double(place + 1);
        }
        const auto count = double(right[query].size());
        map += average / count;
        precision += hits / count;
        ndcg += gain / most;
    }
    EXPECT_EQ(found.queries, asked);
    EXPECT_NEAR(found.mapAtR, 100 * map / double(asked), 1e-9);
    EXPECT_NEAR(found.rPrecision, 100 * precision / double(asked), 1e-9);
    EXPECT_NEAR(found.ndcg, 100 * ndcg / double(asked), 1e-9);
}

TEST(ListQuality, ScoresAsACorrectionSays) {
    const Line line({0.9F, 0.8F});
    const ListQuality turned = listQuality(
        line.query, line.items,
        [](std::size_t) {
            return std::vector<GradedItem>{{1, 1}};
        },
        [](std::span<double> scores) {
            for (double& score : scores)
                score = -score;
        });
    EXPECT_EQ(turned.mapAtR, 100);
}

TEST(ListQuality, Stops) {
    std::stop_source stop;
    stop.request_stop();
    const Line line({0.9F});
    EXPECT_THROW(listQuality(
                     line.query, line.items, [](std::size_t) { return std::vector<GradedItem>(); }, {},
                     stop.get_token()),
                 Cancelled);
}

} // namespace
} // namespace crossview::test
