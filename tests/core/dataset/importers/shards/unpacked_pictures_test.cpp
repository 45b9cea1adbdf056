// Pictures of archives as files: where they come to lie, and what goes again.
#include "dataset/importers/shards/unpacked_pictures.h"

#include "files/atomic_file.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace crossview;
using crossview::test::messageOf;
using crossview::test::TemporaryFolder;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace {

class UnpackedPicturesTest : public testing::Test {
protected:
    UnpackedPicturesTest() {
        m_folder.write("data/train/0.tar", "one");
        m_folder.write("data/test/0.tar", "two");
    }
    std::vector<fs::path> archives() const {
        return {m_folder / "data/test/0.tar", m_folder / "data/train/0.tar"};
    }
    fs::path pictures() const { return m_folder / "p.crossview/pictures"; }
    static void put(UnpackedPictures& unpacked, const fs::path& file, const std::string& content) {
        bool given = false;
        unpacked.write(file, content.size(), [&]() -> std::span<const std::byte> {
            const bool first = !given;
            given = true;
            return first ? std::as_bytes(std::span(content)) : std::span<const std::byte>();
        });
    }
    std::unique_ptr<UnpackedPictures> unpack(const std::string& content = "a picture") const {
        auto unpacked = std::make_unique<UnpackedPictures>(pictures(), archives());
        put(*unpacked, unpacked->folderOf(archives()[0]) / "a/b.jpg", content);
        return unpacked;
    }

    TemporaryFolder m_folder;
};

} // namespace

TEST_F(UnpackedPicturesTest, GoAgainUnlessTheyAreKept) {
    fs::path file;
    {
        const auto unpacked = unpack();
        file = unpacked->folderOf(archives()[0]) / "a/b.jpg";
        EXPECT_EQ(file.lexically_relative(unpacked->folder()), "test/0.tar/a/b.jpg");
        EXPECT_EQ(unpacked->folderOf(archives()[1]).lexically_relative(unpacked->folder()), "train/0.tar");
        EXPECT_EQ(readFile(file), "a picture");
    }
    EXPECT_FALSE(fs::exists(pictures()));
    {
        const auto unpacked = unpack();
        unpacked->finish();
        unpacked->keep();
    }
    EXPECT_EQ(readFile(file), "a picture") << "the same archives, the same place";
    const auto count = std::distance(fs::directory_iterator(pictures()), {});
    EXPECT_EQ(count, 1) << "no marker stays";
}

TEST_F(UnpackedPicturesTest, OfOneDataSetStayWhileAnotherImportFails) {
    fs::path file;
    {
        const auto unpacked = unpack();
        file = unpacked->folderOf(archives()[0]) / "a/b.jpg";
        unpacked->finish();
        unpacked->keep();
    }
    unpack("b picture"); // the same archives again, and given up
    EXPECT_TRUE(fs::exists(file));
    m_folder.write("data/test/0.tar", "other content");
    unpack("c picture");
    EXPECT_EQ(readFile(file), "b picture");
    fs::path other;
    {
        const auto unpacked = unpack("c picture");
        other = unpacked->folder();
        unpacked->finish();
        EXPECT_TRUE(fs::exists(file)) << "the data still name it";
        unpacked->keep();
    }
    EXPECT_FALSE(fs::exists(file));
    EXPECT_TRUE(fs::exists(other));
    m_folder.write("p.crossview/pictures/mine/x.jpg", "a person's");
    UnpackedPictures::removeAll(pictures());
    EXPECT_FALSE(fs::exists(other));
    EXPECT_TRUE(fs::exists(pictures() / "mine/x.jpg"));
}

TEST_F(UnpackedPicturesTest, OfAKilledProcessGoWithTheNextImport) {
    const pid_t child = ::fork();
    if (child == 0) {
        const auto unpacked = unpack();
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_TRUE(fs::exists(pictures()));
    m_folder.write("data/test/0.tar", "other content");
    unpack();
    EXPECT_FALSE(fs::exists(pictures()));
}

TEST_F(UnpackedPicturesTest, AreNeverWrittenThroughALink) {
    const fs::path elsewhere = m_folder / "elsewhere";
    fs::create_directories(elsewhere);
    fs::path folder;
    {
        const auto unpacked = unpack();
        folder = unpacked->folder();
        unpacked->finish();
        unpacked->keep();
    }
    fs::remove_all(folder / "test");
    fs::create_directory_symlink(elsewhere, folder / "test");
    EXPECT_THAT(messageOf([&] { unpack(); }), HasSubstr("is a link"));
    fs::remove_all(folder);
    fs::create_directory_symlink(elsewhere, folder);
    EXPECT_THAT(messageOf([&] { unpack(); }), HasSubstr("is a link"));
    fs::remove_all(pictures());
    fs::create_directory_symlink(elsewhere, pictures());
    EXPECT_THAT(messageOf([&] { unpack(); }), HasSubstr("is a link"));
    UnpackedPictures::removeAll(pictures());
    EXPECT_TRUE(fs::is_empty(elsewhere));
}

TEST_F(UnpackedPicturesTest, NeedRoomBeforeAByteIsWritten) {
    fs::resize_file(m_folder / "data/test/0.tar", std::uintmax_t{1} << 42); // holes: they take no room
    EXPECT_THAT(messageOf([&] { unpack(); }), HasSubstr("MB are free in"));
    EXPECT_FALSE(fs::exists(pictures()));
    fs::resize_file(m_folder / "data/test/0.tar", 3);
    UnpackedPictures unpacked(pictures(), archives());
    EXPECT_THAT(messageOf([&] {
                    unpacked.write(unpacked.folder() / "huge.jpg", std::uint64_t{1} << 42,
                                   [] { return std::span<const std::byte>(); });
                }),
                HasSubstr("huge.jpg needs"));
}

TEST_F(UnpackedPicturesTest, SayWhichFileTheDiskRefused) {
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096}; // no file may become longer
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const std::string said = messageOf([&] { unpack(std::string(100'000, 'x')); });
        const bool right =
            said.find("b.jpg.part cannot be written") != std::string::npos && !fs::exists(pictures());
        std::_Exit(right ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}
