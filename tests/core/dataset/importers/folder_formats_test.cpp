// Formats that are not a file but a folder, and several files as one data set.
#include "dataset/importers/importer.h"

#include "common/error.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::TemporaryFolder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

ImportResult importFrom(const std::filesystem::path& given, const std::string& format = {}) {
    ImportOptions options;
    options.captions = given;
    options.format = format;
    return importDataset(options);
}

std::vector<std::string> sentencesOf(const Dataset& dataset) {
    std::vector<std::string> texts;
    for (const SentenceItem& sentence : dataset.sentences())
        texts.push_back(sentence.text);
    return texts;
}

} // namespace

TEST(FolderFormats, CaptionsBesideThePictures) {
    const TemporaryFolder folder;
    for (const char* name : {"s/0/a.jpg", "s/0/b.png", "s/1/c d.jpg", "s/1/e.jpg", "s/1/f.jpg", "s/1/g.jpg"})
        folder.writePicture(name);
    folder.write("s/0_stats.json", R"({"count": 4})");
    folder.write("s/0/a.txt", "A dog\n\nIt barks\n");
    folder.write("s/0/a.json", R"({"caption": "not this one", "url": "x"})");
    folder.write("s/0/b.json", R"({"caption": "A cat", "status": "success"})");
    folder.write("s/1/c d.caption", "A cow, in Gr\xfcn\n");
    folder.write("s/1/e.txt", "");
    folder.write("s/1/e.json", R"({"caption": "An elk"})");
    folder.write("s/1/f.txt", "");
    const ImportResult result = importFrom(folder / "s");
    EXPECT_THAT(sentencesOf(result.dataset),
                ElementsAre("A dog", "It barks", "A cat", "A cow, in Grün", "An elk"));
    EXPECT_EQ(result.dataset.images().size(), 4u);
    EXPECT_EQ(result.problemCount, 2u); // f is empty, g has none
    ASSERT_THAT(result.problems, SizeIs(1));
    EXPECT_THAT(toString(result.problems[0]),
                HasSubstr("f.jpg\" has no caption beside it (and so in 1 more)"));
    EXPECT_THAT(result.notes, Contains(HasSubstr("Captions beside the pictures")));
    EXPECT_EQ(importFrom(folder / "s/").dataset.images().size(), 4u);
    EXPECT_EQ(importFrom(folder / "s/0", "sidecar").dataset.images().size(), 2u);
    EXPECT_THROW(importFrom(folder / "s/0/a.txt", "sidecar"), Error);
}

TEST(FolderFormats, AFolderOfFoldersNamesItsConcepts) {
    const TemporaryFolder folder;
    for (const char* name :
         {"pets/train/golden_retriever/1.jpg", "pets/train/cat/1.jpg", "pets/test/cat/2.jpg"})
        folder.writePicture(name);
    const ImportResult result = importFrom(folder / "pets");
    const Dataset& dataset = result.dataset;
    EXPECT_EQ(dataset.images().size(), 3u);
    EXPECT_THAT(sentencesOf(dataset), testing::UnorderedElementsAre("golden retriever", "cat"));
    EXPECT_THAT(dataset.concepts(), testing::UnorderedElementsAre("golden_retriever", "cat"));
    EXPECT_EQ(dataset.images()[0].fileSplit, Split::test); // in the order of the folders
    EXPECT_EQ(dataset.images()[2].fileSplit, Split::train);
    // Splits alone say nothing about pictures.
    folder.writePicture("bare/train/1.jpg");
    folder.writePicture("bare/test/2.jpg");
    EXPECT_THROW(importFrom(folder / "bare"), Error);
    folder.writePicture("flat/1.jpg");
    folder.writePicture("flat/x/1.jpg");
    folder.writePicture("flat/y/1.jpg");
    EXPECT_THROW(importFrom(folder / "flat"), Error);
}

TEST(FolderFormats, TablesOfSeveralSplitsAreOneDataSet) {
    const TemporaryFolder folder;
    // As in Hugging Face's image folders each table lies beside its pictures, which may have the same names.
    for (const char* name : {"d/train/0.jpg", "d/train/1.jpg", "d/dev/0.jpg", "d/test/0.jpg"})
        folder.writePicture(name);
    folder.write("d/train/metadata.csv", "file_name,text\n0.jpg,A dog\n1.jpg,A cat\n");
    folder.write("d/dev/metadata.csv", "file_name,text\n0.jpg,A cow\n");
    folder.write("d/test/metadata.csv", "file_name,text,split\n0.jpg,An elk,\ngone.jpg,A fish,\n");
    const ImportResult result = importFrom(folder / "d");
    const Dataset& dataset = result.dataset;
    ASSERT_EQ(dataset.images().size(), 4u);
    EXPECT_EQ(dataset.name(), "d");
    EXPECT_EQ(dataset.imagePath(0), folder / "d/dev/0.jpg");
    EXPECT_EQ(dataset.images()[0].fileSplit, Split::validation);
    EXPECT_EQ(dataset.imagePath(1), folder / "d/test/0.jpg");
    EXPECT_EQ(dataset.images()[1].fileSplit, Split::test);
    EXPECT_EQ(dataset.imagePath(2), folder / "d/train/0.jpg");
    ASSERT_THAT(result.problems, SizeIs(1));
    EXPECT_EQ(result.problems[0].file, folder / "d/test/metadata.csv");
    EXPECT_EQ(result.problems[0].line, 3u);
    EXPECT_THAT(result.notes, Contains(HasSubstr("the split is dev")));
    // Deeper, as on Hugging Face's hub.
    std::filesystem::create_directories(folder / "hub/data");
    std::filesystem::rename(folder / "d/train", folder / "hub/data/train");
    std::filesystem::rename(folder / "d/test", folder / "hub/data/test");
    EXPECT_EQ(importFrom(folder / "hub").dataset.images().size(), 3u);
}
