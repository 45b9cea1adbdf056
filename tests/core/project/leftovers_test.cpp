#include "project/leftovers.h"

#include "files/atomic_file.h"
#include "project/project.h"
#include "project/run_lock.h"
#include "support/child_process.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <set>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTail = ".0123456789abcdef.part";

/// Everything in a folder, relative to it, but the database.
std::set<std::string> contentOf(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (!entry.path().filename().string().starts_with("project.sqlite"))
            names.insert(entry.path().lexically_relative(folder).string());
    return names;
}

class Leftovers : public testing::Test {
protected:
    void write(const std::string& name) const { m_base.write("P.crossview/" + name, "x"); }

    test::TemporaryFolder m_base;
    fs::path m_folder = m_base / "P.crossview";
};

TEST_F(Leftovers, OfEveryFolderAreRemovedAndNothingElseIs) {
    const std::string run = Project::create(m_folder, Dataset()).createRun("{}", "{}").id;
    write("picture-book.json");
    write("notes.part");
    write("thumbnails/a" + std::string(kTail)); // nothing of ours is written there
    write("features/key/images.npy");
    write("features/raw/gist.rows");
    write("runs/" + run + "/checkpoint.bin");
    write("runs/" + run + "/best/snapshot.json");
    write("runs/" + run + "/projections/epoch-0001-images.npy");
    write("runs/" + run + "/arrivals/epochs.npy");
    write("runs/" + run + "/.latest.old/snapshot.json"); // the only one there is
    write("runs/of somebody else/file");
    const auto before = contentOf(m_folder);

    write("project.sqlite" + std::string(kTail));
    write("project.sqlite" + std::string(kTail) + "-journal");
    write("picture-book.json" + std::string(kTail));
    write("features/key/images.npy" + std::string(kTail));
    write("features/pictures.json" + std::string(kTail));
    write("runs/" + run + "/checkpoint.bin" + kTail);
    write("runs/" + run + "/projections/epoch-0002-images.npy" + kTail);
    write("runs/" + run + "/arrivals/images.npy" + kTail);
    write("runs/" + run + "/.latest.new/images.npy");
    write("runs/" + run + "/.best.new/images.npy");
    write("runs/" + run + "/.best.old/snapshot.json");
    write("runs/" + run + "/lock");
    write("lock");
    fs::create_directory(m_folder / "runs" / "2026-01-01-000000-1");
    removeLeftovers(m_folder);
    EXPECT_EQ(contentOf(m_folder), before);
    EXPECT_FALSE(fs::exists(m_folder / ("project.sqlite" + std::string(kTail))));
    EXPECT_FALSE(fs::exists(m_folder / ("project.sqlite" + std::string(kTail) + "-journal")));
    EXPECT_EQ(Project::open(m_folder).runs().size(), 1U);
}

TEST_F(Leftovers, OfALivingTrainingAreItsOwn) {
    const std::string run = Project::create(m_folder, Dataset()).createRun("{}", "{}").id;
    test::ChildProcess training([&](const auto& waitForDeath) {
        const LockFile lock = lockRun(m_folder / "runs" / run);
        write("runs/" + run + "/.latest.new/images.npy");
        replaceFileAtomically(m_folder / "runs" / run / "checkpoint.bin",
                              [&](const fs::path&) { waitForDeath(); });
    });
    const auto before = contentOf(m_folder);
    EXPECT_EQ(before.size(), 8U);
    removeLeftovers(m_folder);
    EXPECT_EQ(contentOf(m_folder), before);
    EXPECT_TRUE(trainerOf(m_folder, run));
    training.kill();
    removeLeftovers(m_folder);
    EXPECT_EQ(contentOf(m_folder), (std::set<std::string>{"features", "runs", "runs/" + run, "thumbnails"}));
}

TEST_F(Leftovers, OfAnImportThatWasKilledInANewPlaceGoWithTheNext) {
    test::ChildProcess importer([&](const auto& waitForDeath) {
        const ImportLock lock(m_folder);
        replaceFileAtomically(m_folder / "project.sqlite", [&](const fs::path&) { waitForDeath(); });
    });
    importer.kill();
    EXPECT_FALSE(fs::is_empty(m_folder));
    removeLeftovers(m_folder);
    EXPECT_TRUE(fs::is_empty(m_folder));
    removeLeftovers(m_base / "missing");
}

} // namespace
} // namespace crossview
