#include "files/lock_file.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "support/child_process.h"
#include "support/temporary_folder.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace crossview {
namespace {

namespace fs = std::filesystem;

TEST(LockFile, OneHasItAndItsFileGoesWithIt) {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "lock";
    EXPECT_FALSE(LockFile::isHeld(file));
    {
        const auto lock = LockFile::take(file, LockKind::exclusive);
        ASSERT_TRUE(lock && lock->isReal());
        lock->write("a long first owner");
        lock->write("somebody");
        EXPECT_EQ(readFile(file), "somebody");
        EXPECT_TRUE(LockFile::isHeld(file));
        EXPECT_FALSE(LockFile::take(file, LockKind::exclusive));
        EXPECT_FALSE(LockFile::take(file, LockKind::shared));
        EXPECT_EQ(readFile(file), "somebody");
    }
    EXPECT_FALSE(fs::exists(file));
    EXPECT_TRUE(LockFile::take(file, LockKind::exclusive));
}

TEST(LockFile, SeveralShareItAndTheLastRemovesItsFile) {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "lock";
    auto one = LockFile::take(file, LockKind::shared);
    auto two = LockFile::take(file, LockKind::shared);
    ASSERT_TRUE(one && two);
    EXPECT_FALSE(LockFile::take(file, LockKind::exclusive));
    one.reset();
    EXPECT_TRUE(fs::exists(file)) << "the other would hold nothing any more";
    EXPECT_FALSE(LockFile::take(file, LockKind::exclusive));
    two.reset();
    EXPECT_FALSE(fs::exists(file));
}

TEST(LockFile, OfADeadProcessIsOnlyAFile) {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "lock";
    test::ChildProcess child([&](const auto& waitForDeath) {
        const auto lock = LockFile::take(file, LockKind::exclusive);
        lock.value().write("the child");
        waitForDeath();
    });
    EXPECT_TRUE(LockFile::isHeld(file));
    EXPECT_FALSE(LockFile::take(file, LockKind::exclusive));
    child.kill();
    EXPECT_TRUE(fs::exists(file));
    EXPECT_FALSE(LockFile::isHeld(file));
    EXPECT_TRUE(LockFile::take(file, LockKind::exclusive));
}

TEST(LockFile, KnowsThatItsFolderWasMovedReplacedOrDeleted) {
    const test::TemporaryFolder folder;
    fs::create_directory(folder / "place");
    const auto lock = LockFile::take(folder / "place" / "lock", LockKind::exclusive);
    EXPECT_TRUE(lock->isInPlace());
    fs::rename(folder / "place", folder / "elsewhere");
    EXPECT_FALSE(lock->isInPlace());
    folder.write("place/lock", "another file");
    EXPECT_FALSE(lock->isInPlace());
    fs::remove_all(folder / "place");
    fs::rename(folder / "elsewhere", folder / "place");
    EXPECT_TRUE(lock->isInPlace());
}

TEST(LockFile, IsNotTakenThroughLinksOrWhereNothingCanBeWritten) {
    const test::TemporaryFolder folder;
    folder.write("precious", "kept");
    fs::create_symlink(folder / "precious", folder / "lock");
    EXPECT_THROW(LockFile::take(folder / "lock", LockKind::exclusive), Error);
    EXPECT_FALSE(LockFile::isHeld(folder / "lock"));
    EXPECT_EQ(readFile(folder / "precious"), "kept");
    EXPECT_THROW(LockFile::take(folder / "missing" / "lock", LockKind::exclusive), Error);
    EXPECT_FALSE(fs::exists(folder / "missing"));
}

TEST(LockFile, ManyThatTakeReleaseAndLookNeverHaveItTwice) {
    const test::TemporaryFolder folder;
    const fs::path file = folder / "lock";
    std::atomic<int> holders{0};
    std::atomic<int> twice{0};
    std::atomic<int> taken{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) {
                    LockFile::isHeld(file);
                    if (const auto lock = LockFile::take(file, LockKind::exclusive)) {
                        twice += holders.fetch_add(1);
                        ++taken;
                        std::this_thread::yield();
                        --holders;
                    }
                }
            });
    }
    EXPECT_EQ(twice, 0);
    EXPECT_GT(taken, 100);
}

} // namespace
} // namespace crossview
