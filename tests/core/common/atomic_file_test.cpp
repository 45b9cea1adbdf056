#include "common/atomic_file.h"

#include "common/error.h"
#include "support/temporary_folder.h"

#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>

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

} // namespace
} // namespace crossview
