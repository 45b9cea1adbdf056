#include "evaluation/anchor_triplets.h"

#include "common/error.h"
#include "support/random_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace crossview {
namespace {

double root(double squared) {
    return std::sqrt(squared + 1e-4);
}

/// Ascending, 0 to n - 1.
std::vector<std::int32_t> firstOnes(std::size_t n) {
    std::vector<std::int32_t> numbers(n);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

struct Triplet {
    std::int32_t positive, negative;
    double hinge;
};

/// Every triplet in a loop, in float64: of each positive the `hardest` largest hinges.
std::vector<Triplet> everyTriplet(std::span<const float> anchor, const Matrix& items,
                                  const std::vector<std::int32_t>& pool,
                                  const std::vector<std::int32_t>& positives,
                                  const std::vector<std::int32_t>& spared, double margin,
                                  std::size_t hardest) {
    const auto has = [](const std::vector<std::int32_t>& some, std::int32_t item) {
        return std::ranges::count(some, item) > 0;
    };
    const auto distance = [&](std::int32_t item) {
        double squared = 0;
        for (std::size_t c = 0; c < anchor.size(); ++c)
            squared += std::pow(double(anchor[c]) - double(items(std::size_t(item), c)), 2);
        return root(squared);
    };
    std::vector<Triplet> triplets;
    for (const std::int32_t positive : pool) {
        if (!has(positives, positive) || has(spared, positive) || std::isnan(distance(positive)))
            continue;
        std::vector<Triplet> own;
        for (const std::int32_t negative : pool)
            if (!has(positives, negative) && !has(spared, negative) && !std::isnan(distance(negative)))
                own.push_back(
                    {positive, negative, std::max(0.0, margin + distance(positive) - distance(negative))});
        std::ranges::stable_sort(own, [&](const Triplet& a, const Triplet& b) {
            return distance(a.negative) < distance(b.negative);
        });
        if (hardest > 0 && own.size() > hardest)
            own.resize(hardest);
        triplets.insert(triplets.end(), own.begin(), own.end());
    }
    return triplets;
}

TEST(AnchorTriplets, AreThoseOfTheFormula) {
    constexpr std::size_t kItems = 300;
    Matrix items = test::randomUnitRows(kItems, 6, 1);
    items(9, 2) = std::numeric_limits<float>::quiet_NaN();
    items(20, 2) = std::numeric_limits<float>::quiet_NaN();
    const Matrix anchors = test::randomUnitRows(5, 6, 2);
    std::vector<std::int32_t> pool = firstOnes(kItems);
    std::erase_if(pool, [](std::int32_t item) { return item % 7 == 3; });
    const std::vector<std::int32_t> positives{2, 9, 17, 40, 41}; // 9 holds NaN, 17 is not in the pool
    const std::vector<std::int32_t> spared{5, 60, 61, 62};
    for (const std::size_t hardest : {std::size_t{1}, std::size_t{10}, std::size_t{0}, std::size_t{5000}})
        for (std::size_t a = 0; a < anchors.rows(); ++a) {
            const AnchorTriplets found =
                anchorTriplets(anchors.row(a), items, pool, positives, spared, {0.4, hardest, &root});
            const auto all = everyTriplet(anchors.row(a), items, pool, positives, spared, 0.4, hardest);
            ASSERT_EQ(found.triplets(), all.size());
            ASSERT_EQ(found.positives.size(), 3U);
            EXPECT_EQ(
                found.allNegatives,
                everyTriplet(anchors.row(a), items, pool, {2}, {5, 9, 40, 41, 60, 61, 62}, 0.4, 0).size());
            const auto sumWhere = [&](auto belongs) {
                double sum = 0;
                for (const Triplet& triplet : all)
                    sum += belongs(triplet) ? triplet.hinge : 0;
                return sum;
            };
            EXPECT_NEAR(found.hinge, sumWhere([](const Triplet&) { return true; }) / double(all.size()),
                        1e-12);
            EXPECT_EQ(found.violated, std::size_t(std::ranges::count_if(
                                          all, [](const Triplet& triplet) { return triplet.hinge > 0; })));
            for (const Candidate& positive : found.positives) {
                const auto own = [&](const Triplet& triplet) { return triplet.positive == positive.item; };
                EXPECT_NEAR(positive.hinge, sumWhere(own) / double(found.negatives.size()), 1e-12);
            }
            for (const Candidate& negative : found.negatives) {
                const auto own = [&](const Triplet& triplet) { return triplet.negative == negative.item; };
                EXPECT_NEAR(negative.hinge, sumWhere(own) / 3, 1e-12);
                EXPECT_EQ(negative.violated,
                          std::size_t(std::ranges::count_if(all, [&](const Triplet& triplet) {
                              return own(triplet) && triplet.hinge > 0;
                          })));
            }
            EXPECT_TRUE(std::ranges::is_sorted(found.positives, {}, &Candidate::distance));
            EXPECT_TRUE(std::ranges::is_sorted(found.negatives, {}, &Candidate::distance));
        }
}

TEST(AnchorTriplets, OfNothingAreNone) {
    const Matrix items = test::randomUnitRows(4, 3, 1);
    const HingeRule rule{0.1, 50, &root};
    const AnchorTriplets lonely = anchorTriplets(items.row(0), items, firstOnes(4), {}, {}, rule);
    EXPECT_TRUE(lonely.positives.empty());
    EXPECT_EQ(lonely.negatives.size(), 4U);
    EXPECT_EQ(lonely.triplets(), 0U);
    EXPECT_EQ(lonely.hinge, 0);
    const AnchorTriplets nothing = anchorTriplets(items.row(0), items, {}, {}, {}, rule);
    EXPECT_TRUE(nothing.negatives.empty());
    const auto every = firstOnes(4);
    const AnchorTriplets friends = anchorTriplets(items.row(0), items, every, every, {}, rule);
    EXPECT_EQ(friends.positives.size(), 4U);
    EXPECT_EQ(friends.hinge, 0);
}

TEST(AnchorTriplets, EqualDistancesGoByTheLowerIndexAndAStopIsHeard) {
    Matrix items(6, 2);
    for (std::size_t r = 0; r < 6; ++r)
        items(r, r == 4 ? 0 : 1) = 1;
    const HingeRule rule{0.1, 2, &root};
    const std::vector<std::int32_t> positives{4};
    const AnchorTriplets found = anchorTriplets(items.row(4), items, firstOnes(6), positives, {}, rule);
    ASSERT_EQ(found.negatives.size(), 2U);
    EXPECT_EQ(found.negatives[0].item, 0);
    EXPECT_EQ(found.negatives[1].item, 1);
    EXPECT_EQ(found.positives[0].distance, 0.01); // of the item itself: the root of the epsilon
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(anchorTriplets(items.row(4), items, firstOnes(6), positives, {}, rule, stop.get_token()),
                 Cancelled);
}

} // namespace
} // namespace crossview
