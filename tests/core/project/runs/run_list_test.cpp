// What a list of runs says of each, and which options it shows.
#include "project/runs/run_list.h"

#include "project/run_notes.h"
#include "project/shuffled_pairs.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RunListTest : public testing::Test {
protected:
    /// A finished run of two epochs, the first the better one.
    std::string addRun(const RunOptions& options, bool validated = true) {
        RunRecord run = m_project.createRun(toJson(options), "{}");
        fs::create_directories(m_project.runFolder(run.id) / "best");
        for (const int number : {1, 2}) {
            EpochMetrics epoch;
            epoch.epoch = number;
            epoch.step = 10 * number;
            if (validated) {
                epoch.validation.imageToSentence.queries = 7;
                epoch.validation.imageToSentence.r1 = 30.0 - number;
                epoch.validation.sentenceToImage.r10 = 50;
            }
            writeEpoch(m_project, run.id, epoch);
        }
        run.epochs = 2;
        run.bestEpoch = validated ? 1 : 2;
        run.bestScore = validated ? 79 : 0;
        run.status = RunStatus::finished;
        m_project.updateRun(run);
        return run.id;
    }

    test::TemporaryFolder m_folder;
    Project m_project = Project::create(m_folder / "P.crossview", Dataset());
};

TEST_F(RunListTest, SaysOfEachWhatItCameToAndWhatDiffers) {
    RunOptions options = preset("picture-book");
    const std::string first = addRun(options);
    options.loss.margin = 0.5;
    options.seed = 4;
    const std::string second = addRun(options, false);
    setNote(m_project, second, "wide");
    markShuffled(m_project, second, 9);
    const RunList list = runList(m_project);
    ASSERT_EQ(list.runs.size(), 2U);
    EXPECT_EQ(list.runs[0].record.id, first);
    ASSERT_TRUE(list.runs[0].isValidated());
    EXPECT_EQ(list.runs[0].best->epoch, 1);
    EXPECT_DOUBLE_EQ(list.runs[0].best->validation.sum(), 79);
    EXPECT_EQ(list.runs[0].problem, "");
    EXPECT_FALSE(list.runs[0].shuffle);
    EXPECT_FALSE(list.runs[1].isValidated()) << "no validation split: a best epoch of nothing";
    EXPECT_EQ(list.runs[1].note, "wide");
    EXPECT_EQ(list.runs[1].shuffle, 9U);
    ASSERT_EQ(list.differing.size(), 2U);
    for (const OptionField* field : list.differing)
        EXPECT_TRUE(field->key == "seed" || field->key == "loss.margin") << field->key;
}

TEST_F(RunListTest, OneThatIsDamagedLeavesTheRestStanding) {
    const std::string whole = addRun(preset("picture-book"));
    const std::string half = addRun(preset("picture-book"));
    const std::string gone = addRun(preset("picture-book"));
    const std::string unreadable = m_project.createRun("not JSON", "{}").id;
    fs::remove_all(m_project.runFolder(half) / "best");
    fs::remove_all(m_project.runFolder(gone));
    const RunList list = runList(m_project);
    ASSERT_EQ(list.runs.size(), 4U);
    EXPECT_EQ(list.runs[0].problem, "");
    EXPECT_THAT(list.runs[1].problem, HasSubstr("The network of run " + half + " is gone"));
    EXPECT_THAT(list.runs[2].problem, HasSubstr("The folder of run " + gone + " is gone"));
    EXPECT_TRUE(list.runs[2].isValidated()) << "its numbers are in the project";
    EXPECT_FALSE(list.runs[3].options);
    EXPECT_NE(list.runs[3].problem, "");
    EXPECT_TRUE(list.differing.empty()) << "of those that can be read";
}

TEST_F(RunListTest, OneThatIsTrainedHasATrainerAndTheDeadOneIsStopped) {
    const std::string trained = m_project.createRun(toJson(preset("picture-book")), "{}").id;
    m_project.createRun(toJson(preset("picture-book")), "{}");
    const LockFile lock = lockRun(m_project.runFolder(trained));
    const RunList list = runList(m_project);
    ASSERT_TRUE(list.runs[0].trainer);
    EXPECT_EQ(list.runs[0].record.status, RunStatus::running);
    EXPECT_FALSE(list.runs[1].trainer);
    EXPECT_EQ(list.runs[1].record.status, RunStatus::stopped);
    EXPECT_EQ(list.runs[1].problem, "") << "it never stored anything, so that nothing is missing";
}

} // namespace
} // namespace crossview
