#include "arrays/row_names.h"

#include "common/error.h"

#include <gtest/gtest.h>

using namespace crossview;

TEST(RowNames, ItemsFindTheirRow) {
    const RowNames rows({"a.jpg", "x/b.jpg", "y/b.jpg", "c", "17"}, "names.txt");
    EXPECT_EQ(rows.rowOf("a.jpg"), 0);
    EXPECT_EQ(rows.rowOf("train/a.png"), 0);
    EXPECT_EQ(rows.rowOf("a"), 0);
    EXPECT_EQ(rows.rowOf("y/b.jpg"), 2);
    EXPECT_EQ(rows.rowOf("b.jpg"), std::nullopt); // of two
    EXPECT_EQ(rows.rowOf("z\\c.jpeg"), 3);
    EXPECT_EQ(rows.rowOf("image_0017.jpg"), std::nullopt); // not all names are numbers
    EXPECT_EQ(rows.rowOf(""), std::nullopt);
}

TEST(RowNames, IdsAreNumbersAtTheEnd) {
    const RowNames rows({"391895", "00042", "0", "7"}, "ids.txt");
    EXPECT_EQ(rows.rowOf("COCO_val2014_000000391895.jpg"), 0);
    EXPECT_EQ(rows.rowOf("42.jpg"), 1);
    EXPECT_EQ(rows.rowOf("000.jpg"), 2);
    EXPECT_EQ(rows.rowOf("a7b.jpg"), std::nullopt);
    EXPECT_THROW(RowNames({"a", "b", "a"}, "ids.txt"), Error);
    const RowNames twins({"7", "07"}, "ids.txt");
    EXPECT_EQ(twins.rowOf("07"), 1);
    EXPECT_EQ(twins.rowOf("img_007"), std::nullopt);
}
