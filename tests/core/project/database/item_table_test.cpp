#include "project/database/item_table.h"

#include <gtest/gtest.h>

namespace crossview {
namespace {

Dataset oddData() {
    std::vector<ImageItem> images(2);
    images[0].path = "/pictures/a, b.png";
    images[0].title = "tab\there";
    images[0].conceptId = 0;
    return {"odd", images, {{"says \"hello\",\nand goes", "caption"}}, Relation(2, 1, {{0, 0}}), {"things"}};
}

Projection oddMap() {
    Projection map;
    map.images = Matrix(2, 2, {0.5F, -1, 2, 3});
    map.sentences = Matrix(1, 2, {0.25F, 1e-7F});
    return map;
}

TEST(ItemTable, OfTabsHasALinePerItem) {
    const Projection map = oddMap();
    EXPECT_EQ(itemTable(allItems(oddData()), oddData(), &map, TableFormat::tabs),
              "view\titem\tx\ty\ttext\tpath\tconcept\n"
              "image\t0\t0.5\t-1\ttab here\t/pictures/a, b.png\tthings\n"
              "image\t1\t2\t3\timage 2\t\t\n"
              "sentence\t0\t0.25\t1e-07\tsays \"hello\", and goes\t\t\n");
}

TEST(ItemTable, OfCommasQuotesWhatWouldBreakIt) {
    const std::vector<ItemRef> items{{View::sentence, 0}, {View::image, 0}};
    EXPECT_EQ(itemTable(items, oddData(), nullptr, TableFormat::commas),
              "view,item,x,y,text,path,concept\r\n"
              "sentence,0,,,\"says \"\"hello\"\",\nand goes\",,\r\n"
              "image,0,,,tab\there,\"/pictures/a, b.png\",things\r\n");
}

TEST(ItemTable, HasTheImportedColumns) {
    const Dataset dataset =
        oddData().withColumns({{"price, €", View::image, ItemColumn::Kind::number, {2.5, 7}, {}, {}},
                               {"tone", View::sentence, ItemColumn::Kind::text, {}, {0}, {"sad"}}});
    const std::vector<ItemRef> items{{View::image, 0}, {View::sentence, 0}};
    EXPECT_EQ(itemTable(items, dataset, nullptr, TableFormat::commas),
              "view,item,x,y,text,path,concept,\"price, €\",tone\r\n"
              "image,0,,,tab\there,\"/pictures/a, b.png\",things,2.5,\r\n"
              "sentence,0,,,\"says \"\"hello\"\",\nand goes\",,,,sad\r\n");
}

} // namespace
} // namespace crossview
