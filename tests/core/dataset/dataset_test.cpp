#include "dataset/dataset.h"

#include "dataset/portable_path.h"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace crossview;

namespace {

Dataset smallDataset(const std::filesystem::path& folder = {}) {
    return Dataset("small",
                   {{"pictures/a.jpg", "", 0, "", Split::unused},
                    {"/elsewhere/b.jpg", "Bee", -1, "", Split::unused},
                    {"pictures/c.jpg", "", 1, "", Split::unused}},
                   {{"a dog", "caption"}, {"a bee", "caption"}}, Relation(3, 2, {{0, 0}, {1, 1}}),
                   {"dog", "cat"}, folder);
}

} // namespace

TEST(Dataset, RefusesARelationOrConceptsThatDoNotFit) {
    EXPECT_THROW(Dataset("x", {ImageItem{}}, {}, Relation(), {}), std::out_of_range);
    EXPECT_THROW(Dataset("x", {ImageItem{}}, {}, Relation(1, 1, {}), {}), std::out_of_range);
    ImageItem item;
    item.conceptId = 1;
    EXPECT_THROW(Dataset("x", {item}, {}, Relation(1, 0, {}), {"only one"}), std::out_of_range);
    item.conceptId = -2;
    EXPECT_THROW(Dataset("x", {item}, {}, Relation(1, 0, {}), {"only one"}), std::out_of_range);
    EXPECT_NO_THROW(Dataset("x", {}, {}, Relation(), {}));
}

TEST(Dataset, ResolvesPathsAgainstItsFolderAndFindsTitles) {
    const Dataset dataset = smallDataset("/project/Small.crossview");
    EXPECT_EQ(dataset.imagePath(0), "/project/Small.crossview/pictures/a.jpg");
    EXPECT_EQ(dataset.imagePath(1), "/elsewhere/b.jpg");
    EXPECT_EQ(dataset.imageTitle(0), "a dog");
    EXPECT_EQ(dataset.imageTitle(1), "Bee");
    EXPECT_EQ(dataset.imageTitle(2), "c.jpg");
    EXPECT_THROW(dataset.imagePath(3), std::out_of_range);
    EXPECT_FALSE(dataset.hasFileSplits());
    EXPECT_TRUE(dataset.hasConcepts());
}

TEST(Dataset, AnImageMayHaveNoPictureFile) {
    const Dataset dataset("features",
                          {{"", "Ant", -1, "", Split::unused},
                           {"", "", -1, "", Split::unused},
                           {"", "", -1, "", Split::unused},
                           {"c.jpg", "", -1, "", Split::unused}},
                          {{"a dog", "caption"}}, Relation(4, 1, {{1, 0}}), {}, "/project/Small.crossview");
    EXPECT_FALSE(dataset.hasPicture(0));
    EXPECT_TRUE(dataset.hasPicture(3));
    EXPECT_TRUE(dataset.hasPictures());
    EXPECT_EQ(dataset.imagePath(0), ""); // not the folder
    EXPECT_EQ(dataset.imageTitle(0), "Ant");
    EXPECT_EQ(dataset.imageTitle(1), "a dog");
    EXPECT_EQ(dataset.imageTitle(2), "image 3");
    EXPECT_THROW(dataset.hasPicture(4), std::out_of_range);

    const std::vector<ImageItem> bare(dataset.images().begin(), dataset.images().begin() + 3);
    const Dataset alone("features", bare, {}, Relation(3, 0, {}), {});
    EXPECT_FALSE(alone.hasPictures());
    const Dataset here("features", bare, {}, Relation(3, 0, {}), {}, "/project/Small.crossview");
    EXPECT_EQ(here.hash(), alone.hash());
    EXPECT_FALSE(Dataset().hasPictures());
    EXPECT_EQ(portablePath({}, "/project/Small.crossview"), "");
}

TEST(Dataset, HashDependsOnItemsRelationAndConceptsButNotOnTheProjectsPlace) {
    const Dataset dataset = smallDataset();
    EXPECT_EQ(dataset.hash().size(), 64u);
    EXPECT_EQ(dataset.hash(), smallDataset().hash());
    EXPECT_EQ(smallDataset("/x/A.crossview").hash(), smallDataset("/y/B.crossview").hash());

    auto images = dataset.images();
    auto sentences = dataset.sentences();
    const auto hashOf = [&](const Relation& relation, std::vector<std::string> concepts) {
        return Dataset("small", images, sentences, relation, std::move(concepts)).hash();
    };
    EXPECT_EQ(hashOf(dataset.relation(), {"dog", "cat"}), dataset.hash());
    EXPECT_NE(hashOf(dataset.relation(), {"dog", "cow"}), dataset.hash());
    EXPECT_NE(hashOf(Relation(3, 2, {{0, 0}, {1, 0}}), {"dog", "cat"}), dataset.hash());
    images[2].conceptId = 0;
    EXPECT_NE(hashOf(dataset.relation(), {"dog", "cat"}), dataset.hash());
    images = dataset.images();
    images[0].path = "pictures/other.jpg";
    EXPECT_NE(hashOf(dataset.relation(), {"dog", "cat"}), dataset.hash());
    images = dataset.images();
    sentences[0].text = "a cat";
    EXPECT_NE(hashOf(dataset.relation(), {"dog", "cat"}), dataset.hash());
}

TEST(PortablePath, IsRelativeInsideAndBesideTheProjectOnly) {
    EXPECT_EQ(portablePath("/data/P.crossview/pictures/a.jpg", "/data/P.crossview"), "pictures/a.jpg");
    EXPECT_EQ(portablePath("/data/Images/a.jpg", "/data/P.crossview/"), "../Images/a.jpg");
    EXPECT_EQ(portablePath("/other/a.jpg", "/data/P.crossview"), "/other/a.jpg");
    EXPECT_EQ(portablePath("/database/a.jpg", "/data/P.crossview"), "/database/a.jpg");
    EXPECT_EQ(portablePath("/other/a.jpg", "/P.crossview"), "/other/a.jpg");
    EXPECT_EQ(portablePath("pictures/./a.jpg", "/data/P.crossview"), "pictures/a.jpg");
    EXPECT_EQ(portablePath("/data/a.jpg", {}), "/data/a.jpg");
}
