// Captions inside pictures, as ExifTool wrote them (tests/data/described/make_described.py).
#include "common/error.h"
#include "dataset/importers/described/picture_texts.h"
#include "dataset/importers/import_preview.h"
#include "dataset/importers/importer.h"
#include "files/atomic_file.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"
#include "support/unprivileged.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>

using namespace crossview;
using crossview::test::messageOf;
using crossview::test::TemporaryFolder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

namespace {

const fs::path kData = fs::path(CROSSVIEW_TEST_DATA) / "described";

ImportResult importFrom(const fs::path& given, const std::string& format = {}) {
    ImportOptions options;
    options.captions = given;
    options.format = format;
    return importDataset(options);
}

/// The captions of every picture, by its file name.
std::map<std::string, std::vector<std::string>> captionsIn(const Dataset& dataset) {
    std::map<std::string, std::vector<std::string>> captions;
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
            captions[dataset.imagePath(i).filename().string()].push_back(
                dataset.sentences()[static_cast<std::size_t>(sentence)].text);
    return captions;
}

/// What a test prints on stderr while it does something.
std::string stderrOf(const auto& work) {
    testing::internal::CaptureStderr();
    work();
    return testing::internal::GetCapturedStderr();
}

class DescribedPictures : public testing::Test {
protected:
    void copy(const char* from, const std::string& to) const {
        fs::create_directories((m_folder / to).parent_path());
        fs::copy_file(kData / from, m_folder / to);
    }
    TemporaryFolder m_folder;
};

} // namespace

TEST_F(DescribedPictures, AreReadFromEveryPlaceThatExifToolWrites) {
    const ImportResult result = importFrom(kData);
    const std::map<std::string, std::vector<std::string>> expected{
        {"all.jpg", {"From XMP"}},
        {"beside.jpg", {"Beside, newer"}},
        {"camera_and_person.jpg", {"Two men talk"}},
        {"darktable.jpg", {"In darktable's file"}},
        {"exif.jpg", {"A boat at the shore"}},
        {"iptc.jpg", {"Ein Vogel über dem Fluß"}},
        {"iptc_latin.jpg", {"Die Straße am Abend"}},
        {"languages.jpg", {"A cat on a mat", "Eine Katze auf der Matte"}},
        {"xmp.jpg", {"A dog in a jpg"}},
        {"xmp.png", {"A dog in a png"}},
        {"xmp.tif", {"A dog in a tif"}},
        {"xmp.webp", {"A dog in a webp"}}};
    EXPECT_EQ(captionsIn(result.dataset), expected);
    EXPECT_FALSE(result.dataset.hasConcepts()) << "keywords are themes, not names of one thing";
    EXPECT_THAT(result.notes, Contains(HasSubstr("described: Captions inside the pictures")));
    ASSERT_EQ(result.problems.size(), 1u);
    EXPECT_EQ(result.problemCount, 2u); // camera.jpg and nothing.jpg
    EXPECT_THAT(result.problems[0].reason,
                HasSubstr("camera.jpg\" has no caption, neither in its metadata nor"));
}

TEST_F(DescribedPictures, OtherFormsOfCaptionsGoFirst) {
    copy("all.jpg", "a.jpg");
    copy("exif.jpg", "b.jpg");
    EXPECT_EQ(importFrom(m_folder.path()).dataset.images().size(), 2u);
    m_folder.write("a.txt", "Beside it");
    EXPECT_THAT(captionsIn(importFrom(m_folder.path()).dataset)["a.jpg"], ElementsAre("Beside it"));
    EXPECT_THAT(captionsIn(importFrom(m_folder.path(), "described").dataset)["a.jpg"],
                ElementsAre("From XMP"));
    m_folder.write("captions.csv", "image,caption\na.jpg,Of the table\n");
    EXPECT_THAT(captionsIn(importFrom(m_folder.path()).dataset)["a.jpg"], ElementsAre("Of the table"));
}

TEST_F(DescribedPictures, AFolderOfFoldersIsThatUnlessHalfOfThePicturesHaveCaptions) {
    copy("nothing.jpg", "d/cats/1.jpg");
    copy("nothing.jpg", "d/cats/2.jpg");
    copy("all.jpg", "d/dogs/1.jpg");
    EXPECT_TRUE(importFrom(m_folder / "d").dataset.hasConcepts());
    copy("exif.jpg", "d/dogs/2.jpg");
    EXPECT_FALSE(importFrom(m_folder / "d").dataset.hasConcepts());
    // Without folders a single caption is enough.
    copy("nothing.jpg", "flat/1.jpg");
    copy("nothing.jpg", "flat/2.jpg");
    copy("all.jpg", "flat/3.jpg");
    EXPECT_EQ(importFrom(m_folder / "flat").problemCount, 2u);
    fs::remove(m_folder / "flat/3.jpg");
    EXPECT_THAT(messageOf([&] { importFrom(m_folder / "flat"); }), HasSubstr("holds no caption file"));
}

TEST_F(DescribedPictures, APreviewShowsThem) {
    ImportOptions options;
    options.captions = kData;
    const ImportPreview preview = previewImport(options);
    EXPECT_EQ(std::string(preview.format->key), "described");
    EXPECT_TRUE(preview.whole);
    EXPECT_EQ(preview.items.front().caption, "From XMP");
    EXPECT_EQ(preview.items.front().picture, kData / "all.jpg");
}

TEST_F(DescribedPictures, BadOnesAreOneProblemEachAndSilent) {
    copy("all.jpg", "good.jpg");
    m_folder.write("empty.jpg", "");
    m_folder.write("page.jpg", "<!DOCTYPE html><html></html>");
    m_folder.write("moving.gif", "GIF89a and so on");
    m_folder.write("begun.jpg", "\xff\xd8\xff\xe0 the rest is missing");
    m_folder.write("claim.png", std::string("\x89PNG\r\n\x1a\n\xff\xff\xff\xf0iTXt", 16));
    m_folder.write("short.tif", std::string("II*\0\xff\xff\xff\x7f", 8));
    m_folder.write("short.webp", std::string("RIFF\xff\xff\xff\x7fWEBPVP8X", 16));
    copy("nothing.jpg", "noxmp.jpg");
    m_folder.write("noxmp.xmp", "this is no XMP");
    copy("nothing.jpg", "bomb.jpg");
    m_folder.write("bomb.xmp",
                   R"(<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>)");
    ImportResult result;
    const std::string noise = stderrOf([&] { result = importFrom(m_folder.path()); });
    EXPECT_EQ(noise, "");
    EXPECT_THAT(captionsIn(result.dataset)["good.jpg"], ElementsAre("From XMP"));
    EXPECT_EQ(result.dataset.images().size(), 1u);
    EXPECT_EQ(result.problemCount, 9u);
    std::string all;
    for (const ImportProblem& problem : result.problems)
        all += toString(problem) + '\n';
    for (const char* part :
         {"empty.jpg\" is empty", "page.jpg\" does not begin like", "moving.gif\" is of the format GIF",
          "noxmp.xmp has metadata that cannot be read"})
        EXPECT_THAT(all, HasSubstr(part));
}

TEST_F(DescribedPictures, WithoutPermissionIsAProblemOfOnePicture) {
    copy("all.jpg", "good.jpg");
    copy("exif.jpg", "closed.jpg");
    fs::permissions(m_folder.path(), fs::perms::all);
    fs::permissions(m_folder / "closed.jpg", fs::perms::none);
    pictureTextReader(); // loaded by now: its module may lie where nobody else may read
    EXPECT_EQ(test::runUnprivileged([&] {
                  const ImportResult result = importFrom(m_folder.path());
                  return result.problemCount == 1 &&
                                 result.problems[0].reason.find("closed.jpg") != std::string::npos
                             ? 0
                             : 1;
              }),
              0);
}

TEST_F(DescribedPictures, ChangedAndBrokenOffBytesNeverCrash) {
    std::mt19937 random(11);
    const std::string noise = stderrOf([&] {
        for (const char* name : {"all.jpg", "xmp.png", "xmp.tif", "xmp.webp", "iptc.jpg", "beside.xmp"}) {
            const std::string bytes = readFile(kData / name);
            for (int i = 0; i < 300; ++i) {
                std::string changed = bytes;
                for (int c = 0; c < 4; ++c)
                    changed[random() % changed.size()] = static_cast<char>(random());
                if (i % 3 == 0)
                    changed.resize(random() % changed.size());
                const std::string message = messageOf([&] {
                    if (std::string(name).ends_with(".xmp"))
                        pictureTextReader().fromXmp(changed, name);
                    else
                        pictureTextReader().fromBytes(std::as_bytes(std::span(changed)), name);
                });
                EXPECT_THAT(message, testing::AnyOf("nothing was thrown", HasSubstr(name)));
            }
        }
    });
    EXPECT_EQ(noise, "");
}
