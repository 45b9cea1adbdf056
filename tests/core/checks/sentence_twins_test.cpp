#include "checks/sentence_twins.h"

#include "checks/item_groups.h"
#include "common/seeded_random.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace crossview;

namespace {

bool near(const char* a, const char* b) {
    return areNear(wordBagOf(a), wordBagOf(b));
}

} // namespace

TEST(SentenceTwins, TheSameWordsAreTheSameSentence) {
    EXPECT_TRUE(near("A dog runs.", "the DOG runs"));
    EXPECT_TRUE(near("dog and cat", "cat, dog"));
    EXPECT_FALSE(near("A dog runs.", "A cat runs."));
    EXPECT_FALSE(near("dog dog", "dog"));
    EXPECT_FALSE(near("of the", "to a"));
    const char* six = "man rides brown horse along sandy beach";
    EXPECT_TRUE(near(six, "young man rides brown horse along sandy beach"));
    EXPECT_TRUE(near("young man rides brown horse along sandy beach", six));
    EXPECT_FALSE(near(six, "young man rides tall brown horse along sandy beach"));
    EXPECT_FALSE(near(six, "man rides black horse along sandy beach"));
    EXPECT_FALSE(near("brown horse", "brown horse beach"));
}

TEST(SentenceTwins, GroupsAreThoseOfBruteForce) {
    SeededRandom random(9);
    std::vector<SentenceWordBag> bags;
    for (int i = 0; i < 700; ++i) {
        SentenceWordBag bag;
        if (i % 2 == 1) {
            bag = bags[static_cast<std::size_t>(random.uniform() * i)];
            if (random.uniform() < 0.7 || bag.empty())
                bag.push_back(std::string(1, static_cast<char>('a' + random.uniform() * 4)));
            else
                bag.erase(bag.begin());
        } else {
            for (double words = random.uniform() * 10; words > 1; --words)
                bag.push_back(std::string(1, static_cast<char>('a' + random.uniform() * 7)));
        }
        std::ranges::sort(bag);
        bags.push_back(std::move(bag));
    }
    ItemGroups expected(bags.size());
    int longer = 0;
    for (std::size_t a = 0; a < bags.size(); ++a)
        for (std::size_t b = a + 1; b < bags.size(); ++b)
            if (areNear(bags[a], bags[b])) {
                expected.unite(static_cast<std::int32_t>(a), static_cast<std::int32_t>(b));
                longer += bags[a].size() == bags[b].size() ? 0 : 1;
            }
    EXPECT_GT(longer, 20);
    EXPECT_GT(expected.groups().size(), 20U);
    EXPECT_EQ(nearSentences(bags), expected.groups());
}
