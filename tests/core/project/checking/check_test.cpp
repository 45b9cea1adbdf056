#include "dataset/item_name.h"
#include "project/checking/check_project.h"
#include "project/checking/item_splits.h"
#include "project/checking/look_alike.h"
#include "project/checking/open_problems.h"
#include "project/checking/problem_table.h"
#include "project/project.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A drawing of its own for each number.
cv::Mat drawing(int number, int side = 200) {
    cv::RNG random(static_cast<std::uint64_t>(number) + 1);
    cv::Mat picture(200, 200, CV_8UC3, cv::Scalar(250, 250, 250));
    for (int i = 0; i < 12; ++i)
        cv::circle(picture, {random.uniform(0, 200), random.uniform(0, 200)}, random.uniform(10, 60),
                   cv::Scalar(random.uniform(0, 255), random.uniform(0, 255), random.uniform(0, 255)), -1);
    cv::resize(picture, picture, {side, side}, 0, 0, cv::INTER_AREA);
    return picture;
}

class CheckTest : public testing::Test {
protected:
    void picture(const std::string& name, const cv::Mat& pixels, Split split,
                 const std::vector<int>& quality = {}) {
        cv::imwrite((m_folder / name).string(), pixels, quality);
        image(name, split);
    }
    void image(const std::string& name, Split split) {
        ImageItem item;
        item.path = m_folder / name;
        item.fileSplit = split;
        m_images.push_back(std::move(item));
    }
    void sentence(const std::string& text, const std::vector<std::int32_t>& images) {
        for (const std::int32_t each : images)
            m_pairs.emplace_back(each, static_cast<std::int32_t>(m_sentences.size()));
        m_sentences.push_back({text, "caption"});
    }
    CheckedProject checked() {
        Relation relation(m_images.size(), m_sentences.size(), m_pairs);
        Project::create(m_folder / "p.crossview",
                        Dataset("p", m_images, m_sentences, std::move(relation), {}));
        return checkProject(m_folder / "p.crossview");
    }
    /// Numbers of the items of each finding of a kind.
    static std::vector<std::vector<int>> found(const CheckedProject& checked, ProblemKind kind) {
        std::vector<std::vector<int>> groups;
        for (const DataProblem& problem : checked.problems) {
            if (problem.kind != kind)
                continue;
            groups.emplace_back();
            for (const ItemRef& item : problem.items)
                groups.back().push_back(item.index);
        }
        return groups;
    }

    test::TemporaryFolder m_folder;
    std::vector<ImageItem> m_images;
    std::vector<SentenceItem> m_sentences;
    std::vector<Relation::Pair> m_pairs;
};

TEST_F(CheckTest, PicturesThatAreTheSameOrLookAlikeAreFound) {
    for (int i = 0; i < 12; ++i)
        picture("own" + std::to_string(i) + ".png", drawing(i), Split::train);
    picture("copy.png", drawing(3), Split::train);
    picture("small.jpg", drawing(5, 120), Split::test, {cv::IMWRITE_JPEG_QUALITY, 60});
    m_folder.write("page.jpg", "<html>");
    image("page.jpg", Split::train);
    image("gone.jpg", Split::train);
    sentence("a drawing", {0});
    const CheckedProject result = checked();
    EXPECT_THAT(found(result, ProblemKind::samePictures), ElementsAre(ElementsAre(3, 12)));
    EXPECT_THAT(found(result, ProblemKind::nearPictures), ElementsAre(ElementsAre(5, 13)));
    EXPECT_THAT(found(result, ProblemKind::unreadablePicture), ElementsAre(ElementsAre(14), ElementsAre(15)));
    EXPECT_THAT(result.problems.front().reason, HasSubstr("page.jpg"));
    for (const DataProblem& problem : result.problems)
        EXPECT_EQ(problem.acrossSplits, problem.kind == ProblemKind::nearPictures);
    EXPECT_THAT(problemTable(result.problems, *result.dataset, result.splits),
                AllOf(HasSubstr("identical pictures\t2\timage\t12\ttrain\tcopy.png\t"),
                      HasSubstr("pictures that look alike\t3\timage\t13\ttest\tsmall.jpg\t")));
}

TEST_F(CheckTest, PlainPicturesOfDifferentColoursAreNotAlike) {
    picture("red.png", cv::Mat(50, 50, CV_8UC3, cv::Scalar(0, 0, 255)), Split::train);
    picture("blue.png", cv::Mat(50, 50, CV_8UC3, cv::Scalar(255, 0, 0)), Split::train);
    picture("a_dot.png", cv::Mat(1, 1, CV_8UC3, cv::Scalar(0, 255, 0)), Split::train);
    EXPECT_THAT(checked().problems, IsEmpty());
}

TEST_F(CheckTest, SentencesAreComparedByTheirWords) {
    for (const Split split : {Split::train, Split::train, Split::test, Split::test}) {
        m_images.emplace_back();
        m_images.back().fileSplit = split;
    }
    sentence("A dog runs.", {0});
    sentence("a dog  runs", {2});
    sentence("Ein Hund läuft", {0});
    sentence("...", {1});
    sentence("🐕", {1});
    sentence("狗在跑。", {2});
    sentence("a photo", {0, 1});
    sentence("nothing", {3});
    sentence("everything", {0, 1, 2});
    const CheckedProject result = checked();
    EXPECT_THAT(found(result, ProblemKind::nearSentences), ElementsAre(ElementsAre(0, 1)));
    EXPECT_THAT(found(result, ProblemKind::sentenceWithoutWords), ElementsAre(ElementsAre(3)));
    EXPECT_THAT(found(result, ProblemKind::captionOfMany), ElementsAre(ElementsAre(8)));
    EXPECT_THAT(found(result, ProblemKind::sentenceOfSplits), ElementsAre(ElementsAre(8)));
    EXPECT_TRUE(result.problems.front().acrossSplits); // the dog
    EXPECT_EQ(itemText(result.problems.front().items.front(), *result.dataset), "sentence:0 (A dog runs.)");
}

TEST_F(CheckTest, ASentenceStandsWhereItsImagesDo) {
    for (const Split split : {Split::train, Split::train, Split::test, Split::unused}) {
        m_images.emplace_back();
        m_images.back().fileSplit = split;
    }
    sentence("a dog", {2, 0, 1});
    sentence("nowhere", {3});
    const CheckedProject result = checked();
    const auto splits = [&](View view, int index) {
        return splitsOf({view, index}, *result.dataset, result.splits);
    };
    EXPECT_THAT(splits(View::sentence, 0), ElementsAre(Split::train, Split::test));
    EXPECT_THAT(splits(View::sentence, 1), IsEmpty());
    EXPECT_THAT(splits(View::image, 2), ElementsAre(Split::test));
    EXPECT_THAT(splits(View::image, 3), IsEmpty());
    EXPECT_THAT(splitsOf({View::sentence, 0}, *result.dataset, {}), IsEmpty()); // not divided yet
}

TEST(OpenProblems, AreThoseThatNoEditHasSettled) {
    using Kind = DataEdit::Kind;
    const auto image = [](int index) { return ItemRef{View::image, index}; };
    const auto sentence = [](int index) { return ItemRef{View::sentence, index}; };
    const std::vector<DataProblem> problems{
        {ProblemKind::samePictures, {image(0), image(1), image(2)}, false, {}},
        {ProblemKind::nearPictures, {image(3), image(4)}, false, {}},
        {ProblemKind::nearSentences, {sentence(0), sentence(1)}, false, {}},
        {ProblemKind::sentenceWithoutWords, {sentence(5)}, false, {}}};
    const auto open = [&](const std::vector<DataEdit>& edits) {
        std::vector<std::size_t> sizes;
        for (const DataProblem& problem : openProblems(problems, edits))
            sizes.push_back(problem.items.size());
        return sizes;
    };
    EXPECT_THAT(open({}), ElementsAre(3, 2, 2, 1));
    EXPECT_THAT(open({{Kind::leaveOut, {image(1)}, {}}}), ElementsAre(2, 2, 2, 1));
    EXPECT_THAT(open({{Kind::leaveOut, {image(1), image(2)}, {}}}), ElementsAre(2, 2, 1));
    EXPECT_THAT(open({{Kind::join, {image(0), image(1), image(2), image(9)}, {}}}), ElementsAre(2, 2, 1));
    EXPECT_THAT(open({{Kind::join, {image(0), image(1)}, {}}}), ElementsAre(3, 2, 2, 1));
    EXPECT_THAT(open({{Kind::accept, {image(3), image(4)}, {}}, {Kind::accept, {sentence(5)}, {}}}),
                ElementsAre(3, 2));
    EXPECT_THAT(open({{Kind::reword, {image(0), sentence(1)}, "one"}}), ElementsAre(3, 2, 1));
    EXPECT_THAT(open({{Kind::unpair, {image(0), sentence(1)}, {}}}), ElementsAre(3, 2, 2, 1));
}

TEST_F(CheckTest, AStopIsHeeded) {
    m_images.emplace_back();
    sentence("a", {0});
    checked();
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(checkProject(m_folder / "p.crossview", stop.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
