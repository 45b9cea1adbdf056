#include "options/suited_split.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crossview::test {
namespace {

constexpr int kMany = 50; // ten of them can be held out

Dataset data(int concepts, bool fileSplits) {
    const std::size_t count = std::max(2, concepts);
    std::vector<ImageItem> images(count);
    std::vector<std::string> names;
    for (int c = 0; c < concepts; ++c) {
        images[static_cast<std::size_t>(c)].conceptId = c;
        names.push_back("thing " + std::to_string(c));
    }
    images[1].fileSplit = fileSplits ? Split::test : Split::unused;
    return Dataset("data", images, {{"a", ""}}, Relation(count, 1, {{0, 0}}), names);
}

TEST(SuitedSplit, TheFileGoesBeforeConceptsBeforeChance) {
    EXPECT_EQ(suitedSplit(data(kMany, true)), SplitMethod::fromFile);
    EXPECT_EQ(suitedSplit(data(0, true)), SplitMethod::fromFile);
    EXPECT_EQ(suitedSplit(data(kMany, false)), SplitMethod::byConcept);
    EXPECT_EQ(suitedSplit(data(0, false)), SplitMethod::random);
    EXPECT_EQ(presetFor(data(kMany, false)).split.method, SplitMethod::byConcept);
    EXPECT_EQ(presetFor(data(0, true), "tpami").split.method, SplitMethod::fromFile);
    EXPECT_EQ(presetFor(data(0, true), "tpami").preset, "tpami");
}

TEST(SuitedSplit, AFewConceptsAreNothingToTestBy) {
    EXPECT_EQ(suitedSplit(data(6, false)), SplitMethod::random) << "one query would be left";
    EXPECT_EQ(suitedSplit(data(kMany - 1, false)), SplitMethod::random);
    EXPECT_EQ(suitedSplit(data(6, true)), SplitMethod::fromFile);
    EXPECT_EQ(possibleSplit(data(6, false), SplitMethod::byConcept), SplitMethod::byConcept)
        << "who asks for it gets it";
}

TEST(SuitedSplit, WhatWasAskedForStandsWhereItIsPossible) {
    EXPECT_EQ(possibleSplit(data(kMany, true), SplitMethod::byConcept), SplitMethod::byConcept);
    EXPECT_EQ(possibleSplit(data(kMany, true), SplitMethod::random), SplitMethod::random);
    EXPECT_EQ(possibleSplit(data(0, true), SplitMethod::byConcept), SplitMethod::fromFile);
    EXPECT_EQ(possibleSplit(data(0, false), SplitMethod::byConcept), SplitMethod::random);
}

} // namespace
} // namespace crossview::test
