#include "dataset/relation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <stdexcept>

using crossview::Relation;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Relation, IsEmptyByDefault) {
    const Relation relation;
    EXPECT_EQ(relation.imageCount(), 0u);
    EXPECT_EQ(relation.sentenceCount(), 0u);
    EXPECT_EQ(relation.pairCount(), 0u);
    EXPECT_THROW(relation.sentencesOf(0), std::out_of_range);
    EXPECT_EQ(relation.restricted({}, {}).pairCount(), 0u);
}

TEST(Relation, ListsBothDirectionsAscendingAndDropsDuplicates) {
    const Relation relation(3, 4, {{2, 3}, {0, 1}, {0, 0}, {2, 1}, {0, 1}});
    EXPECT_EQ(relation.pairCount(), 4u);
    EXPECT_THAT(relation.sentencesOf(0), ElementsAre(0, 1));
    EXPECT_THAT(relation.sentencesOf(1), IsEmpty());
    EXPECT_THAT(relation.sentencesOf(2), ElementsAre(1, 3));
    EXPECT_THAT(relation.imagesOf(1), ElementsAre(0, 2));
    EXPECT_THAT(relation.imagesOf(2), IsEmpty());
    EXPECT_TRUE(relation.matches(2, 3));
    EXPECT_FALSE(relation.matches(1, 3));
}

TEST(Relation, RefusesItemsThatDoNotExist) {
    EXPECT_THROW(Relation(1, 1, {{1, 0}}), std::out_of_range);
    EXPECT_THROW(Relation(1, 1, {{0, 1}}), std::out_of_range);
    EXPECT_THROW(Relation(1, 1, {{-1, 0}}), std::out_of_range);
    const Relation relation(1, 1, {{0, 0}});
    const std::vector<std::int32_t> bad{1};
    const std::vector<std::int32_t> good{0};
    EXPECT_THROW(relation.restricted(bad, good), std::out_of_range);
    EXPECT_THROW(relation.restricted(good, bad), std::out_of_range);
    EXPECT_THROW(relation.matches(0, 1), std::out_of_range);
    EXPECT_THROW(relation.imagesOf(1), std::out_of_range);
}

TEST(Relation, RestrictionEqualsBruteForceAlsoWithRepeatedItems) {
    std::mt19937 random(7);
    for (int round = 0; round < 100; ++round) {
        const int images = 1 + static_cast<int>(random() % 8);
        const int sentences = 1 + static_cast<int>(random() % 12);
        std::set<Relation::Pair> pairs;
        for (int p = 0; p < 15; ++p)
            pairs.emplace(random() % static_cast<unsigned>(images),
                          random() % static_cast<unsigned>(sentences));
        const Relation relation(static_cast<std::size_t>(images), static_cast<std::size_t>(sentences),
                                {pairs.begin(), pairs.end()});
        std::vector<std::int32_t> chosenImages(random() % 6);
        std::vector<std::int32_t> chosenSentences(random() % 9);
        for (auto& i : chosenImages)
            i = static_cast<std::int32_t>(random() % static_cast<unsigned>(images));
        for (auto& s : chosenSentences)
            s = static_cast<std::int32_t>(random() % static_cast<unsigned>(sentences));

        const Relation part = relation.restricted(chosenImages, chosenSentences);
        ASSERT_EQ(part.imageCount(), chosenImages.size());
        ASSERT_EQ(part.sentenceCount(), chosenSentences.size());
        for (std::size_t i = 0; i < chosenImages.size(); ++i)
            for (std::size_t s = 0; s < chosenSentences.size(); ++s)
                EXPECT_EQ(part.matches(i, s), pairs.contains({chosenImages[i], chosenSentences[s]}));
    }
}
