#include "common/seeded_random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <numeric>

namespace crossview {
namespace {

using testing::ElementsAre;

TEST(SeededRandom, GivesThePublishedNumbersOfSplitMix64) {
    // The reference sequence for the seed 1234567 that implementations of SplitMix64 are checked with.
    SeededRandom random(1234567);
    EXPECT_EQ(random.next(), 6457827717110365317ULL);
    EXPECT_EQ(random.next(), 3203168211198807973ULL);
    EXPECT_EQ(random.next(), 9817491932198370423ULL);
}

TEST(SeededRandom, ShufflesEveryOrderAboutEquallyOften) {
    SeededRandom random(3);
    std::map<std::vector<int>, int> seen;
    for (int round = 0; round < 6000; ++round) {
        std::vector<int> values{0, 1, 2};
        random.shuffle(values);
        ++seen[values];
    }
    ASSERT_EQ(seen.size(), 6u);
    for (const auto& [order, times] : seen)
        EXPECT_NEAR(times, 1000, 150); // five standard deviations
}

// Splits on disk and runs that can be resumed hang on these: they were computed by a transcription in Python.
TEST(SeededRandom, KeepsTheSequencesOfSplitsAndOfBatches) {
    EXPECT_EQ(SeededRandom(42).uniform(), 0.7415648787718233);
    SeededRandom random(42);
    std::vector<std::size_t> drawn(8);
    for (std::size_t& value : drawn)
        value = random.scaledBelow(10);
    EXPECT_THAT(drawn, ElementsAre(7, 1, 2, 3, 0, 8, 2, 8));
    std::vector<int> values(8);
    std::iota(values.begin(), values.end(), 0);
    SeededRandom(42).scaledShuffle(std::span<int>(values));
    EXPECT_THAT(values, ElementsAre(4, 3, 2, 0, 7, 6, 1, 5));
    std::iota(values.begin(), values.end(), 0);
    SeededRandom(42).shuffle(values);
    EXPECT_THAT(values, ElementsAre(3, 1, 6, 2, 4, 0, 7, 5));
}

TEST(MixSeed, DependsOnEveryPartAndItsPlace) {
    EXPECT_EQ(mixSeed({1, 2, 3}), 0xad7fd3f25a2b7c7fULL);
    EXPECT_EQ(mixSeed({3, 2, 1}), 0x5895ad37234fe003ULL);
}

} // namespace
} // namespace crossview
