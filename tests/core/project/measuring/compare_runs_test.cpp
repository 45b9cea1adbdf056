// Which queries moved between two runs, and what is said of runs that cannot be measured together.
#include "project/measuring/compare_runs.h"

#include "common/error.h"
#include "project/shuffled_pairs.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::HasSubstr;

TEST(RankChanges, StandByTheSizeOfTheChangeWhateverItsDirection) {
    const std::vector<ItemRef> queries{{View::image, 10}, {View::image, 11}, {View::image, 12},
                                       {View::image, 13}, {View::image, 14}, {View::image, 15}};
    const std::vector<RankChange> moved = rankChanges(queries, {0, 4, 9, 3, -1, 0.5}, {0, 1, 2, 30, 5, 3.5});
    ASSERT_EQ(moved.size(), 4U) << "one did not move, one has no match";
    EXPECT_EQ(moved[0].query.index, 13);
    EXPECT_EQ(moved[0].gain(), -27);
    EXPECT_EQ(moved[1].query.index, 12);
    EXPECT_EQ(moved[1].gain(), 7);
    EXPECT_EQ(moved[2].query.index, 11) << "of equal changes the earlier query";
    EXPECT_EQ(moved[3].query.index, 15);
    EXPECT_THROW(rankChanges(queries, {0, 1}, {0, 1}), Error);
}

class CompareRuns : public testing::Test {
protected:
    std::string addRun(double margin, int epochs = 1) {
        RunOptions options = preset("picture-book");
        options.loss.margin = margin;
        RunRecord run = m_project.createRun(toJson(options), "{}");
        run.epochs = run.bestEpoch = epochs;
        run.status = RunStatus::finished;
        m_project.updateRun(run);
        StepMetrics step;
        step.step = step.epoch = 1;
        writeSteps(m_project, run.id, std::array{step});
        std::filesystem::create_directories(m_project.runFolder(run.id) / "best");
        return run.id;
    }
    RunComparison compare(const std::string& first, const std::string& second) const {
        return compareRuns({m_project.folder(), {first, second}, {}});
    }

    test::TemporaryFolder m_folder;
    Project m_project = Project::create(m_folder / "P.crossview", Dataset());
};

TEST_F(CompareRuns, WhatCannotBeMeasuredIsSaidAndTheRestStands) {
    const std::string first = addRun(0.1);
    const std::string second = addRun(0.2);
    std::filesystem::remove_all(m_project.runFolder(second));
    std::size_t told = 0;
    const RunComparison comparison =
        compareRuns({m_project.folder(), {first, second}, {}}, {}, {}, [&](const RunComparison& known) {
            ++told;
            EXPECT_EQ(known.runs[1].history.steps.size(), 1U);
        });
    EXPECT_EQ(told, 1U);
    EXPECT_THAT(comparison.whyNotMeasured, HasSubstr("The folder of run " + second + " is gone"));
    EXPECT_FALSE(comparison.more);
    EXPECT_EQ(comparison.runs[0].history.steps.size(), 1U);
    ASSERT_EQ(comparison.differing.size(), 1U);
    EXPECT_EQ(comparison.differing.front()->key, "loss.margin");
}

TEST_F(CompareRuns, UntrainedAndShuffledOnesSayWhy) {
    const std::string trained = addRun(0.1);
    const std::string untrained = addRun(0.2, 0);
    EXPECT_THAT(compare(trained, untrained).whyNotMeasured, HasSubstr("no finished epoch"));
    EXPECT_EQ(requireTrainedRun(m_project, "latest").id, trained) << "the newest that can answer";
    EXPECT_EQ(requireTrainedRun(m_project, untrained).id, untrained);
    const std::string shuffled = addRun(0.1);
    markShuffled(m_project, shuffled, 1);
    EXPECT_THAT(compare(trained, shuffled).whyNotMeasured, HasSubstr("chance control"));
    EXPECT_THAT(compare(trained, addRun(0.3)).whyNotMeasured, HasSubstr("stored no network"))
        << "its folder is there and empty";
}

TEST_F(CompareRuns, NeedsTwoRunsOfTheProject) {
    const std::string run = addRun(0.1);
    EXPECT_THROW(compare(run, "nothing"), Error);
    EXPECT_THROW(compare(run, run), Error);
    EXPECT_THROW(compare(run, "latest"), Error) << "the same one by another name";
}

} // namespace
} // namespace crossview
