// The table of bad archives: each is one sentence that names the file, and nothing stays behind.
#include "dataset/importers/importer.h"
#include "dataset/importers/shards/tar_files.h"
#include "dataset/importers/shards/unpacked_pictures.h"
#include "files/atomic_file.h"
#include "support/message_of.h"
#include "support/tar_bytes.h"
#include "support/temporary_folder.h"
#include "support/unprivileged.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

using namespace crossview;
using crossview::test::messageOf;
using crossview::test::tarEnd;
using crossview::test::tarMember;
using crossview::test::tarSample;
using crossview::test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

namespace {

class BadArchivesTest : public testing::Test {
protected:
    ImportResult import(const fs::path& given, const std::string& format = {}) const {
        ImportOptions options;
        options.captions = given;
        options.format = format;
        options.unpackInto = m_folder / "pictures";
        return importDataset(options);
    }
    /// What is said of an archive; nothing must stay of it.
    std::string said(const std::string& bytes, const std::string& name = "bad.tar") const {
        const fs::path file = m_folder.write(name, bytes);
        std::string message = messageOf([&] { import(file); });
        EXPECT_FALSE(fs::exists(m_folder / "pictures")) << message;
        return message;
    }

    TemporaryFolder m_folder;
};

} // namespace

TEST_F(BadArchivesTest, AreOneSentenceEach) {
    const std::string good = tarSample("a", "A dog");
    struct Case {
        const char* what;
        std::string bytes;
        const char* sentence;
    };
    const std::vector<Case> cases{
        {"empty", "", "bad.tar is empty"},
        {"zeros alone", tarEnd(), "bad.tar is not a text file"},
        {"other magic", "PK\x03\x04 and so on", "bad.tar is a ZIP archive"},
        {"Git LFS", "version https://git-lfs.github.com/spec/v1\n", "bad.tar is a Git LFS pointer"},
        {"web page", "<!DOCTYPE html><html></html>", "bad.tar is a web page"},
        {"no samples", tarMember("main.c", "int main() {}") + tarEnd(),
         "bad.tar holds no pictures with captions"},
        {"only pictures", tarMember("a.jpg", "\xff\xd8\xff\xe0") + tarEnd(),
         "has no caption beside its picture"},
        {"only captions", tarMember("a.txt", "A dog") + tarEnd(), "has no picture"},
        {"up and out", good + tarMember("../b.jpg", "\xff\xd8\xff") + tarEnd(),
         "\"../b.jpg\" leads out of its folder"},
        {"out within", good + tarMember("x/../../b.jpg", "\xff\xd8\xff") + tarEnd(),
         "leads out of its folder"},
        {"absolute", good + tarMember("/etc/passwd", "root") + tarEnd(),
         "\"/etc/passwd\" leads out of its folder"},
        {"symbolic link", good + tarMember("b.jpg", "", '2', "/etc/passwd") + tarEnd(),
         "\"b.jpg\" is a link"},
        {"hard link", good + tarMember("b.jpg", "", '1', "a.jpg") + tarEnd(), "\"b.jpg\" is a link"},
        {"pipe", good + tarMember("b.jpg", "", '6') + tarEnd(), "\"b.jpg\" is no ordinary file"},
        {"folder out", tarMember("../x/", "", '5') + good + tarEnd(), "leads out of its folder"},
        {"claims 8 GB", good + tarMember("b.txt", "A cat", '0', {}, 8'000'000'000),
         "bad.tar is damaged or breaks off"},
        {"picture claims 8 GB", good + tarMember("b.jpg", "\xff\xd8\xff\xe0", '0', {}, 8'000'000'000),
         "bad.tar is damaged or breaks off"},
        {"picture claims 300 MB", good + tarMember("b.jpg", "\xff\xd8\xff\xe0", '0', {}, 300'000'000),
         "bad.tar is damaged or breaks off at its member \"b.jpg\""},
        {"broken sum", good + std::string(tarSample("b", "A cat")).replace(3, 1, "x") + tarEnd(),
         "bad.tar is damaged or breaks off at its member \"a.txt\""},
        {"control characters", good + tarMember("../\x1b[31mb", "x") + tarEnd(), "leads out"},
    };
    for (const Case& bad : cases) {
        const std::string sentence = said(bad.bytes);
        EXPECT_THAT(sentence, HasSubstr(bad.sentence)) << bad.what;
        EXPECT_THAT(sentence, HasSubstr((m_folder / "bad.tar").string())) << bad.what;
        EXPECT_THAT(sentence, Not(HasSubstr("\x1b"))) << bad.what;
    }
    EXPECT_THAT(messageOf([&] { import(m_folder / "bad.tar", "table"); }), HasSubstr("bad.tar"));
    EXPECT_THAT(
        messageOf([&] { import(m_folder.write("a.csv", "image,caption\na.jpg,A dog\n"), "webdataset"); }),
        HasSubstr("a.csv is no tar archive"));
    EXPECT_THAT(messageOf([&] { import(m_folder.path(), "webdataset"); }), HasSubstr(""));
    fs::create_directory(m_folder / "none");
    EXPECT_THAT(messageOf([&] { import(m_folder / "none", "webdataset"); }),
                HasSubstr("holds no tar archives"));
}

TEST_F(BadArchivesTest, ATextThatClaimsMuchIsSaidBeforeItIsRead) {
    const std::string large(2'000'000, 'x');
    {
        const ImportResult result = import(
            m_folder.write("large.tar", tarSample("a", "A dog") + tarMember("b.jpg", "\xff\xd8\xff\xe0") +
                                            tarMember("b.txt", large) + tarEnd()));
        EXPECT_EQ(result.dataset.images().size(), 1u);
        EXPECT_THAT(toString(result.problems[0]), HasSubstr("\"b.txt\" claims 2000000 bytes"));
    }
    const std::string picture = std::string("\xff\xd8\xff\xe0") + std::string(100, 'x');
    EXPECT_THAT(said(tarMember("b.jpg", picture, '0', {}, 600'000'000) + tarMember("b.txt", "A cat")),
                HasSubstr("damaged or breaks off"));
}

TEST_F(BadArchivesTest, BrokenOffAnywhereIsAnErrorOrTheSamplesBefore) {
    const std::string bytes = tarSample("a", "A dog") + tarSample("b", "A cat") + tarEnd();
    for (std::size_t length = 0; length < bytes.size(); length += length % 512 == 511 ? 1 : 73) {
        const fs::path file = m_folder.write("cut.tar", std::string_view(bytes).substr(0, length));
        std::size_t images = 0;
        const std::string message = messageOf([&] { images = import(file).dataset.images().size(); });
        EXPECT_LE(images, 2u);
        EXPECT_THAT(message, testing::AnyOf("nothing was thrown", HasSubstr("cut.tar"))) << length;
        EXPECT_EQ(message == "nothing was thrown", images > 0) << length;
        EXPECT_FALSE(fs::exists(m_folder / "pictures")) << length;
    }
}

TEST_F(BadArchivesTest, ChangedBytesAreErrorsOrChangeWhatIsTaken) {
    const std::string bytes = readFile(fs::path(CROSSVIEW_TEST_DATA) / "shards/tarfile_pax.tar");
    const std::string packed = readFile(fs::path(CROSSVIEW_TEST_DATA) / "shards/webdataset.tar.gz");
    std::mt19937 random(7);
    for (int i = 0; i < 300; ++i) {
        std::string changed = i % 2 == 0 ? bytes : packed;
        for (int c = 0; c < 3; ++c)
            changed[random() % changed.size()] = static_cast<char>(random());
        if (i % 5 == 0)
            changed.resize(random() % changed.size());
        const fs::path file = m_folder.write("changed.tar", changed);
        const std::string message = messageOf([&] { import(file); });
        EXPECT_THAT(message, testing::AnyOf("nothing was thrown", HasSubstr("changed.tar")));
        EXPECT_FALSE(fs::exists(m_folder / "pictures"));
    }
}

TEST_F(BadArchivesTest, WithoutPermissionIsSaid) {
    const fs::path closed = m_folder.write("closed.tar", tarSample("a", "A dog") + tarEnd());
    fs::permissions(closed, fs::perms::none);
    fs::permissions(m_folder.path(), fs::perms::all);
    const int right = test::runUnprivileged([&] {
        const std::string message = messageOf([&] { import(closed); });
        return message.find("closed.tar cannot be read") != std::string::npos ? 0 : 1;
    });
    EXPECT_EQ(right, 0);
    const fs::path open = m_folder.write("open.tar", tarSample("a", "A dog") + tarEnd());
    fs::permissions(m_folder.path(), fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
    const int told = test::runUnprivileged([&] {
        const std::string message = messageOf([&] { import(open); });
        return message.find("pictures cannot be written") != std::string::npos ? 0 : 1;
    });
    EXPECT_EQ(told, 0);
}

TEST(TarFiles, AreKnownByTheSumOfTheirFirstHeader) {
    const std::string bytes = tarSample("a", "A dog");
    EXPECT_TRUE(beginsLikeTar(bytes));
    EXPECT_FALSE(beginsLikeTar(std::string_view(bytes).substr(0, 511)));
    EXPECT_FALSE(beginsLikeTar(std::string(bytes).replace(0, 1, "b")));
    EXPECT_FALSE(beginsLikeTar(std::string(512, '\0')));
    EXPECT_FALSE(beginsLikeTar(std::string(512, ' ')));
}
