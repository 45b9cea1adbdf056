#include "checks/data_check.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using namespace crossview;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class DataCheckTest : public testing::Test {
protected:
    /// An image whose left half has a colour; 255 paints a cross, too.
    void image(int blue, Split split, bool cross = false) {
        const std::string name = std::to_string(m_images.size()) + ".png";
        cv::Mat picture(40, 40, CV_8UC3, cv::Scalar(200, 200, 200));
        cv::rectangle(picture, {0, 0}, {19, 39}, cv::Scalar(blue, 10, 10), cv::FILLED);
        if (cross)
            cv::line(picture, {0, 0}, {39, 39}, cv::Scalar(0, 0, 0), 6);
        cv::imwrite((m_folder / name).string(), picture);
        ImageItem item;
        item.path = m_folder / name;
        m_images.push_back(item);
        m_splits.images.push_back(split);
    }
    Dataset dataset(std::vector<std::string> texts, std::vector<Relation::Pair> pairs) const {
        std::vector<SentenceItem> sentences;
        for (std::string& text : texts)
            sentences.push_back({std::move(text), "caption"});
        Relation relation(m_images.size(), sentences.size(), std::move(pairs));
        return Dataset("data", m_images, std::move(sentences), std::move(relation), {});
    }
    static std::vector<int> itemsOf(const DataCheck& check, ProblemKind kind) {
        std::vector<int> items;
        for (const DataProblem& problem : check.problems)
            if (problem.kind == kind)
                for (const ItemRef& item : problem.items)
                    items.push_back(item.index);
        return items;
    }

    test::TemporaryFolder m_folder;
    std::vector<ImageItem> m_images;
    SplitAssignment m_splits;
};

} // namespace

TEST_F(DataCheckTest, FindsWhatItIsAskedFor) {
    image(20, Split::train);
    image(200, Split::train, true);
    image(25, Split::test);
    image(120, Split::train);
    image(205, Split::train, true);
    m_folder.write("3.png", "no picture");
    const Dataset data = dataset({"A dog runs.", "the dog runs", "?!", "a cat", "alone"},
                                 {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {2, 3}});
    const DataCheck check = checkDataset(data, &m_splits, true);
    EXPECT_EQ(check.picturesRead, 4U);
    EXPECT_EQ(check.count(ProblemKind::nearPictures), 2U);
    EXPECT_THAT(itemsOf(check, ProblemKind::nearPictures), ElementsAre(0, 2, 1, 4));
    EXPECT_EQ(check.countAcrossSplits(ProblemKind::nearPictures), 1U);
    EXPECT_TRUE(check.problems.front().acrossSplits);
    EXPECT_THAT(itemsOf(check, ProblemKind::unreadablePicture), ElementsAre(3));
    EXPECT_THAT(itemsOf(check, ProblemKind::nearSentences), ElementsAre(0, 1));
    EXPECT_EQ(check.countAcrossSplits(ProblemKind::nearSentences), 0U);
    EXPECT_THAT(itemsOf(check, ProblemKind::sharedSentence), ElementsAre(3));
    EXPECT_THAT(itemsOf(check, ProblemKind::noWords), ElementsAre(2));
    EXPECT_THAT(itemsOf(check, ProblemKind::noMatch), ElementsAre(4, 4)); // the last sentence, the last image

    writeProblems(m_folder / "problems.tsv", check, data, &m_splits);
    const std::string table = readFile(m_folder / "problems.tsv");
    EXPECT_THAT(table, HasSubstr("problem\tgroup\tacross_splits\tview\titem\tname\tpath\tsplit\tdetail\n"
                                 "near pictures\t0\tyes\timage\t0\tA dog runs.\t"));
    EXPECT_THAT(table, HasSubstr("\nnear sentences\t4\tno\tsentence\t1\tthe dog runs\t\t\t\n"));
    EXPECT_EQ(std::ranges::count(table, '\n'), 12);
    // Without pictures, and without splits.
    const DataCheck texts = checkDataset(data, nullptr, false);
    EXPECT_EQ(texts.count(ProblemKind::nearPictures) + texts.count(ProblemKind::sharedSentence), 0U);
    EXPECT_EQ(texts.count(ProblemKind::nearSentences), 1U);
    // Unused pictures are asked nothing.
    m_splits.images[2] = Split::unused;
    EXPECT_EQ(checkDataset(data, &m_splits, true).countAcrossSplits(ProblemKind::nearPictures), 0U);
}

TEST_F(DataCheckTest, PicturesAllAlikeAndOneSentenceForAll) {
    image(20, Split::train);
    image(22, Split::test);
    image(24, Split::train);
    const DataCheck check = checkDataset(dataset({"a picture"}, {{0, 0}, {1, 0}, {2, 0}}), &m_splits, true);
    EXPECT_THAT(itemsOf(check, ProblemKind::picturesAlike), ElementsAre(0, 1, 2));
    EXPECT_EQ(check.count(ProblemKind::nearPictures), 0U);
    EXPECT_EQ(check.count(ProblemKind::oneSentence), 1U);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(checkDataset(dataset({"a"}, {}), nullptr, true, stop.get_token()), Cancelled);
}
