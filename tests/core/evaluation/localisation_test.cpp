#include "evaluation/localisation.h"

#include "common/error.h"
#include "common/seeded_random.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace crossview {
namespace {

/// Pictures of random regions and phrases.
struct World {
    Matrix phrases;
    Matrix regions;
    std::vector<PixelBox> boxes;
    std::vector<LocalisationQuery> queries;
};

World randomWorld(std::uint64_t seed) {
    SeededRandom random(seed);
    constexpr std::size_t kPictures = 20;
    constexpr std::size_t kRegions = 12; // of a picture
    constexpr std::size_t kPhrases = 3;
    World world{Matrix(kPictures * kPhrases, 3), Matrix(kPictures * kRegions, 3), {}, {}};
    for (Matrix* rows : {&world.phrases, &world.regions})
        for (float& value : rows->values())
            value = static_cast<float>(random.uniform()) - 0.5F;
    for (std::size_t i = 0; i < world.regions.rows(); ++i)
        world.boxes.push_back({20 * random.uniform(), 20 * random.uniform(), 5 + 10 * random.uniform(),
                               5 + 10 * random.uniform()});
    for (std::size_t p = 0; p < world.phrases.rows(); ++p) {
        LocalisationQuery query{static_cast<std::int32_t>(p), {}, {}};
        for (std::size_t r = 0; r < kRegions - p % 4; ++r)
            query.candidates.push_back(static_cast<std::int32_t>(p / kPhrases * kRegions + r));
        for (std::size_t t = 0; t < 1 + p % 2; ++t)
            query.truth.push_back({20 * random.uniform(), 20 * random.uniform(), 12, 12});
        world.queries.push_back(query);
    }
    return world;
}

double distance(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
    return std::sqrt(sum);
}

std::vector<const LocalisationQuery*> pointersTo(const std::vector<LocalisationQuery>& queries) {
    std::vector<const LocalisationQuery*> all;
    for (const LocalisationQuery& query : queries)
        all.push_back(&query);
    return all;
}

/// Whether one of the k nearest candidates lies on a true box, by sorting them.
bool foundAmong(const World& world, const LocalisationQuery& query, std::size_t k) {
    std::vector<std::int32_t> order = query.candidates;
    std::ranges::sort(order, {}, [&](std::int32_t region) {
        return distance(world.phrases.row(static_cast<std::size_t>(query.phrase)),
                        world.regions.row(static_cast<std::size_t>(region)));
    });
    order.resize(std::min(k, order.size()));
    return std::ranges::any_of(order, [&](std::int32_t region) {
        return std::ranges::any_of(query.truth, [&](const PixelBox& box) {
            return overlap(world.boxes[static_cast<std::size_t>(region)], box) >= 0.5;
        });
    });
}

TEST(Localisation, IsWhatSortingTheCandidatesOfEachPictureGives) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const World world = randomWorld(seed);
        const std::vector<double> ranks =
            localisationRanks(world.phrases, world.regions, world.boxes, world.queries, TieRule::mean);
        const Localisation found = localisation(ranks, pointersTo(world.queries), world.boxes);
        const auto share = [&](std::size_t k) {
            const auto hits = std::ranges::count_if(
                world.queries, [&](const auto& query) { return foundAmong(world, query, k); });
            return 100.0 * static_cast<double>(hits) / static_cast<double>(world.queries.size());
        };
        EXPECT_NEAR(found.r1, share(1), 1e-9);
        EXPECT_NEAR(found.r5, share(5), 1e-9);
        EXPECT_NEAR(found.r10, share(10), 1e-9);
        EXPECT_NEAR(found.upperBound, share(1000), 1e-9);
        EXPECT_GT(found.upperBound, found.r1) << "the world is too easy to tell anything";
        EXPECT_LT(found.upperBound, 100);
        EXPECT_EQ(found.queries, world.queries.size());
        EXPECT_LE(found.r1Low, found.r1);
        EXPECT_GE(found.r1High, found.r1);
    }
}

TEST(Localisation, ChanceIsTheMeanOverAllOrders) {
    // One of three, two of three and none of three candidates: 1/3, 2/3 and 0 at the first.
    const std::vector<PixelBox> boxes{{0, 0, 10, 10}, {50, 0, 10, 10}, {50, 1, 10, 10}};
    const std::vector<LocalisationQuery> queries{{0, {0, 1, 2}, {{0, 0, 10, 10}}},
                                                 {0, {0, 1, 2}, {{50, 0, 10, 10}}},
                                                 {0, {0, 1, 2}, {{90, 90, 5, 5}}}};
    const std::vector<double> ranks{0, 0, std::numeric_limits<double>::infinity()};
    const Localisation found = localisation(ranks, pointersTo(queries), boxes);
    EXPECT_NEAR(found.chance.r1, 100.0 / 3, 1e-9);
    EXPECT_NEAR(found.chance.r5, 200.0 / 3, 1e-9);
    EXPECT_NEAR(found.upperBound, 200.0 / 3, 1e-9);
    EXPECT_NEAR(found.r1, 200.0 / 3, 1e-9);
    EXPECT_EQ(found.candidates, 3);
    EXPECT_EQ(localisation({}, {}, {}).queries, 0U);
}

TEST(Localisation, EqualDistancesFollowTheRule) {
    const Matrix phrases(1, 2, {1, 0});
    const Matrix regions(4, 2, {1, 0, 1, 0, 1, 0, 0, 1});
    const std::vector<PixelBox> boxes{{0, 0, 4, 4}, {20, 0, 4, 4}, {40, 0, 4, 4}, {60, 0, 4, 4}};
    const std::vector<LocalisationQuery> queries{{0, {0, 1, 2, 3}, {{20, 0, 4, 4}}}};
    const auto rank = [&](TieRule rule) {
        return localisationRanks(phrases, regions, boxes, queries, rule).front();
    };
    EXPECT_EQ(rank(TieRule::mean), 1);
    EXPECT_EQ(rank(TieRule::optimistic), 0);
    EXPECT_EQ(rank(TieRule::pessimistic), 2);
    EXPECT_EQ(rank(TieRule::index), 1);
}

TEST(Localisation, HalfOfWhatBothCoverIsEnough) {
    const std::vector<PixelBox> truth{{0, 0, 10, 10}};
    EXPECT_TRUE(isLocated({0, 0, 5, 10}, truth));    // 50 of 100
    EXPECT_FALSE(isLocated({0, 0, 4.9, 10}, truth)); // 49 of 100
    EXPECT_FALSE(isLocated({0, 0, 5, 10}, {}));
}

TEST(Localisation, RefusesWhatDoesNotFit) {
    const Matrix phrases(1, 2);
    const Matrix regions(2, 2);
    const std::vector<PixelBox> boxes(2, PixelBox{0, 0, 1, 1});
    const auto ask = [&](const std::vector<PixelBox>& given, const LocalisationQuery& query) {
        const std::vector<LocalisationQuery> queries{query};
        localisationRanks(phrases, regions, given, queries, TieRule::mean);
    };
    EXPECT_NO_THROW(ask(boxes, {0, {0, 1}, {}}));
    EXPECT_THROW(ask({boxes.front()}, {0, {0}, {}}), Error);
    EXPECT_THROW(ask(boxes, {1, {0}, {}}), Error);
    EXPECT_THROW(ask(boxes, {0, {2}, {}}), Error);
    EXPECT_THROW(ask(boxes, {0, {-1}, {}}), Error);
}

} // namespace
} // namespace crossview
