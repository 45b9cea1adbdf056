// Parquet as pandas and pyarrow write it (tests/data/parquet/make_parquet.py), where this build reads it; and
// what is said where it does not.
#include "dataset/importers/import_preview.h"
#include "dataset/importers/importer.h"
#include "dataset/importers/parquet/parquet_rows.h"
#include "dataset/importers/shards/unpacked_pictures.h"
#include "files/atomic_file.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

using namespace crossview;
using crossview::test::messageOf;
using crossview::test::TemporaryFolder;
using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace {

const fs::path kData = fs::path(CROSSVIEW_TEST_DATA) / "parquet";

class ParquetTest : public testing::Test {
protected:
    void SetUp() override {
        if (!hasParquetReader())
            GTEST_SKIP() << "built without Arrow";
    }
    ImportResult import(const fs::path& given, const fs::path& images = {}) const {
        ImportOptions options;
        options.captions = given;
        options.imageFolder = images;
        options.unpackInto = m_folder / "pictures";
        return importDataset(options);
    }
    /// "caption < file name of the picture, or title" of every pair.
    static std::vector<std::string> pairsOf(const Dataset& dataset) {
        std::vector<std::string> pairs;
        for (std::size_t i = 0; i < dataset.images().size(); ++i)
            for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
                pairs.push_back(dataset.sentences()[static_cast<std::size_t>(sentence)].text + " < " +
                                (dataset.hasPicture(i) ? dataset.imagePath(i).filename().string()
                                                       : dataset.images()[i].title));
        return pairs;
    }

    TemporaryFolder m_folder;
};

} // namespace

TEST_F(ParquetTest, OfPandasIsATableOfCaptions) {
    m_folder.writePicture("images/a.jpg");
    m_folder.writePicture("images/b.jpg");
    const ImportResult result = import(kData / "pandas.parquet", m_folder / "images");
    EXPECT_THAT(pairsOf(result.dataset), ElementsAre("A dog < a.jpg", "Ein Vögelchen < b.jpg"));
    EXPECT_EQ(result.dataset.images()[1].fileSplit, Split::test);
    EXPECT_EQ(result.unpacked, nullptr);
    EXPECT_FALSE(fs::exists(m_folder / "pictures"));
    ASSERT_EQ(result.problems.size(), 2u);
    EXPECT_EQ(result.problems[0].line, 3u) << "the row";
    EXPECT_THAT(result.problems[0].reason, HasSubstr("\"gone.jpg\" is not in"));
    EXPECT_THAT(result.problems[1].reason, HasSubstr("the name of the picture is empty"));
    EXPECT_THAT(result.notes, Contains(HasSubstr("pandas.parquet: Parquet")));
    EXPECT_THAT(result.notes, Contains(HasSubstr("pictures from \"image\", captions from \"caption\"")));
}

TEST_F(ParquetTest, AListIsACaptionEach) {
    m_folder.writePicture("a.jpg");
    m_folder.writePicture("b.jpg");
    EXPECT_THAT(pairsOf(import(kData / "lists.parquet", m_folder.path()).dataset),
                ElementsAre("A dog < a.jpg", "It barks < a.jpg", "A bird < b.jpg"));
}

TEST_F(ParquetTest, RowsAreCountedThroughTheWholeTable) {
    m_folder.writePicture("a.jpg");
    const ImportResult result = import(kData / "many.parquet", m_folder.path());
    EXPECT_EQ(result.dataset.sentences().size(), 299u);
    ASSERT_EQ(result.problems.size(), 1u);
    EXPECT_EQ(result.problems[0].line, 290u);
    EXPECT_EQ(result.notes.size(), 3u) << "what was read is said once";
}

TEST_F(ParquetTest, PicturesWithinAreUnpackedUnderTheirRows) {
    const ImportResult result = import(kData / "hub");
    const Dataset& dataset = result.dataset;
    EXPECT_THAT(pairsOf(dataset), ElementsAre("A blue square < 00000001.jpg", "A red square < 00000001.jpg",
                                              "A green square < 00000002.png"));
    EXPECT_EQ(dataset.images()[0].fileSplit, Split::test);
    EXPECT_EQ(dataset.images()[1].fileSplit, Split::train);
    EXPECT_EQ(readFile(dataset.imagePath(2)).substr(0, 4), "\x89PNG");
    ASSERT_EQ(result.problems.size(), 1u);
    EXPECT_EQ(result.problems[0].line, 3u);
    EXPECT_THAT(result.problems[0].reason, HasSubstr("bad.jpg\" does not begin like"));
}

TEST_F(ParquetTest, APreviewWritesNothing) {
    ImportOptions options;
    options.captions = kData / "hub";
    const ImportPreview preview = previewImport(options);
    EXPECT_EQ(std::string(preview.format->key), "parquet");
    EXPECT_EQ(preview.captions, 3u);
    EXPECT_EQ(preview.taken, 3u);
    EXPECT_EQ(preview.items[0].caption, "A blue square");
}

TEST_F(ParquetTest, ClipRetrievalsMetadataAreTheCaptionsOfItsRows) {
    const ImportResult result = import(kData / "clip_retrieval");
    EXPECT_EQ(result.dataset.name(), "clip_retrieval");
    EXPECT_THAT(pairsOf(result.dataset),
                ElementsAre("caption 0 0 < /gone/0_0.jpg", "caption 0 1 < /gone/0_1.jpg",
                            "caption 0 2 < /gone/0_2.jpg", "caption 1 0 < /gone/1_0.jpg",
                            "caption 1 1 < /gone/1_1.jpg"));
    EXPECT_EQ(result.rows.images.rows(), 5u);
    EXPECT_EQ(result.rows.sentences.rows(), 5u);
    ImportOptions options;
    options.captions = kData / "clip_retrieval";
    EXPECT_EQ(previewImport(options).items[4].caption, "caption 1 1");
}

TEST_F(ParquetTest, BadOnesAreOneSentenceAndLeaveNothing) {
    const std::string good = readFile(kData / "pandas.parquet");
    const std::string hub = readFile(kData / "hub/data/train-00000-of-00001.parquet");
    const auto said = [&](const std::string& bytes) {
        const fs::path file = m_folder.write("bad.parquet", bytes);
        const std::string message = messageOf([&] { import(file); });
        EXPECT_FALSE(fs::exists(m_folder / "pictures")) << message;
        return message;
    };
    EXPECT_THAT(said(""), HasSubstr("bad.parquet is empty"));
    EXPECT_THAT(said("PAR1"), HasSubstr("bad.parquet is no Parquet file that can be read"));
    EXPECT_THAT(said("PAR1" + std::string(100, '\xff') + "PAR1"),
                HasSubstr("bad.parquet is no Parquet file"));
    EXPECT_THAT(said("image,caption\n"), HasSubstr("bad.parquet"));
    std::mt19937 random(3);
    for (int i = 0; i < 300; ++i) {
        std::string changed = i % 2 == 0 ? good : hub;
        for (int c = 0; c < 3; ++c)
            changed[random() % changed.size()] = static_cast<char>(random());
        if (i % 4 == 0)
            changed.resize(random() % changed.size());
        EXPECT_THAT(said(changed), AnyOf("nothing was thrown", HasSubstr("bad.parquet")));
    }
}

TEST(Parquet, WithoutArrowIsSaidWithWhatToInstall) {
    if (hasParquetReader())
        GTEST_SKIP() << "built with Arrow";
    const TemporaryFolder folder;
    ImportOptions options;
    options.captions = kData / "pandas.parquet";
    options.unpackInto = folder / "pictures";
    EXPECT_THAT(messageOf([&] { importDataset(options); }), HasSubstr("pip install pyarrow"));
    options.captions = kData / "hub";
    EXPECT_THAT(messageOf([&] { importDataset(options); }), HasSubstr("pip install pyarrow"));
    EXPECT_FALSE(fs::exists(options.unpackInto));
}

TEST(Parquet, OfImg2datasetGoesBehindItsArchives) {
    const TemporaryFolder folder;
    ImportOptions options;
    options.captions = fs::path(CROSSVIEW_TEST_DATA) / "shards/img2dataset";
    EXPECT_EQ(std::string(previewImport(options).format->key), "webdataset");
    folder.writePicture("f/0/0.jpg");
    folder.write("f/0/0.txt", "A dog");
    fs::copy_file(options.captions / "00000.parquet", folder / "f/0.parquet");
    options.captions = folder / "f";
    EXPECT_EQ(std::string(previewImport(options).format->key), "sidecar");
}
