#include "clusters/map_clusters.h"

#include "captions.h"
#include "common/error.h"
#include "support/worked_seconds.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <chrono>
#include <cmath>
#include <limits>
#include <set>
#include <thread>

namespace crossview {
namespace {

constexpr std::size_t kPerImage = 2;

/// Images with two captions each: subject s lies around a point of a circle, its items 0.3 around it.
struct World {
    ClusterData data;
    Projection map;

    explicit World(std::size_t images) {
        SeededRandom random(7);
        std::vector<ImageItem> pictures(images);
        std::vector<SentenceItem> sentences;
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < images; ++i) {
            pictures[i].path = std::to_string(i) + ".png";
            for (std::size_t k = 0; k < kPerImage; ++k) {
                pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(sentences.size()));
                sentences.push_back({test::caption(i, random), "caption"});
            }
        }
        Relation relation(images, sentences.size(), pairs);
        data.words = SentenceWords(sentences);
        data.dataset =
            std::make_shared<Dataset>("made up", pictures, sentences, relation, std::vector<std::string>{});
        map.images = Matrix(images, 2);
        map.sentences = Matrix(images * kPerImage, 2);
        for (std::size_t i = 0; i < images; ++i)
            place(map.images.row(i), i, random);
        for (std::size_t s = 0; s < images * kPerImage; ++s)
            place(map.sentences.row(s), s / kPerImage, random);
    }

    static void place(std::span<float> at, std::size_t image, SeededRandom& random) {
        const double angle =
            double(image % test::kSubjects.size()) * 2 * M_PI / double(test::kSubjects.size());
        at[0] = static_cast<float>(2 * std::cos(angle) + 0.6 * (random.uniform() - 0.5));
        at[1] = static_cast<float>(2 * std::sin(angle) + 0.6 * (random.uniform() - 0.5));
    }

    /// Every place a little elsewhere, as at the next epoch.
    Projection moved(double by, std::uint64_t seed) const {
        SeededRandom random(seed);
        Projection next = map;
        for (Matrix* view : {&next.images, &next.sentences})
            for (float& value : view->values())
                value += static_cast<float>(by * (random.uniform() - 0.5));
        return next;
    }
};

TEST(MapClusters, AreNamedAfterWhatLiesInThem) {
    const World world(360);
    const MapClusters found = mapClusters(world.map, world.data);
    std::set<std::string> names;
    for (const MapCluster& broad : found.broad)
        names.insert(broad.name);
    EXPECT_EQ(names, std::set<std::string>(test::kSubjects.begin(), test::kSubjects.end()));
    EXPECT_GE(found.fine.size(), found.broad.size());
    // All of one subject lie in one broad cluster, and its picture shows the subject.
    for (std::size_t i = 0; i < 360; ++i) {
        const auto broad = static_cast<std::size_t>(found.broadOf(found.ofImage[i]));
        EXPECT_EQ(found.broad[broad].name, test::kSubjects[i % test::kSubjects.size()]);
        EXPECT_EQ(found.broadOf(found.ofSentence[2 * i]), found.broadOf(found.ofImage[i]));
        EXPECT_EQ(static_cast<std::size_t>(found.broad[broad].picture) % test::kSubjects.size(),
                  i % test::kSubjects.size());
    }
}

TEST(MapClusters, CountTheirMembersAndLieInBroadOnesTheLargestFirst) {
    const World world(300);
    const MapClusters found = mapClusters(world.map, world.data);
    std::vector<std::size_t> images(found.fine.size()), sentences(found.fine.size());
    for (const std::int32_t number : found.ofImage)
        ++images.at(static_cast<std::size_t>(number));
    for (const std::int32_t number : found.ofSentence)
        ++sentences.at(static_cast<std::size_t>(number));
    std::vector<std::size_t> inBroad(found.broad.size());
    std::set<std::uint32_t> ids;
    for (std::size_t f = 0; f < found.fine.size(); ++f) {
        EXPECT_EQ(found.fine[f].images, images[f]);
        EXPECT_EQ(found.fine[f].sentences, sentences[f]);
        EXPECT_TRUE(f == 0 || images[f] + sentences[f] <= images[f - 1] + sentences[f - 1]);
        inBroad.at(static_cast<std::size_t>(found.fine[f].parent)) += images[f] + sentences[f];
        ids.insert(found.fine[f].id);
    }
    for (std::size_t b = 0; b < found.broad.size(); ++b) {
        EXPECT_EQ(found.broad[b].images + found.broad[b].sentences, inBroad[b]);
        EXPECT_TRUE(b == 0 || inBroad[b] <= inBroad[b - 1]);
        ids.insert(found.broad[b].id);
    }
    EXPECT_EQ(ids.size(), found.fine.size() + found.broad.size());
}

TEST(MapClusters, KeepMembersIdsAndNamesFromMapToMap) {
    const World world(900);
    const MapClusters first = mapClusters(world.map, world.data);
    EXPECT_GT(first.fine.size(), first.broad.size()); // or the finer level says nothing
    std::size_t stayed = 0;
    MapClusters before = first;
    for (std::uint64_t epoch = 1; epoch <= 5; ++epoch) {
        const MapClusters next = mapClusters(world.moved(0.02, epoch), world.data, &before);
        ASSERT_EQ(next.broad.size(), first.broad.size());
        for (std::size_t i = 0; i < 900; ++i) {
            const MapCluster& broad = next.broad[static_cast<std::size_t>(next.broadOf(next.ofImage[i]))];
            const MapCluster& old = first.broad[static_cast<std::size_t>(first.broadOf(first.ofImage[i]))];
            EXPECT_EQ(broad.id, old.id);
            EXPECT_EQ(broad.name, old.name);
            const auto was = static_cast<std::size_t>(before.ofImage[i]);
            const auto is = static_cast<std::size_t>(next.ofImage[i]);
            stayed += before.fine[was].id == next.fine[is].id ? 1U : 0U;
        }
        before = next;
    }
    EXPECT_GT(double(stayed) / (5 * 900), 0.93);
}

TEST(MapClusters, AreTheSameForTheSameMap) {
    const World world(400);
    const MapClusters a = mapClusters(world.map, world.data, nullptr, 3);
    const MapClusters b = mapClusters(world.map, world.data, nullptr, 3);
    EXPECT_EQ(a.ofImage, b.ofImage);
    EXPECT_EQ(a.ofSentence, b.ofSentence);
    const MapClusters again = mapClusters(world.map, world.data, &a, 3);
    EXPECT_EQ(again.ofImage, a.ofImage); // started at itself it stays
    for (std::size_t f = 0; f < a.fine.size(); ++f) {
        EXPECT_EQ(a.fine[f].name, b.fine[f].name);
        EXPECT_EQ(again.fine[f].id, a.fine[f].id);
        EXPECT_EQ(again.fine[f].name, a.fine[f].name);
    }
}

TEST(MapClusters, OfAnotherMapAreDividedAnew) {
    // Everything lies elsewhere: the clusters before would be scattered over the map.
    const World world(300);
    const MapClusters first = mapClusters(world.map, world.data);
    Projection mixed = world.map;
    for (std::size_t i = 0; i < 300; ++i)
        std::ranges::copy(world.map.images.row(i * 7 % 300), mixed.images.row(i).begin());
    for (std::size_t s = 0; s < 600; ++s)
        std::ranges::copy(world.map.sentences.row(s * 7 % 600), mixed.sentences.row(s).begin());
    const MapClusters fresh = mapClusters(mixed, world.data);
    const MapClusters gone = mapClusters(mixed, world.data, &first);
    EXPECT_EQ(fresh.ofImage, gone.ofImage);
}

TEST(MapClusters, LeaveOutWhatHasNoPlace) {
    World world(120);
    world.data.leftOut = {3, 17};
    world.map.sentences(5, 0) = std::numeric_limits<float>::quiet_NaN();
    const MapClusters found = mapClusters(world.map, world.data);
    EXPECT_EQ(found.ofImage[3], -1);
    EXPECT_EQ(found.ofImage[17], -1);
    EXPECT_EQ(found.ofSentence[5], -1);
    EXPECT_EQ(found.broadOf(-1), -1);
    std::size_t members = 0;
    for (const MapCluster& cluster : found.fine)
        members += cluster.images + cluster.sentences;
    EXPECT_EQ(members, 120U * 3 - 3);
}

TEST(MapClusters, OfFewOrPiledItemsAreStillClusters) {
    for (const std::size_t images : {0U, 1U, 2U}) {
        const World world(images);
        const MapClusters found = mapClusters(world.map, world.data);
        EXPECT_EQ(found.ofImage.size(), images);
        EXPECT_EQ(found.ofSentence.size(), images * kPerImage);
    }
    World piled(200);
    piled.map.images = Matrix(200, 2);
    piled.map.sentences = Matrix(400, 2);
    EXPECT_FALSE(mapClusters(piled.map, piled.data).broad.empty());
}

TEST(MapClusters, EndWithinATenthOfASecondWhenTheyAreStopped) {
    const World world(20000);
    for (const int after : {0, 20, 60}) {
        std::stop_source stop;
        double asked = 0;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(after));
            asked = test::workedSeconds();
            stop.request_stop();
        });
        EXPECT_THROW(mapClusters(world.map, world.data, nullptr, 1, stop.get_token()), Cancelled);
        const double ended = test::workedSeconds();
        stopper.join();
        EXPECT_LT(ended - asked, 0.2); // on each of two threads
    }
}

} // namespace
} // namespace crossview
