// Archives imported into a project: their pictures are its own, and a failed import leaves it as it was.
#include "files/atomic_file.h"
#include "project/import_into.h"
#include "project/project.h"
#include "support/message_of.h"
#include "support/tar_bytes.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace crossview::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ImportArchives : public testing::Test {
protected:
    ImportSummary import(const fs::path& source) const {
        ImportOptions options;
        options.captions = source;
        return importInto(options, project());
    }
    fs::path project() const { return m_folder / "Birds.crossview"; }
    Dataset data() const { return *Project::open(project()).loadDataset(); }
    /// Every file of the project's pictures, with its content.
    std::map<std::string, std::string> pictures() const {
        std::map<std::string, std::string> files;
        std::error_code code;
        for (const auto& entry : fs::recursive_directory_iterator(project() / "pictures", code))
            if (entry.is_regular_file())
                files[entry.path().lexically_relative(project()).string()] = readFile(entry.path());
        return files;
    }

    TemporaryFolder m_folder;
};

} // namespace

TEST_F(ImportArchives, ThePicturesAreTheProjectsOwn) {
    const fs::path archive =
        m_folder.write("birds.tar", tarSample("a", "A bird") + tarSample("b", "A hen") + tarEnd());
    const ImportSummary summary = import(archive);
    EXPECT_EQ(summary.images, 2u);
    fs::remove(archive);
    ASSERT_EQ(pictures().size(), 2u);
    EXPECT_TRUE(data().images()[0].path.is_relative()) << "it moves with the project";
    fs::rename(project(), m_folder / "Moved.crossview");
    const Dataset moved = *Project::open(m_folder / "Moved.crossview").loadDataset();
    EXPECT_THAT(readFile(moved.imagePath(1)), HasSubstr("picture of b"));
}

TEST_F(ImportArchives, TheSameAgainIsTheSameData) {
    const fs::path archive = m_folder.write("birds.tar", tarSample("a", "A bird") + tarEnd());
    import(archive);
    const std::string hash = data().hash();
    const auto before = pictures();
    EXPECT_TRUE(import(archive).again);
    EXPECT_EQ(data().hash(), hash) << "runs still belong to it";
    EXPECT_EQ(pictures(), before);
}

TEST_F(ImportArchives, AFailedImportLeavesTheProjectAsItWas) {
    import(m_folder.write("birds.tar", tarSample("a", "A bird") + tarEnd()));
    const std::string hash = data().hash();
    const auto before = pictures();
    const fs::path bad = m_folder.write("bad.tar", tarSample("a", "A cow") + tarMember("../b.jpg", "x"));
    EXPECT_THAT(messageOf([&] { import(bad); }), HasSubstr("leads out of its folder"));
    const fs::path cut =
        m_folder.write("cut.tar", (tarSample("a", "A cow") + tarSample("b", "A dog")).substr(0, 2600));
    EXPECT_THAT(messageOf([&] { import(cut); }), HasSubstr("damaged or breaks off"));
    EXPECT_EQ(data().hash(), hash);
    EXPECT_EQ(pictures(), before);
    // Of a project that never came to be nothing stays.
    fs::remove_all(project());
    EXPECT_THAT(messageOf([&] { import(bad); }), HasSubstr("leads out of its folder"));
    EXPECT_FALSE(fs::exists(project()));
}

TEST_F(ImportArchives, OtherDataTakeThePlaceOfThePicturesToo) {
    import(m_folder.write("birds.tar", tarSample("a", "A bird") + tarEnd()));
    const auto before = pictures();
    import(m_folder.write("cows.tar", tarSample("a", "A cow") + tarEnd()));
    EXPECT_EQ(pictures().size(), 1u);
    EXPECT_NE(pictures(), before);
    m_folder.writePicture("x.jpg");
    import(m_folder.write("captions.csv", "image,caption\nx.jpg,A dog\n"));
    EXPECT_FALSE(fs::exists(project() / "pictures"));
}

} // namespace crossview::test
