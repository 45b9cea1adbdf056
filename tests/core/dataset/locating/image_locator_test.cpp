#include "dataset/locating/image_locator.h"

#include "dataset/locating/picture_name.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace crossview;
using crossview::test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

class ImageLocatorTest : public testing::Test {
protected:
    ImageLocator locator(const std::filesystem::path& root) const { return {{root}, {}, {}}; }
    /// Where a name is found below the folder; the reason where it is not.
    std::string find(ImageLocator& in, const std::string& name) const {
        const ImageLocator::Found& found = in.find(name);
        return found.reason.empty() ? found.path.lexically_relative(m_folder.path()).string() : found.reason;
    }

    TemporaryFolder m_folder;
};

} // namespace

TEST(PictureName, SpellingsBeginWithTheOneAsWritten) {
    EXPECT_THAT(pictureNameSpellings("a.jpg"), ElementsAre("a.jpg"));
    EXPECT_THAT(pictureNameSpellings("red%20star.jpg"), ElementsAre("red%20star.jpg", "red star.jpg"));
    EXPECT_THAT(pictureNameSpellings("C:\\photos/x\\a.jpg"),
                ElementsAre("C:\\photos/x\\a.jpg", "/photos/x/a.jpg"));
    EXPECT_THAT(pictureNameSpellings("file:///data/d%C3%A9.jpg"), ElementsAre("/data/dé.jpg"));
    EXPECT_THAT(pictureNameSpellings("file:///C:/a.jpg"), ElementsAre("/a.jpg"));
    EXPECT_THAT(pictureNameSpellings("100% red.jpg"), ElementsAre("100% red.jpg"));
    EXPECT_THAT(pictureNameSpellings("a%FF.jpg"), ElementsAre("a%FF.jpg")); // would be no UTF-8
    EXPECT_THAT(pictureNameSpellings("a%00.jpg"), ElementsAre("a%00.jpg"));
    EXPECT_THAT(pictureNameSpellings("a%2"), ElementsAre("a%2"));
}

TEST(PictureName, NumbersLoseTheirLeadingZerosOnly) {
    EXPECT_EQ(pictureNumber("000139"), "139");
    EXPECT_EQ(pictureNumber("139"), "139");
    EXPECT_EQ(pictureNumber("COCO_val2014_000000000139"), "139");
    EXPECT_EQ(pictureNumber("000"), "0");
    EXPECT_EQ(pictureNumber("IMG_139"), "");
    EXPECT_EQ(pictureNumber("dog"), "");
    EXPECT_EQ(pictureNumber(""), "");
}

TEST_F(ImageLocatorTest, FindsOtherSpellingsOfAName) {
    const char* composed = "gr\u00fcn \u00dc.jpg";
    m_folder.writePicture("p/gru\u0308n U\u0308.jpg"); // as a Mac writes it
    m_folder.writePicture("p/größe.JPG");
    m_folder.writePicture("p/red star.jpg");
    m_folder.writePicture("p/red%20ring.jpg");
    m_folder.writePicture("p/x/000000000139.jpg");
    m_folder.writePicture("p/deep/er/b c.png");
    ImageLocator in = locator(m_folder / "p");
    EXPECT_EQ(find(in, composed), "p/gru\u0308n U\u0308.jpg");
    EXPECT_EQ(find(in, "upload/" + std::string(composed)), "p/gru\u0308n U\u0308.jpg");
    EXPECT_EQ(find(in, "GRÖSSE.jpg"), "p/größe.JPG");
    EXPECT_EQ(find(in, "\u200bred star.jpg"), "p/red star.jpg"); // a zero-width blank
    EXPECT_EQ(find(in, "red%20star.jpg"), "p/red star.jpg");
    EXPECT_EQ(find(in, "red%20ring.jpg"), "p/red%20ring.jpg"); // as it is written goes first
    EXPECT_EQ(find(in, "D:\\data\\er/b c.png"),
              "the picture \"D:\\data\\er/b c.png\" is not in " + (m_folder / "p").string());
    EXPECT_EQ(find(in, "deep\\er/b c.png"), "p/deep/er/b c.png");
    EXPECT_EQ(find(in, "139"), "p/x/000000000139.jpg");
    EXPECT_EQ(find(in, "0139.jpg"), "p/x/000000000139.jpg");
    EXPECT_EQ(find(in, "file://" + (m_folder / "p/red%20star.jpg").string()), "p/red star.jpg");
    EXPECT_THAT(find(in, "https://x.org/red star.jpg"), HasSubstr("web address"));
    EXPECT_THAT(find(in, "39"), HasSubstr("is not in"));
}

TEST_F(ImageLocatorTest, ANameOfAnotherFolderIsNotTakenForOneOfTheRoot) {
    m_folder.writePicture("dogs/000.jpg");
    ImageLocator told = locator(m_folder / "dogs");
    told.beginFile("image,caption\ncats/000.jpg,a cat\ndogs/000.jpg,a dog\n");
    EXPECT_THAT(find(told, "cats/000.jpg"), HasSubstr("is not in"));
    EXPECT_EQ(find(told, "dogs/000.jpg"), "dogs/000.jpg");
    EXPECT_EQ(find(told, "000.jpg"), "dogs/000.jpg");
    // Where the file does not speak of the root, two names never become one picture all the same.
    ImageLocator untold = locator(m_folder / "dogs");
    untold.beginFile("cats/000.jpg,a cat\nbirds/000.jpg,a bird\nhttps://x.org/dogs/1.jpg");
    EXPECT_EQ(find(untold, "cats/000.jpg"), "dogs/000.jpg");
    EXPECT_THAT(find(untold, "birds/000.jpg"), HasSubstr("was taken for one of the folder \"cats\" already"));
}

TEST_F(ImageLocatorTest, OfSeveralFilesTheNearestIsTakenAndSaid) {
    m_folder.writePicture("p/near/a.jpg");
    m_folder.writePicture("p/far/er/a.jpg");
    m_folder.writePicture("p/x/b.jpg");
    m_folder.writePicture("p/y/b.jpg");
    m_folder.write("p/c.txt", "");
    m_folder.write("p/z/c.jpg", "no picture");
    m_folder.writePicture("p/z/er/c.jpg");
    ImageLocator in = locator(m_folder / "p");
    EXPECT_EQ(find(in, "a.jpg"), "p/near/a.jpg");
    EXPECT_THAT(in.find("a.jpg").remark, HasSubstr("the nearest is taken"));
    EXPECT_THAT(find(in, "b.jpg"), HasSubstr("may be"));
    EXPECT_EQ(find(in, "c.jpg"), "p/z/er/c.jpg");
    EXPECT_EQ(in.rootOf(m_folder / "p/x/b.jpg"), m_folder / "p");
}

TEST_F(ImageLocatorTest, LinksToFoldersAreFollowedOnceAndLoopsAreTold) {
    m_folder.writePicture("store/disk2/red/a.jpg");
    m_folder.writePicture("photos/plain/b.jpg");
    std::filesystem::create_directory_symlink("../store/disk2/red", m_folder / "photos/red");
    std::filesystem::create_directory_symlink(".", m_folder / "photos/loop");
    std::filesystem::create_directory_symlink("nowhere", m_folder / "photos/broken");
    ImageLocator in = locator(m_folder / "photos");
    EXPECT_EQ(find(in, "a.jpg"), "photos/red/a.jpg");
    EXPECT_EQ(find(in, "red/a.jpg"), "photos/red/a.jpg");
    EXPECT_EQ(find(in, "b.jpg"), "photos/plain/b.jpg");
    EXPECT_THAT(in.notes(), ElementsAre(HasSubstr("photos/loop leads to a folder that was looked through")));
}

TEST_F(ImageLocatorTest, HiddenFilesAndProjectsHoldNoPictures) {
    m_folder.writePicture("p/.thumbs/a.jpg");
    m_folder.writePicture("p/__MACOSX/a.jpg");
    m_folder.writePicture("p/old.crossview/thumbnails/a.jpg");
    m_folder.writePicture("p/x/._a.jpg");
    m_folder.writePicture("p/x/y/a.jpg");
    std::vector<std::string> seen;
    const PictureWalk walk = walkPictures({m_folder / "p", m_folder / "p/x"}, {}, [&](const auto& path) {
        seen.push_back(path.lexically_relative(m_folder.path()).string());
        return true;
    });
    EXPECT_THAT(seen, ElementsAre("p/x/y/a.jpg"));
    EXPECT_THAT(walk.seenTwice, IsEmpty());
    EXPECT_FALSE(walk.cut);
    EXPECT_TRUE(walkPictures(
                    {m_folder / "p"}, {}, [](const auto&) { return true; }, 2)
                    .cut);
}
