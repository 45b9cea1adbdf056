#include "project/remove_run.h"

#include "common/error.h"
#include "project/leftovers.h"
#include "project/run_lock.h"
#include "project/run_notes.h"
#include "project/shuffled_pairs.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

class RemoveRun : public testing::Test {
protected:
    std::string addRun() {
        const std::string id = m_project.createRun("{}", "{}").id;
        fs::create_directories(m_project.runFolder(id) / "best");
        m_folder.write("P.crossview/runs/" + id + "/checkpoint.bin", "x");
        m_project.storeEpochMetrics(id, 1, {{"rsum", 5}});
        m_project.storeStepMetrics(id, {{1, {{"T1", 5}}}});
        setNote(m_project, id, "a note");
        markShuffled(m_project, id, 3);
        return id;
    }
    fs::path aside(const std::string& run) const { return m_project.runFolder(run).concat(".removed"); }

    test::TemporaryFolder m_folder;
    Project m_project = Project::create(m_folder / "P.crossview", Dataset());
};

TEST_F(RemoveRun, TakesAllThatItStoredAndNothingOfOthers) {
    const std::string first = addRun();
    const std::string second = addRun();
    removeRun(m_project.folder(), first);
    EXPECT_FALSE(m_project.run(first));
    EXPECT_FALSE(fs::exists(m_project.runFolder(first)));
    EXPECT_FALSE(fs::exists(aside(first)));
    EXPECT_TRUE(m_project.epochMetrics(first).empty());
    EXPECT_TRUE(m_project.stepMetrics(first).empty());
    EXPECT_EQ(noteOf(m_project, first), "");
    EXPECT_FALSE(shuffleSeed(m_project, first)) << "the next run might get the same name";
    EXPECT_TRUE(m_project.run(second));
    EXPECT_TRUE(fs::exists(m_project.runFolder(second) / "checkpoint.bin"));
    EXPECT_EQ(m_project.epochMetrics(second).size(), 1U);
    EXPECT_EQ(m_project.stepMetrics(second).size(), 1U);
    EXPECT_EQ(noteOf(m_project, second), "a note");
    EXPECT_TRUE(shuffleSeed(m_project, second));
}

TEST_F(RemoveRun, RefusesOneThatIsTrainedOrIsNotThere) {
    const std::string run = addRun();
    {
        const LockFile lock = lockRun(m_project.runFolder(run));
        EXPECT_THROW(removeRun(m_project.folder(), run), Error);
    }
    EXPECT_TRUE(m_project.run(run));
    EXPECT_TRUE(fs::exists(m_project.runFolder(run) / "best"));
    EXPECT_THROW(removeRun(m_project.folder(), "nothing"), Error);
    EXPECT_THROW(removeRun(m_project.folder(), ".."), Error);
}

TEST_F(RemoveRun, IsEndedOrTakenBackAfterAKill) {
    const std::string forgotten = addRun(); // killed after the project forgot it
    const std::string known = addRun();     // killed before
    for (const std::string& run : {forgotten, known})
        fs::rename(m_project.runFolder(run), aside(run));
    m_project.forgetRun(forgotten);
    removeLeftovers(m_project.folder());
    EXPECT_FALSE(fs::exists(aside(forgotten)));
    EXPECT_FALSE(fs::exists(m_project.runFolder(forgotten)));
    EXPECT_FALSE(fs::exists(aside(known)));
    EXPECT_TRUE(fs::exists(m_project.runFolder(known) / "checkpoint.bin"));
}

TEST_F(RemoveRun, ComesBackAsItWas) {
    const std::string first = addRun();
    const std::string second = addRun();
    RemovedRun removed(m_project.folder(), first);
    EXPECT_FALSE(m_project.run(first));
    EXPECT_EQ(m_project.runs().size(), 1U);
    EXPECT_FALSE(fs::exists(m_project.runFolder(first)));
    removed.bringBack();
    ASSERT_EQ(m_project.runs().size(), 2U);
    EXPECT_EQ(m_project.runs().front().id, first) << "it keeps its place";
    EXPECT_EQ(m_project.latestRun()->id, second);
    EXPECT_TRUE(fs::exists(m_project.runFolder(first) / "checkpoint.bin"));
    EXPECT_FALSE(fs::exists(aside(first)));
    EXPECT_EQ(m_project.epochMetrics(first).size(), 1U);
    EXPECT_EQ(m_project.stepMetrics(first).size(), 1U);
    EXPECT_EQ(noteOf(m_project, first), "a note");
    EXPECT_TRUE(shuffleSeed(m_project, first));
    EXPECT_FALSE(trainerOf(m_project.folder(), first)) << "it can be trained again";
}

TEST_F(RemoveRun, IsNoLatestRunAndLeavesItsNameTaken) {
    const std::string first = addRun();
    const std::string second = addRun();
    {
        const RemovedRun removed(m_project.folder(), second);
        EXPECT_EQ(m_project.latestRun()->id, first);
        EXPECT_THROW(removeRun(m_project.folder(), second), Error);
        EXPECT_NE(addRun(), second);
    }
    EXPECT_FALSE(fs::exists(aside(second)));
    EXPECT_TRUE(m_project.epochMetrics(second).empty());
}

TEST_F(RemoveRun, StaysAsideWhileItMayComeBackAndGoesAfterAKill) {
    const std::string run = addRun();
    {
        RemovedRun removed(m_project.folder(), run);
        removeLeftovers(m_project.folder()); // somebody opens the project
        EXPECT_TRUE(fs::exists(aside(run) / "checkpoint.bin"));
        removed.bringBack();
    }
    EXPECT_TRUE(m_project.run(run));
    // Killed while it lay aside: nobody holds its lock.
    m_project.setAside(run);
    fs::rename(m_project.runFolder(run), aside(run));
    removeLeftovers(m_project.folder());
    EXPECT_FALSE(fs::exists(aside(run)));
    m_project.takeBack(run);
    EXPECT_FALSE(m_project.run(run)) << "it is forgotten, not only hidden";
    EXPECT_TRUE(m_project.stepMetrics(run).empty());
}

TEST_F(RemoveRun, WorksWhereItsFolderIsGoneAlready) {
    const std::string run = addRun();
    fs::remove_all(m_project.runFolder(run));
    removeRun(m_project.folder(), run);
    EXPECT_FALSE(m_project.run(run));
}

TEST_F(RemoveRun, NotesAreOneLineEachAndCanBeTakenAway) {
    const std::string run = addRun();
    setNote(m_project, run, "linear, λ₃ = 0");
    EXPECT_EQ(noteOf(m_project, run), "linear, λ₃ = 0");
    EXPECT_THROW(setNote(m_project, run, "two\nlines"), Error);
    EXPECT_THROW(setNote(m_project, "nothing", "x"), Error);
    EXPECT_EQ(noteOf(m_project, run), "linear, λ₃ = 0");
    setNote(m_project, run, "");
    EXPECT_EQ(noteOf(m_project, run), "");
}

} // namespace
} // namespace crossview
