#include "clusters/cluster_names.h"

#include "captions.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <set>

namespace crossview {
namespace {

/// Captions by subject: class c holds those of subject c, `strangers` of each hundred are of the next.
std::vector<std::vector<std::int32_t>> bySubject(std::size_t count, std::size_t strangers) {
    std::vector<std::vector<std::int32_t>> classes(test::kSubjects.size());
    for (std::size_t s = 0; s < count; ++s) {
        const bool stranger = s / classes.size() % 100 < strangers;
        classes[(s + (stranger ? 1 : 0)) % classes.size()].push_back(static_cast<std::int32_t>(s));
    }
    return classes;
}

const std::vector<std::string> kNone(test::kSubjects.size());

TEST(ClusterNames, AreTheSubjectsOfCaptions) {
    const SentenceWords words(test::captions(1200, 1));
    std::vector<MapCluster> clusters(test::kSubjects.size());
    nameClusters(clusters, {}, bySubject(1200, 5), kNone, words);
    for (std::size_t c = 0; c < clusters.size(); ++c)
        EXPECT_EQ(clusters[c].name, test::kSubjects[c]);
}

TEST(ClusterNames, StayWhileTheyTellNearlyAsMuch) {
    const SentenceWords words(test::captions(1200, 1));
    std::vector<MapCluster> clusters(test::kSubjects.size());
    // Half of what the first two hold is of the other: each could be called either.
    auto classes = bySubject(1200, 0);
    for (std::size_t i = 0; i < classes[0].size(); i += 2)
        std::swap(classes[0][i], classes[1][i]);
    std::vector<std::string> before = kNone;
    before[0] = "zebra";
    before[1] = "dog";
    before[2] = "pizza"; // tells nothing of it any more
    nameClusters(clusters, {}, classes, before, words);
    EXPECT_EQ(clusters[0].name, "zebra");
    EXPECT_EQ(clusters[1].name, "dog");
    EXPECT_EQ(clusters[2].name, "train");
    EXPECT_EQ(clusters[3].name, "pizza");
}

TEST(ClusterNames, AreNotThatOfTheBroadOneAroundThemAndNoTwoAreAlike) {
    const SentenceWords words(test::captions(1200, 1));
    std::vector<MapCluster> broad(2);
    broad[0].name = "dog, zebra";
    std::vector<MapCluster> clusters(4);
    for (MapCluster& cluster : clusters)
        cluster.parent = 1;
    clusters[0].parent = 0;
    const auto classes = bySubject(1200, 0);
    const std::vector<std::vector<std::int32_t>> four{classes[0], classes[2], classes[2], classes[3]};
    nameClusters(clusters, broad, four, std::span(kNone).first(4), words);
    EXPECT_EQ(clusters[0].name.find("dog"), std::string::npos);
    EXPECT_EQ(clusters[1].name, "train");
    EXPECT_EQ(clusters[2].name.find("train"), std::string::npos);
    EXPECT_EQ(clusters[3].name, "pizza");
}

TEST(ClusterNames, OfSentencesThatSayNothingInCommonAreEmpty) {
    std::vector<SentenceItem> sentences;
    for (int s = 0; s < 100; ++s)
        sentences.push_back({"word" + std::string(1, char('a' + s % 26)) + std::to_string(s), ""});
    std::vector<MapCluster> clusters(2);
    const std::vector<std::vector<std::int32_t>> classes{{0, 1, 2, 3, 4, 5, 6, 7}, {}};
    nameClusters(clusters, {}, classes, std::span(kNone).first(2), SentenceWords(sentences));
    EXPECT_EQ(clusters[0].name, "");
    EXPECT_EQ(clusters[1].name, "");
}

} // namespace
} // namespace crossview
