#include "options/suited_split.h"

#include <gtest/gtest.h>

namespace crossview::test {
namespace {

Dataset data(bool concepts, bool fileSplits) {
    std::vector<ImageItem> images(2);
    images[0].conceptId = concepts ? 0 : -1;
    images[1].fileSplit = fileSplits ? Split::test : Split::unused;
    return Dataset("data", images, {{"a", ""}, {"b", ""}}, Relation(2, 2, {{0, 0}, {1, 1}}),
                   concepts ? std::vector<std::string>{"thing"} : std::vector<std::string>{});
}

TEST(SuitedSplit, TheFileGoesBeforeConceptsBeforeChance) {
    EXPECT_EQ(suitedSplit(data(true, true)), SplitMethod::fromFile);
    EXPECT_EQ(suitedSplit(data(false, true)), SplitMethod::fromFile);
    EXPECT_EQ(suitedSplit(data(true, false)), SplitMethod::byConcept);
    EXPECT_EQ(suitedSplit(data(false, false)), SplitMethod::random);
    EXPECT_EQ(presetFor(data(true, false)).split.method, SplitMethod::byConcept);
    EXPECT_EQ(presetFor(data(false, true), "tpami").split.method, SplitMethod::fromFile);
    EXPECT_EQ(presetFor(data(false, true), "tpami").preset, "tpami");
}

TEST(SuitedSplit, WhatWasAskedForStandsWhereItIsPossible) {
    EXPECT_EQ(possibleSplit(data(true, true), SplitMethod::byConcept), SplitMethod::byConcept);
    EXPECT_EQ(possibleSplit(data(true, true), SplitMethod::random), SplitMethod::random);
    EXPECT_EQ(possibleSplit(data(false, true), SplitMethod::byConcept), SplitMethod::fromFile);
    EXPECT_EQ(possibleSplit(data(false, false), SplitMethod::byConcept), SplitMethod::random);
}

} // namespace
} // namespace crossview::test
