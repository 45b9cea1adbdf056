#include "retrieval/true_answers.h"

#include "support/temporary_folder.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Three images: 0 and 1 are red flowers, 1 and 2 have texts of their own.
std::shared_ptr<const Dataset> flowers(const std::filesystem::path& folder = {}) {
    std::vector<ImageItem> images(3);
    for (std::size_t i = 0; i < images.size(); ++i)
        images[i].path = "pictures/" + std::to_string(i) + ".png";
    const std::vector<SentenceItem> sentences{
        {"Red flower", "name"}, {"the tulip", "name"}, {"a boat", "name"}, {"A  RED flower", "caption"}};
    return std::make_shared<const Dataset>("flowers", images, sentences,
                                           Relation(3, 4, {{0, 0}, {1, 0}, {1, 1}, {2, 2}, {0, 3}}),
                                           std::vector<std::string>{}, folder);
}

TEST(TrueAnswers, ArticlesAndCaseDoNotCount) {
    TrueAnswers truth(flowers());
    EXPECT_THAT(truth.toText("a red flower"), ElementsAre(0, 1));
    EXPECT_THAT(truth.toText("red flower"), ElementsAre(0, 1));
    EXPECT_THAT(truth.toText("An red  FLOWER "), ElementsAre(0, 1));
    EXPECT_THAT(truth.toText("tulip"), ElementsAre(1));
    EXPECT_THAT(truth.toText("the boat"), ElementsAre(2));
    EXPECT_THAT(truth.toText("red flowers"), IsEmpty());
    EXPECT_THAT(truth.toText("a"), IsEmpty());
    EXPECT_THAT(truth.toText(""), IsEmpty());
}

TEST(TrueAnswers, ItemsAnswerWithTheirPartners) {
    const TrueAnswers truth(flowers());
    EXPECT_THAT(truth.toItem({View::image, 1}), ElementsAre(0, 1));
    EXPECT_THAT(truth.toItem({View::sentence, 0}), ElementsAre(0, 1));
}

TEST(TrueAnswers, APictureFileOfTheDataAnswersWithItsSentences) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "pictures");
    std::filesystem::create_directories(folder.path() / "elsewhere");
    std::ofstream(folder.path() / "pictures" / "1.png") << "x";
    std::ofstream(folder.path() / "elsewhere" / "1.png") << "x";
    TrueAnswers truth(flowers(folder.path()));
    EXPECT_THAT(truth.toPicture(folder.path() / "pictures" / "1.png"), ElementsAre(0, 1));
    EXPECT_THAT(truth.toPicture(folder.path() / "elsewhere" / ".." / "pictures" / "1.png"),
                ElementsAre(0, 1));
    EXPECT_THAT(truth.toPicture(folder.path() / "elsewhere" / "1.png"), IsEmpty())
        << "another file of its name";
    EXPECT_THAT(truth.toPicture(folder.path() / "pictures"), IsEmpty());
    EXPECT_THAT(truth.toPicture({}), IsEmpty());
}

} // namespace
} // namespace crossview::test
