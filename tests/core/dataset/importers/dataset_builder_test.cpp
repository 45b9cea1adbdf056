#include "dataset/importers/dataset_builder.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(DatasetBuilder, TakesImagesWithoutPictureByTheirTitles) {
    const TemporaryFolder folder;
    folder.writePicture("ant.jpg");
    ImageLocator locator({folder.path()}, {}, {});
    DatasetBuilder builder("features.txt", locator);
    EXPECT_EQ(builder.addWithoutPicture({"ant.jpg", "An ant", "train", "animal", 1}), "");
    EXPECT_EQ(builder.addWithoutPicture({" bee ", "A bee", {}, {}, 2}), "");
    EXPECT_EQ(builder.addWithoutPicture({"bee", "It flies", "test", {}, 3}), "");
    EXPECT_EQ(builder.add({"ant.jpg", "An ant", {}, {}, 4}),
              ""); // the picture is another item than the title
    EXPECT_THAT(builder.addWithoutPicture({"bee", "a  BEE", {}, {}, 5}),
                HasSubstr("has this caption already"));
    EXPECT_THAT(builder.addWithoutPicture({"", "Nameless", {}, {}, 6}), HasSubstr("empty"));
    EXPECT_THAT(builder.imagesNamed("bee"), ElementsAre(1));
    EXPECT_THAT(builder.imagesNamed("ant.jpg"), ElementsAre(0, 2));
    const ImportResult result = builder.build("insects");
    const Dataset& dataset = result.dataset;
    ASSERT_EQ(dataset.images().size(), 3u);
    EXPECT_FALSE(dataset.hasPicture(0));
    EXPECT_FALSE(dataset.hasPicture(1));
    EXPECT_EQ(dataset.imagePath(2), folder / "ant.jpg");
    EXPECT_EQ(dataset.imageTitle(0), "ant.jpg");
    EXPECT_EQ(dataset.imageTitle(1), "bee");
    EXPECT_EQ(dataset.images()[0].fileSplit, Split::train);
    EXPECT_EQ(dataset.images()[1].fileSplit, Split::test);
    EXPECT_EQ(dataset.sentences().size(), 3u); // "An ant" is one sentence of two images
    EXPECT_EQ(dataset.relation().pairCount(), 4u);
    EXPECT_EQ(result.problemCount, 2u);
}

TEST(DatasetBuilder, SaysWhyACaptionIsNotTaken) {
    const TemporaryFolder folder;
    ImageLocator locator({folder.path()}, {}, {});
    DatasetBuilder builder("c.tsv", locator);
    const std::string reason = builder.add({"gone.jpg", "A dog", {}, {}, 7});
    EXPECT_THAT(reason, HasSubstr("gone.jpg"));
    ASSERT_EQ(builder.problems().count(), 1u);
    EXPECT_EQ(toString(builder.problems().problems()[0]), "c.tsv:7: " + reason);
}
