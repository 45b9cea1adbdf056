#include "project/run_lock.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "project/import_into.h"
#include "project/project.h"
#include "support/child_process.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using test::messageOf;

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// An empty project with one run.
class RunLock : public testing::Test {
protected:
    RunLock() {
        Project project = Project::create(m_folder, Dataset());
        m_run = project.createRun("{}", "{}").id;
    }
    fs::path runFolder() const { return m_folder / "runs" / m_run; }
    ImportSummary import() const {
        m_base.write("captions.tsv", "a.jpg\ta cat\n");
        m_base.writePicture("a.jpg");
        ImportOptions options;
        options.captions = m_base / "captions.tsv";
        return importInto(options, m_folder);
    }

    test::TemporaryFolder m_base;
    fs::path m_folder = m_base / "P.crossview";
    std::string m_run;
};

TEST_F(RunLock, ARunIsTrainedByOneProcessWhichIsNamed) {
    EXPECT_FALSE(trainerOf(m_folder, m_run));
    test::ChildProcess other([&](const auto& waitForDeath) {
        const LockFile project = lockForTraining(m_folder);
        const LockFile lock = lockRun(runFolder());
        waitForDeath();
    });
    const auto trainer = trainerOf(m_folder, m_run);
    ASSERT_TRUE(trainer);
    EXPECT_EQ(trainer->process, std::to_string(other.id()));
    EXPECT_EQ(trainer->program, "run_lock_test");
    EXPECT_THAT(messageOf([&] { lockRun(runFolder()); }),
                AllOf(HasSubstr("Run " + m_run + " is being trained by run_lock_test (process " +
                                std::to_string(other.id()) + " on host "),
                      HasSubstr("wait for it, or stop it there")));
    EXPECT_EQ(trainerOf(m_folder, m_run), trainer) << "who was refused must not change what the lock says";
    {
        const LockFile another = lockForTraining(m_folder); // another run of the same project
        EXPECT_FALSE(trainerOf(m_folder, "another"));
    }
    other.kill();
    EXPECT_FALSE(trainerOf(m_folder, m_run));
    const LockFile mine = lockRun(runFolder());
    EXPECT_EQ(trainerOf(m_folder, m_run)->process, std::to_string(::getpid()));
}

TEST_F(RunLock, DataAreNotReplacedUnderATraining) {
    test::ChildProcess training([&](const auto& waitForDeath) {
        const LockFile project = lockForTraining(m_folder);
        const LockFile lock = lockRun(runFolder());
        waitForDeath();
    });
    EXPECT_THAT(messageOf([&] { import(); }),
                AllOf(HasSubstr("Run " + m_run), HasSubstr("is being trained by run_lock_test (process " +
                                                           std::to_string(training.id()))));
    EXPECT_EQ(Project::open(m_folder).loadDataset()->images().size(), 0U);
    training.kill();
    EXPECT_EQ(import().images, 1U);
    EXPECT_EQ(Project::open(m_folder).loadDataset()->images().size(), 1U);
    EXPECT_FALSE(fs::exists(m_folder / "lock"));
}

TEST_F(RunLock, ASecondImportAndATrainingSayWhoImports) {
    test::ChildProcess importer([&](const auto& waitForDeath) {
        const ImportLock lock(m_folder);
        waitForDeath();
    });
    const std::string who = "run_lock_test (process " + std::to_string(importer.id());
    EXPECT_THAT(messageOf([&] { import(); }), AllOf(HasSubstr("is in use by " + who), HasSubstr("wait")));
    EXPECT_THAT(messageOf([&] { lockForTraining(m_folder); }), HasSubstr("are being replaced by " + who));
    importer.kill();
    EXPECT_EQ(import().images, 1U);
    const LockFile training = lockForTraining(m_folder);
    EXPECT_THAT(messageOf([&] { import(); }), HasSubstr("is in use by another process"));
}

TEST_F(RunLock, AnImportThatComesToNothingLeavesNothing) {
    ImportOptions options;
    options.captions = m_base / "missing.tsv";
    const fs::path fresh = m_base / "deep" / "er" / "New.crossview";
    EXPECT_THROW(importInto(options, fresh), Error);
    EXPECT_FALSE(fs::exists(m_base / "deep"));
    const fs::path empty = m_base / "empty";
    fs::create_directory(empty);
    EXPECT_THROW(importInto(options, empty), Error);
    EXPECT_TRUE(fs::exists(empty)) << "it is not ours";
    EXPECT_TRUE(fs::is_empty(empty));
}

TEST_F(RunLock, ARunOfADeadProcessIsStopped) {
    RunRecord run = *Project::open(m_folder).run(m_run);
    for (const RunStatus status : {RunStatus::running, RunStatus::paused}) {
        run.status = status;
        EXPECT_EQ(asItStands(m_folder, run).status, RunStatus::stopped);
        const LockFile lock = lockRun(runFolder());
        EXPECT_EQ(asItStands(m_folder, run).status, status);
    }
    for (const RunStatus status : {RunStatus::finished, RunStatus::failed, RunStatus::stopped}) {
        run.status = status;
        EXPECT_EQ(asItStands(m_folder, run).status, status);
    }
}

} // namespace
} // namespace crossview
