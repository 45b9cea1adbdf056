#include "dataset/image_groups.h"

#include <gtest/gtest.h>

namespace crossview::test {
namespace {

Dataset datasetWith(const std::vector<std::string>& categories, const std::string& kind,
                    const std::vector<int>& conceptOf = {}) {
    std::vector<ImageItem> images(categories.size());
    std::vector<SentenceItem> sentences;
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        images[i].path = std::to_string(i) + ".png";
        images[i].conceptId = conceptOf.empty() ? -1 : conceptOf[i];
        sentences.push_back({categories[i], kind});
        pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
    }
    std::vector<std::string> concepts;
    if (!conceptOf.empty())
        concepts = {"boat", "kite"};
    const std::size_t count = images.size();
    return Dataset("groups", images, sentences, Relation(count, count, pairs), concepts);
}

TEST(ImageGroups, AreTheNarrowestCategoryThatManyShare) {
    const Dataset data = datasetWith({"animals: birds", "Animals: birds", "animals: bugs", "animals: bugs",
                                      "Animals & Nature: animal bug", "animals: fish", "tools"},
                                     "category");
    const ImageGroups groups = imageGroups(data, 2);
    const auto nameOf = [&](std::size_t image) {
        const int group = groups.groupOfImage[image];
        return group < 0 ? std::string() : groups.names[static_cast<std::size_t>(group)];
    };
    EXPECT_EQ(nameOf(0), "birds");
    EXPECT_EQ(nameOf(1), "birds");
    EXPECT_EQ(nameOf(2), "bugs");
    EXPECT_EQ(nameOf(4), "bugs"); // another spelling of it
    EXPECT_EQ(nameOf(5), "animals");
    EXPECT_EQ(nameOf(6), ""); // alone
}

TEST(ImageGroups, OfDataWithoutCategoriesAreItsLargestConcepts) {
    const Dataset data =
        datasetWith(std::vector<std::string>(8, "a thing"), "caption", {0, 0, 0, 0, 0, 0, 1, 1});
    const ImageGroups groups = imageGroups(data);
    EXPECT_EQ(groups.names, std::vector<std::string>{"boat"});
    EXPECT_EQ(groups.groupOfImage, (std::vector<int>{0, 0, 0, 0, 0, 0, -1, -1}));
}

} // namespace
} // namespace crossview::test
