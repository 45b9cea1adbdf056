#include "dataset/columns/cross_filter.h"

#include "common/error.h"
#include "sample_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

using namespace crossview;
using testing::ElementsAre;

namespace {

constexpr std::array kSplits{Split::train, Split::validation, Split::test};

ColumnCondition of(std::string column, std::vector<std::string> texts) {
    ColumnCondition condition;
    condition.column = std::move(column);
    condition.texts = std::move(texts);
    return condition;
}

} // namespace

TEST(CrossFilter, CountsEachColumnUnderTheConditionsOfTheOthers) {
    const KnownColumns columns(test::sampleColumns(), kSplits);
    const std::vector<ColumnCondition> conditions{of("source", {"Photos"}), of("tone", {"happy"})};
    const CrossFiltered filtered = crossFilter(columns, conditions, {}, 20, 10);
    EXPECT_THAT(filtered.mask.images, ElementsAre(true, false, false));
    ASSERT_EQ(filtered.columns.size(), 6u);
    const ColumnCounts& source = filtered.columns[4]; // Photos twice, stock maps once
    EXPECT_THAT(source.all, ElementsAre(2, 1));
    EXPECT_THAT(source.passing, ElementsAre(1, 1)) << "its own condition does not count";
    const ColumnCounts& price = filtered.columns[2];
    EXPECT_EQ(price.missing, 1u);
    EXPECT_EQ(price.passingItems, 1u);
    EXPECT_EQ(price.all.front() + price.all.back(), 2u);
    EXPECT_EQ(price.passing.front(), 1u);
    const ColumnCounts& tone = filtered.columns[5];
    EXPECT_THAT(tone.passing, ElementsAre(1, 1)); // happy and sad of the first picture
}

TEST(CrossFilter, WhatIsHiddenIsNotCounted) {
    const KnownColumns columns(test::sampleColumns(), kSplits);
    const CrossFiltered filtered = crossFilter(columns, {}, {{false, true, true}, {}}, 20, 1);
    EXPECT_THAT(filtered.columns[4].all, ElementsAre(2));
    EXPECT_THAT(filtered.columns[4].passing, ElementsAre(1));
    EXPECT_EQ(filtered.columns[4].otherTexts, 1u);
    EXPECT_THAT(crossFilter(columns, {}, {{false, true, true}, {}}, 20, 3).columns[0].passing,
                ElementsAre(0, 1, 1)); // train, validation, test
}

TEST(CrossFilter, WhereNoTextStandsTwiceNoneHasABar) {
    ItemColumn names{"name", View::image, ItemColumn::Kind::text, {}, {0, 1, 2}, {"x", "y", "z"}};
    const KnownColumns columns(
        std::make_shared<const Dataset>(Dataset(*test::sampleColumns()).withColumns({names})), kSplits);
    EXPECT_EQ(crossFilter(columns, {}, {}, 20, 2).columns.back().bars.size(), 0u);
    EXPECT_EQ(crossFilter(columns, {}, {}, 20, 2).columns.back().otherTexts, 3u);
    EXPECT_EQ(crossFilter(columns, {}, {}, 20, 3).columns.back().bars.size(), 3u) << "all have room";
}

TEST(CrossFilter, AColumnThatIsNotThereIsAnError) {
    const KnownColumns columns(test::sampleColumns(), kSplits);
    const std::vector<ColumnCondition> conditions{of("gone", {"x"})};
    EXPECT_THROW(crossFilter(columns, conditions, {}, 20, 10), Error);
}
