#include "files/work_folder.h"

#include "common/error.h"
#include "common/user_folders.h"
#include "files/atomic_file.h"
#include "support/environment_variable.h"
#include "support/temporary_folder.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace crossview {
namespace {

namespace fs = std::filesystem;

TEST(WorkFolder, GoesWithTheObjectAndItsContent) {
    const test::TemporaryFolder parent;
    fs::path path;
    {
        const WorkFolder work(parent / "deep" / "er", "fetch");
        path = work.path();
        EXPECT_EQ(path.parent_path(), parent / "deep" / "er");
        writeFileAtomically(path / "a" / "file", "x");
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(WorkFolder, RemovesWhatAKilledProcessLeftAndNothingElse) {
    const test::TemporaryFolder parent;
    writeFileAtomically(parent / ".fetch-killed" / "half", "x");
    writeFileAtomically(parent / ".other-one" / "file", "x");
    writeFileAtomically(parent / "encoder" / "weights", "x");
    const WorkFolder inUse(parent.path(), "fetch");
    EXPECT_FALSE(fs::exists(parent / ".fetch-killed"));
    const WorkFolder second(parent.path(), "fetch");
    EXPECT_TRUE(fs::exists(inUse.path())) << "another one that is in use was taken for a leftover";
    EXPECT_TRUE(fs::exists(parent / ".other-one" / "file"));
    EXPECT_TRUE(fs::exists(parent / "encoder" / "weights"));
}

TEST(WorkFolder, ManyAtOnceKeepTheirOwn) {
    const test::TemporaryFolder parent;
    std::atomic<int> lost{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 100; ++i) {
                    const WorkFolder work(parent.path(), "fetch");
                    writeFileAtomically(work.path() / "file", "x");
                    std::this_thread::yield();
                    lost += fs::exists(work.path() / "file") ? 0 : 1;
                }
            });
    }
    EXPECT_EQ(lost, 0);
    EXPECT_TRUE(fs::is_empty(parent.path()));
}

TEST(WorkFolder, NamesAParentThatCannotBeWritten) {
    const test::TemporaryFolder parent;
    writeFileAtomically(parent / "file", "x");
    try {
        const WorkFolder work(parent / "file", "fetch");
        FAIL() << "a file is no folder";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find((parent / "file").string()), std::string::npos);
    }
}

TEST(UserFolders, FollowTheBaseDirectorySpecification) {
    const test::EnvironmentVariable home("HOME", "/home/somebody");
    {
        const test::EnvironmentVariable data("XDG_DATA_HOME", "/data");
        EXPECT_EQ(userDataFolder("say where"), "/data/crossview");
    }
    for (const char* invalid : {"", "relative"}) {
        const test::EnvironmentVariable data("XDG_DATA_HOME", invalid);
        EXPECT_EQ(userDataFolder("say where"), "/home/somebody/.local/share/crossview");
    }
    const test::EnvironmentVariable data("XDG_DATA_HOME", nullptr);
    const test::EnvironmentVariable nobody("HOME", nullptr);
    EXPECT_THROW(userDataFolder("say where"), Error);
}

} // namespace
} // namespace crossview
