#include "dataset/importers/import_preview.h"

#include "common/error.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::TemporaryFolder;
using testing::HasSubstr;
using testing::SizeIs;

class ImportPreviewTest : public testing::Test {
protected:
    ImportPreview preview(const std::filesystem::path& captions, const PreviewLimits& limits = {}) const {
        ImportOptions options;
        options.captions = captions;
        return previewImport(options, {}, limits);
    }
    std::string errorOf(const std::filesystem::path& captions, const std::string& format = {}) const {
        ImportOptions options;
        options.captions = captions;
        options.format = format;
        try {
            previewImport(options);
        } catch (const Error& error) {
            return error.what();
        }
        return "no Error was thrown";
    }
    /// Karpathy's JSON of `count` pictures "1.jpg", "2.jpg", … with two sentences each.
    static std::string karpathy(int count) {
        std::string text = "{\"images\": [";
        for (int i = 1; i <= count; ++i)
            text += (i == 1 ? "" : ", ") + std::string("{\"filename\": \"") + std::to_string(i) +
                    ".jpg\", \"sentences\": [{\"raw\": \"one " + std::to_string(i) + "\"}, {\"raw\": \"two " +
                    std::to_string(i) + "\"}]}";
        return text + "]}";
    }

    TemporaryFolder m_folder;
};

TEST_F(ImportPreviewTest, CountsASmallFileAndShowsItsFirstCaptions) {
    for (int i = 1; i <= 300; ++i)
        m_folder.writePicture(std::to_string(i) + ".jpg");
    const ImportPreview seen = preview(m_folder.write("dataset_x.json", karpathy(300)));
    EXPECT_EQ(seen.format->key, std::string("karpathy"));
    EXPECT_TRUE(seen.whole);
    EXPECT_EQ(seen.images, 300u);
    EXPECT_EQ(seen.captions, 600u);
    EXPECT_EQ(seen.checked, kPreviewChecked);
    EXPECT_EQ(seen.taken, kPreviewChecked);
    EXPECT_EQ(seen.problemCount, 0u);
    ASSERT_THAT(seen.items, SizeIs(kPreviewItems));
    EXPECT_EQ(seen.items[2].image, "2.jpg");
    EXPECT_EQ(seen.items[2].caption, "one 2");
    EXPECT_EQ(seen.items[2].picture, m_folder / "2.jpg");
    EXPECT_EQ(seen.items[2].reason, "");
}

TEST_F(ImportPreviewTest, SaysWhatWouldBeSkippedAndWhyLikeTheImport) {
    m_folder.writePicture("a.jpg");
    const auto file = m_folder.write("c.tsv", "image\tcaption\na.jpg\tA dog\ngone.jpg\tA cat\na.jpg\ta  DOG\n"
                                              "only\na.jpg\tA hound\n");
    const ImportPreview seen = preview(file);
    EXPECT_EQ(seen.images, 2u);
    EXPECT_EQ(seen.captions, 4u);
    EXPECT_EQ(seen.checked, 4u);
    EXPECT_EQ(seen.taken, 2u);
    ASSERT_THAT(seen.items, SizeIs(4));
    EXPECT_EQ(seen.items[1].picture, "");
    EXPECT_THAT(seen.items[1].reason, HasSubstr("\"gone.jpg\" is not in"));
    EXPECT_THAT(seen.items[2].reason, HasSubstr("has this caption already"));
    ImportOptions options;
    options.captions = file;
    const ImportResult result = importDataset(options);
    ASSERT_EQ(seen.problemCount, result.problemCount);
    for (std::size_t p = 0; p < seen.problems.size(); ++p)
        EXPECT_EQ(toString(seen.problems[p]), toString(result.problems[p]));
}

TEST_F(ImportPreviewTest, WritesNothing) {
    m_folder.writePicture("a.jpg");
    preview(m_folder.write("c.tsv", "a.jpg\tA dog\n"));
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::recursive_directory_iterator(m_folder.path()))
        ++entries;
    EXPECT_EQ(entries, 2u);
}

TEST_F(ImportPreviewTest, ALargeFileIsLeftAfterItsFirstCaptions) {
    m_folder.writePicture("1.jpg");
    PreviewLimits limits;
    limits.countBytes = 100;
    const ImportPreview seen = preview(m_folder.write("dataset_x.json", karpathy(1000)), limits);
    EXPECT_FALSE(seen.whole);
    EXPECT_EQ(seen.captions, kPreviewChecked);
    EXPECT_EQ(seen.images, kPreviewChecked / 2);
    EXPECT_EQ(seen.taken, 2u);
    EXPECT_THAT(seen.items, SizeIs(kPreviewItems));
    EXPECT_THAT(seen.problems, SizeIs(1)); // one reason for all
    EXPECT_EQ(seen.problemCount, kPreviewChecked - 2);
}

TEST_F(ImportPreviewTest, AHeadThatBreaksOffIsNoErrorOfTheFile) {
    m_folder.writePicture("1.jpg");
    PreviewLimits limits;
    limits.headBytes = 500; // in the midst of an entry
    const ImportPreview json = preview(m_folder.write("dataset_x.json", karpathy(1000)), limits);
    EXPECT_FALSE(json.whole);
    EXPECT_GE(json.captions, 4u);
    EXPECT_LT(json.captions, 20u);
    std::string lines;
    for (int i = 0; i < 1000; ++i)
        lines += "1.jpg#" + std::to_string(i) + "\tcaption " + std::to_string(i) + "\n";
    const ImportPreview tokens = preview(m_folder.write("x.token", lines), limits);
    EXPECT_EQ(tokens.format->key, std::string("flickr"));
    EXPECT_FALSE(tokens.whole);
    EXPECT_EQ(tokens.problemCount, 0u); // the line in which the head ends is not seen
    limits.headBytes = 20;              // before the first caption
    EXPECT_EQ(preview(m_folder / "dataset_x.json", limits).captions, 0u);
}

TEST_F(ImportPreviewTest, PicturesAreLookedForAmongSoManyFilesOnly) {
    for (int i = 0; i < 50; ++i)
        m_folder.writePicture("deep/er/" + std::to_string(i) + ".jpg");
    const auto file = m_folder.write("c.tsv", "x/none.jpg\tA dog\n");
    PreviewLimits limits;
    limits.pictureFiles = 10;
    EXPECT_THAT(preview(file, limits).items.at(0).reason, HasSubstr("among the first 10 files in"));
    EXPECT_THAT(preview(file).items.at(0).reason, HasSubstr("is not in"));
}

TEST_F(ImportPreviewTest, WhatCannotBeReadIsTheSameErrorAsInTheImport) {
    EXPECT_THAT(errorOf(m_folder / "nothing.txt"), HasSubstr("does not exist"));
    EXPECT_THAT(errorOf(m_folder.write("empty.txt", "")), HasSubstr("is empty"));
    EXPECT_THAT(errorOf(m_folder.write("cut.json", "{\"images\": [{")), HasSubstr("not valid JSON"));
    EXPECT_THAT(errorOf(m_folder.write("a.tsv", "a.jpg\tb\n"), "karpathy"), HasSubstr("not valid JSON"));
    EXPECT_THAT(errorOf(m_folder / "a.tsv", "cuneiform"), HasSubstr("no import format"));
}

TEST_F(ImportPreviewTest, AStopEndsIt) {
    std::stop_source stop;
    stop.request_stop();
    ImportOptions options;
    options.captions = m_folder.write("c.tsv", "a.jpg\tA dog\n");
    EXPECT_THROW(previewImport(options, stop.get_token()), Cancelled);
}
