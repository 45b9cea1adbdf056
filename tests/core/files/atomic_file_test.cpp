#include "files/atomic_file.h"

#include "common/error.h"
#include "support/child_process.h"
#include "support/temporary_folder.h"

#include <atomic>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>
#include <thread>

namespace crossview {
namespace {

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator{}));
}

TEST(AtomicFile, ContentComesBackAndParentFoldersAreMade) {
    const test::TemporaryFolder folder;
    const auto file = folder / "a" / "b.bin";
    const std::string content("x\0y\n", 4);
    writeFileAtomically(file, content);
    EXPECT_EQ(readFile(file), content);
    writeFileAtomically(file, "");
    EXPECT_EQ(readFile(file), "");
    EXPECT_EQ(filesIn(file.parent_path()), 1U);
}

TEST(AtomicFile, AFailingWriterLeavesTheOldContentAndNoLitter) {
    const test::TemporaryFolder folder;
    const auto file = folder / "kept.txt";
    writeFileAtomically(file, "old");
    EXPECT_THROW(replaceFileAtomically(file,
                                       [](const std::filesystem::path& temporary) {
                                           std::ofstream(temporary) << "half";
                                           throw std::runtime_error("disk full");
                                       }),
                 std::runtime_error);
    EXPECT_EQ(readFile(file), "old");
    EXPECT_EQ(filesIn(folder.path()), 1U);
}

TEST(AtomicFile, AMissingFileAndAFolderAreNamedInTheMessage) {
    const test::TemporaryFolder folder;
    for (const auto& path : {folder / "missing.txt", folder.path()}) {
        try {
            readFile(path);
            FAIL() << path;
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos) << error.what();
        }
    }
    writeFileAtomically(folder / "file", "x");
    EXPECT_THROW(writeFileAtomically(folder / "file" / "child", "x"), Error);
}

TEST(AtomicFile, MakesNoFolderAnewWhereThatIsNotWanted) {
    const test::TemporaryFolder folder;
    EXPECT_THROW(writeFileAtomically(folder / "moved" / "file", "x", Parents::required), Error);
    EXPECT_FALSE(std::filesystem::exists(folder / "moved"));
    writeFileAtomically(folder / "file", "x", Parents::required);
    EXPECT_EQ(readFile(folder / "file"), "x");
}

/// Names of what is in a folder.
std::set<std::string> namesIn(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.insert(entry.path().filename().string());
    return names;
}

TEST(TemporaryFiles, OfADeadProcessAreRemovedAndThoseOfALivingOneStay) {
    const test::TemporaryFolder folder;
    const auto writeAndWait = [&](const char* name, const std::function<void()>& waitForDeath) {
        replaceFileAtomically(folder / name, [&](const std::filesystem::path& temporary) {
            std::ofstream(temporary) << "half";
            std::ofstream(temporary.string() + "-journal") << "undo";
            waitForDeath();
        });
    };
    test::ChildProcess dead([&](const auto& waitForDeath) { writeAndWait("dead", waitForDeath); });
    dead.kill();
    const test::ChildProcess living([&](const auto& waitForDeath) { writeAndWait("living", waitForDeath); });
    ASSERT_EQ(filesIn(folder.path()), 4U);
    EXPECT_EQ(removeTemporaryFiles(folder.path()), 2U);
    for (const std::string& name : namesIn(folder.path()))
        EXPECT_TRUE(name.starts_with("living.")) << name;
    EXPECT_EQ(filesIn(folder.path()), 2U);
}

TEST(TemporaryFiles, AreKnownByTheirNamesOnly) {
    const test::TemporaryFolder folder;
    const std::set<std::string> others = {
        "0123456789abcdef.part",         ".0123456789abcdef.part",   "a.0123456789ABCDEF.part",
        "a.0123456789abcde.part",        "a.0123456789abcdefg.part", "a.0123456789abcdef.par",
        "a.0123456789abcdef.part.txt",   "a0123456789abcdef.part",   "film.part",
        "a.0123456789abcdef.part-other", "project.sqlite-journal",   "b.0123456789abcdef.part"};
    for (const std::string& name : others)
        if (!name.starts_with("b."))
            folder.write(name, "somebody's");
    std::filesystem::create_directory(folder / "b.0123456789abcdef.part");
    folder.write("c.0123456789abcdef.part", "ours");
    folder.write("d.0123456789abcdef.part-wal", "ours");
    EXPECT_EQ(removeTemporaryFiles(folder.path()), 2U);
    EXPECT_EQ(namesIn(folder.path()), others);
    EXPECT_EQ(removeTemporaryFiles(folder / "missing"), 0U);
}

TEST(TemporaryFiles, AreNotLostToACleanerThatRunsMeanwhile) {
    const test::TemporaryFolder folder;
    std::atomic<bool> done = false;
    std::jthread cleaner([&] {
        while (!done)
            removeTemporaryFiles(folder.path());
    });
    for (int i = 0; i < 300; ++i) {
        const std::string content = std::to_string(i);
        ASSERT_NO_THROW(writeFileAtomically(folder / "file", content));
        ASSERT_EQ(readFile(folder / "file"), content);
    }
    done = true;
    cleaner.join();
    EXPECT_EQ(filesIn(folder.path()), 1U);
}

} // namespace
} // namespace crossview
