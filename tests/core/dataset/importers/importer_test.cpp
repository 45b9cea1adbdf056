#include "dataset/importers/importer.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace crossview;
using crossview::test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ImporterTest : public testing::Test {
protected:
    ImportResult importFile(const std::filesystem::path& captions,
                            const std::filesystem::path& images = {}) const {
        ImportOptions options;
        options.captions = captions;
        options.imageFolder = images;
        return importDataset(options);
    }
    std::string errorOf(const std::filesystem::path& captions,
                        const std::filesystem::path& images = {}) const {
        try {
            importFile(captions, images);
        } catch (const Error& error) {
            return error.what();
        }
        return "no Error was thrown";
    }
    static std::vector<std::string> reasons(const ImportResult& result) {
        std::vector<std::string> all;
        for (const ImportProblem& problem : result.problems)
            all.push_back(std::to_string(problem.line) + ": " + problem.reason);
        return all;
    }
    static std::vector<std::string> textsOf(const Dataset& dataset, std::size_t image) {
        std::vector<std::string> texts;
        for (const std::int32_t sentence : dataset.relation().sentencesOf(image))
            texts.push_back(dataset.sentences()[static_cast<std::size_t>(sentence)].text);
        return texts;
    }

    TemporaryFolder m_folder;
};

TEST_F(ImporterTest, FlickrTokensWithSplitLists) {
    for (const char* name : {"Images/1_a.jpg", "Images/2_b.jpg", "Images/3_c.jpg", "Images/4_d.jpg"})
        m_folder.writePicture(name);
    const auto file = m_folder.write("Flickr8k.token.txt", "1_a.jpg#0\tA dog .\n1_a.jpg#1\tAn animal .\n"
                                                           "2_b.jpg#0\tA  DOG .\n3_c.jpg#0\tA cat .\n"
                                                           "4_d.jpg#0\tA cow .\n");
    m_folder.write("Flickr_8k.trainImages.txt", "1_a.jpg\n2_b.jpg\nnot_here.jpg\n");
    m_folder.write("Flickr_8k.devImages.txt", "3_c\r\n");
    m_folder.write("Flickr_8k.testImages.txt", "4_d.jpg\n1_a.jpg\n");
    const ImportResult result = importFile(file);
    const Dataset& dataset = result.dataset;
    EXPECT_EQ(dataset.name(), "Flickr8k.token");
    ASSERT_EQ(dataset.images().size(), 4u);
    EXPECT_EQ(dataset.imagePath(0), m_folder / "Images/1_a.jpg");
    EXPECT_THAT(textsOf(dataset, 0), ElementsAre("A dog .", "An animal ."));
    EXPECT_THAT(textsOf(dataset, 1), ElementsAre("A dog .")); // equal after folding: one sentence
    EXPECT_THAT(dataset.relation().imagesOf(0), ElementsAre(0, 1));
    EXPECT_EQ(dataset.sentences().size(), 4u);
    EXPECT_EQ(dataset.images()[0].fileSplit, Split::test); // lists are read by name: dev, test, train
    EXPECT_EQ(dataset.images()[1].fileSplit, Split::train);
    EXPECT_EQ(dataset.images()[2].fileSplit, Split::validation);
    EXPECT_EQ(dataset.images()[3].fileSplit, Split::test);
    ASSERT_EQ(result.problemCount, 1u);
    EXPECT_EQ(result.problems[0].file, m_folder / "Flickr_8k.trainImages.txt");
    EXPECT_EQ(toString(result.problems[0]), (m_folder / "Flickr_8k.trainImages.txt").string() +
                                                ":1: the picture \"1_a.jpg\" is in another split's list");
}

TEST_F(ImporterTest, WrongLinesAreReportedWithFileLineAndReason) {
    m_folder.writePicture("a.jpg");
    m_folder.writePicture("b.jpg");
    m_folder.write("page.jpg", "<html>not found</html>");
    m_folder.write("empty.jpg", "");
    const auto file = m_folder.write("captions.tsv", "image\tcaption\tsplit\tconcept\n"
                                                     "a.jpg\tA dog\ttrain\tdog\n"
                                                     "a.jpg\ta  DOG\ttrain\tdog\n"
                                                     "a.jpg\t \ttrain\tdog\n"
                                                     "missing.jpg\tA cat\ttrain\tcat\n"
                                                     "page.jpg\tA page\t\t\n"
                                                     "empty.jpg\tNothing\t\t\n"
                                                     "a.jpg\tM\xc3\xbcnchen\t\t\n"
                                                     "\tNo picture\t\t\n"
                                                     "a.jpg\tA hound\ttest\tdog\n"
                                                     "a.jpg\tA wolf\ttrain\tcat\n"
                                                     "a.jpg\tA beast\tsideways\tdog\n"
                                                     "https://example.org/a.jpg\tA hound\t\t\n"
                                                     "only\n"
                                                     "b.jpg\tA cat\tdev\tcat\n");
    const ImportResult result = importFile(file);
    EXPECT_EQ(result.dataset.images().size(), 2u);
    EXPECT_EQ(result.dataset.sentences().size(), 6u);
    EXPECT_EQ(result.dataset.images()[0].fileSplit, Split::train);
    EXPECT_EQ(result.dataset.images()[1].fileSplit, Split::validation);
    EXPECT_EQ(result.problemCount, 8u);
    EXPECT_THAT(reasons(result),
                ElementsAre(HasSubstr("3: the picture \"a.jpg\" has this caption already from line 2"),
                            HasSubstr("4: the caption is empty"),
                            HasSubstr("5: the picture \"missing.jpg\" is not in"),
                            HasSubstr("does not begin like a JPEG"), HasSubstr("empty.jpg\" is empty"),
                            HasSubstr("9: the name of the picture is empty"), HasSubstr("13: \"https"),
                            HasSubstr("14: the record has 1 of the 4 columns")));
    for (const ImportProblem& problem : result.problems)
        EXPECT_EQ(problem.file, file);
}

TEST_F(ImporterTest, NoCaptionIsLostForAnotherColumn) {
    for (const char* name : {"a.jpg", "b.jpg", "c.jpg"})
        m_folder.writePicture(name);
    const ImportResult result = importFile(m_folder.write(
        "captions.csv",
        "image,caption,split,category\na.jpg,one,train2017,red\na.jpg,two,train2017,circle\n"
        "b.jpg,three,train,red\nb.jpg,four, TEST ,shape\nc.jpg,five,testA,nan\nc.jpg,six,,\n"));
    EXPECT_EQ(result.dataset.relation().pairCount(), 6u);
    EXPECT_EQ(result.problemCount, 0u);
    EXPECT_EQ(result.dataset.images()[0].fileSplit, Split::unused);
    EXPECT_EQ(result.dataset.images()[1].fileSplit, Split::train); // of the first line
    EXPECT_FALSE(result.dataset.hasConcepts());
    std::vector<std::string> remarks;
    for (const ImportProblem& remark : result.remarks)
        remarks.push_back(toString(remark));
    EXPECT_THAT(
        remarks,
        ElementsAre(testing::AllOf(HasSubstr(":2: \"train2017\" is no split"), HasSubstr("so in 1 more")),
                    HasSubstr(":5: an earlier line puts the picture \"b.jpg\" into another split"),
                    testing::AllOf(HasSubstr(":6: \"testA\" is no split"), testing::Not(HasSubstr("more)"))),
                    testing::AllOf(HasSubstr("taken as no concept"), HasSubstr("2 pictures"))));
}

TEST_F(ImporterTest, OneSlipDoesNotMakeAColumnNoConcept) {
    std::string text = "image,caption,concept\n";
    for (int i = 0; i < 12; ++i) {
        m_folder.writePicture(std::to_string(i) + ".jpg");
        text += std::to_string(i) + ".jpg,sentence " + std::to_string(i) + ",concept " +
                std::to_string(i % 3) + "\n";
    }
    const ImportResult result =
        importFile(m_folder.write("captions.csv", text + "0.jpg,another,concept 2\n"));
    EXPECT_EQ(result.dataset.concepts().size(), 3u);
    EXPECT_EQ(result.dataset.images()[0].conceptId, 0);
    ASSERT_THAT(result.remarks, SizeIs(1));
    EXPECT_THAT(result.remarks[0].reason, HasSubstr("the first one holds"));
}

TEST_F(ImporterTest, WordsForNothingAreNoCaptions) {
    m_folder.writePicture("a.jpg");
    const ImportResult result = importFile(m_folder.write(
        "captions.csv", "image,caption\na.jpg,\na.jpg,nan\na.jpg,None\na.jpg,<NA>\nnan,A cat\na.jpg,Nanny\n"
                        "a.jpg,A\xe2\x80\xa8"
                        "dog\n"));
    EXPECT_THAT(reasons(result), ElementsAre("2: the caption is empty", "3: the caption is missing (\"nan\")",
                                             "6: the name of the picture is missing (\"nan\")"));
    EXPECT_EQ(result.problemCount, 5u);
    EXPECT_THAT(textsOf(result.dataset, 0), ElementsAre("Nanny", "A dog"));
}

TEST_F(ImporterTest, ANulByteSpoilsItsLine) {
    using namespace std::string_literals;
    m_folder.writePicture("a.jpg");
    const ImportResult result = importFile(
        m_folder.write("captions.csv", "image,caption\na.jpg,A dog\na.jpg,A \0cat\na.jpg,A cow\n"s));
    EXPECT_THAT(reasons(result), ElementsAre(HasSubstr("3: the line holds a NUL byte")));
    EXPECT_EQ(result.dataset.sentences().size(), 2u);
}

TEST_F(ImporterTest, SaysWhatItTook) {
    m_folder.writePicture("p/a.jpg");
    const auto file = m_folder.write("captions.csv", "image;caption;id\na.jpg;Gr\xfcn;1\n");
    EXPECT_THAT(
        importFile(file, m_folder / "p").notes,
        ElementsAre(
            file.string() + ": Table of image and caption; the text is Windows-1252, not UTF-8",
            file.string() + ": pictures from \"image\", captions from \"caption\"; further columns: \"id\"",
            "1 picture under " + (m_folder / "p").string(), "kept as columns: \"id\" (number, of pictures)"));
}

TEST_F(ImporterTest, FurtherColumnsOfTablesAreKept) {
    for (const char* name : {"a.jpg", "b.jpg"})
        m_folder.writePicture(name);
    const auto file = m_folder.write("captions.csv", "price;image;caption;source;price;note\n"
                                                     "3;a.jpg;A dog;photos;1;\n4;b.jpg;A cat;\"maps; old\"\n"
                                                     "5;gone.jpg;A cow;lost;2;\n");
    const ImportResult result = importFile(file);
    const auto& columns = result.dataset.columns();
    ASSERT_THAT(columns, SizeIs(3));
    EXPECT_EQ(columns[0].name, "price");
    EXPECT_THAT(columns[0].numbers, ElementsAre(3, 4)) << "what is not taken has no values";
    EXPECT_EQ(columns[1].name, "source");
    EXPECT_EQ(columns[1].valueText(1), "maps; old");
    EXPECT_EQ(columns[2].name, "price 2");
    EXPECT_EQ(columns[2].valueText(0), "1");
    EXPECT_TRUE(columns[2].isMissing(1));
    EXPECT_THAT(result.notes.back(), "not kept as columns: \"note\" (empty)");
}

TEST_F(ImporterTest, FurtherScalarsOfJsonAreKept) {
    for (const char* name : {"a.jpg", "b.jpg"})
        m_folder.writePicture(name);
    const auto file = m_folder.write(
        "c.jsonl",
        R"({"image": "a.jpg", "caption": ["A dog", "It barks"], "split": "train", "label": "dog", "score": 0.25, "ok": true, "box": [1]}
{"image": "b.jpg", "caption": "A cat", "score": null, "ok": false, "id": "07"})");
    const ImportResult result = importFile(file);
    const auto& columns = result.dataset.columns();
    ASSERT_THAT(columns, SizeIs(3));
    for (const ItemColumn& column : columns) {
        EXPECT_EQ(column.view, View::image);
        if (column.name == "score") {
            EXPECT_EQ(column.valueText(0), "0.25");
            EXPECT_TRUE(column.isMissing(1));
        } else if (column.name == "ok") {
            EXPECT_THAT(column.texts, ElementsAre("true", "false"));
        } else {
            EXPECT_EQ(column.name, "id");
            EXPECT_EQ(column.valueText(1), "07");
        }
    }
    EXPECT_THAT(result.notes.back(), "not kept as columns: \"box\" (lists)");
}

TEST_F(ImporterTest, KarpathyFindsCocoPicturesInTheirFoldersOrFlat) {
    m_folder.writePicture("pics/val2014/COCO_1.jpg");
    m_folder.writePicture("pics/COCO_2.jpg");
    m_folder.writePicture("pics/deep/er/3.jpg");
    const auto file = m_folder.write("dataset_coco.json", R"({"images": [
        {"filepath": "val2014", "filename": "COCO_1.jpg", "split": "restval", "sentences": [{"raw": "one"}]},
        {"filepath": "train2014", "filename": "COCO_2.jpg", "split": "val", "sentences": [{"raw": "two"}]},
        {"filename": "3.jpg", "split": "test", "sentences": [{"raw": "three"}, {"raw": "Three"}, {"raw": "3"}]},
        {"filepath": "cats", "filename": "3.jpg", "split": "test", "sentences": [{"raw": "another three"}]}],
        "dataset": "coco"})");
    const ImportResult result = importFile(file, m_folder / "pics");
    ASSERT_EQ(result.dataset.images().size(), 3u);
    EXPECT_EQ(result.dataset.imagePath(0), m_folder / "pics/val2014/COCO_1.jpg");
    EXPECT_EQ(result.dataset.imagePath(1), m_folder / "pics/COCO_2.jpg");
    EXPECT_EQ(result.dataset.imagePath(2), m_folder / "pics/deep/er/3.jpg");
    EXPECT_EQ(result.dataset.images()[0].fileSplit, Split::train);
    EXPECT_EQ(result.dataset.images()[1].fileSplit, Split::validation);
    EXPECT_EQ(result.dataset.images()[2].fileSplit, Split::test);
    EXPECT_THAT(textsOf(result.dataset, 2), ElementsAre("three", "3"));
    EXPECT_THAT(reasons(result),
                ElementsAre(HasSubstr("has this caption already"), HasSubstr("\"cats/3.jpg\" is not in")));
}

TEST_F(ImporterTest, AmbiguousNamesAreProblemsAndFoldersResolveThem) {
    m_folder.writePicture("x/cats/1.jpg");
    m_folder.writePicture("x/dogs/1.jpg");
    m_folder.writePicture("x/dogs/2.JPG");
    const auto file =
        m_folder.write("list.csv", "1.jpg,either\ncats/1.jpg,a cat\nx\\dogs\\1.jpg,a dog\n2.jpg,two\n"
                                   "/gone/elsewhere/dogs/1.jpg,another dog\n");
    const ImportResult result = importFile(file);
    EXPECT_THAT(reasons(result), ElementsAre(HasSubstr("1: \"1.jpg\" may be"), HasSubstr("5: the picture")));
    ASSERT_EQ(result.dataset.images().size(), 3u);
    EXPECT_EQ(result.dataset.imagePath(0), m_folder / "x/cats/1.jpg");
    EXPECT_EQ(result.dataset.imagePath(1), m_folder / "x/dogs/1.jpg");
    EXPECT_EQ(result.dataset.imagePath(2), m_folder / "x/dogs/2.JPG");
}

TEST_F(ImporterTest, FolderNamesItsCaptionFileAndPictures) {
    m_folder.writePicture("Flickr8k/Flicker8k_Dataset/1.jpg");
    m_folder.write("Flickr8k/Flickr8k_text/Flickr8k.token.txt", "1.jpg#0\tA dog\n");
    m_folder.write("Flickr8k/Flickr8k_text/readme.txt", "hello");
    EXPECT_EQ(importFile(m_folder / "Flickr8k").dataset.images().size(), 1u);
    EXPECT_EQ(importFile(m_folder / "Flickr8k/").dataset.images().size(), 1u);
    // The pictures lie beside the folder of the texts.
    EXPECT_EQ(importFile(m_folder / "Flickr8k/Flickr8k_text/Flickr8k.token.txt").dataset.images().size(), 1u);
    m_folder.write("two/a.csv", "x");
    m_folder.write("two/b.csv", "x");
    EXPECT_THAT(errorOf(m_folder / "two"), HasSubstr("several caption files"));
    EXPECT_THAT(errorOf(m_folder / "Flickr8k/Flicker8k_Dataset"), HasSubstr("holds no caption file"));
}

TEST_F(ImporterTest, CaptionsBecomeOneLineAndNamesMayLackTheirExtension) {
    m_folder.writePicture("images/1000.jpg");
    const auto file = m_folder.write("t.csv", "image,caption\n1000,\"A dog\r\n\ton  grass\"\n");
    const ImportResult result = importFile(file);
    ASSERT_EQ(result.dataset.sentences().size(), 1u);
    EXPECT_EQ(result.dataset.sentences()[0].text, "A dog on grass");
    EXPECT_EQ(result.dataset.sentences()[0].kind, "caption");
}

TEST_F(ImporterTest, AHeaderWithoutRowsIsSaidToBeThat) {
    EXPECT_THAT(errorOf(m_folder.write("t.csv", "image,caption\n")), HasSubstr("only a header"));
}

TEST_F(ImporterTest, AnImportThatWouldLeaveNothingFailsWithTheList) {
    std::string text;
    for (int i = 0; i < 25; ++i)
        text += "missing" + std::to_string(i) + ".jpg#0\tA dog\n";
    const std::string message = errorOf(m_folder.write("x.token", text));
    EXPECT_THAT(message, HasSubstr("25 wrong entries"));
    EXPECT_THAT(message, HasSubstr("x.token:1: the picture \"missing0.jpg\" is not in"));
    EXPECT_THAT(message, HasSubstr("(and so in 24 more)"));
    EXPECT_THAT(message, testing::Not(HasSubstr("x.token:2: ")));
}

TEST_F(ImporterTest, TheSameReasonIsSaidOnceWithItsNumber) {
    m_folder.writePicture("a.jpg");
    std::string text = "a.jpg#0\tA dog\n";
    for (int i = 0; i < 1500; ++i)
        text += "broken\nmissing" + std::to_string(i) + ".jpg#0\tA cat\n";
    const ImportResult result = importFile(m_folder.write("x.token", text + "a.jpg#1\tA hound\n"));
    EXPECT_EQ(result.problemCount, 3000u);
    EXPECT_THAT(reasons(result),
                ElementsAre(HasSubstr("2: not of the form"), HasSubstr("3: the picture \"missing0.jpg\"")));
    EXPECT_THAT(toString(result.problems[1]), testing::EndsWith("(and so in 1499 more)"));
    EXPECT_EQ(result.dataset.sentences().size(), 2u);
}

TEST_F(ImporterTest, FilesThatCannotBeReadAreErrors) {
    EXPECT_THAT(errorOf(m_folder / "nothing.txt"), HasSubstr("does not exist"));
    EXPECT_THAT(errorOf({}), HasSubstr("No caption file"));
    EXPECT_THAT(errorOf(m_folder.write("empty.txt", "")), HasSubstr("is empty"));
    EXPECT_THAT(errorOf(m_folder.writePicture("a.jpg")), HasSubstr("is not a text file"));
    EXPECT_THAT(errorOf(m_folder.write("a.csv", "a.jpg,x"), m_folder / "nowhere"),
                HasSubstr("is not a folder"));
    EXPECT_THAT(errorOf(m_folder.write("cut.json", "{\"images\": [{")), HasSubstr("not valid JSON"));
}

TEST_F(ImporterTest, HugeLinesAndHugeCaptionsAreSkipped) {
    m_folder.writePicture("a.jpg");
    const auto file = m_folder.write("x.token", "a.jpg#0\t" + std::string(3'000'000, 'x') + "\na.jpg#1\t" +
                                                    std::string(100'000, 'y') + "\na.jpg#2\tA dog\n");
    const ImportResult result = importFile(file);
    EXPECT_EQ(result.dataset.sentences().size(), 1u);
    EXPECT_THAT(reasons(result), ElementsAre(HasSubstr("1: the line is"), HasSubstr("2: the caption is")));
}

TEST_F(ImporterTest, AStopEndsTheImportAndProgressReachesTheEnd) {
    m_folder.writePicture("a.jpg");
    std::string text;
    for (int i = 0; i < 1000; ++i)
        text += "a.jpg#" + std::to_string(i) + "\tcaption " + std::to_string(i) + "\n";
    ImportOptions options;
    options.captions = m_folder.write("x.token", text);
    std::stop_source stop;
    EXPECT_THROW(importDataset(options, stop.get_token(), [&](const Progress&) { stop.request_stop(); }),
                 Cancelled);
    Progress last;
    importDataset(options, {}, [&](const Progress& progress) { last = progress; });
    EXPECT_EQ(last.total, text.size());
    EXPECT_EQ(last.done, last.total);
    EXPECT_EQ(last.item, "x.token");
}

TEST_F(ImporterTest, AskedForFormatGoesBeforeTheRecognisedOne) {
    m_folder.writePicture("a.jpg");
    ImportOptions options;
    options.captions = m_folder.write("x.txt", "a.jpg#0\tA dog\n");
    options.name = "dogs";
    EXPECT_EQ(importDataset(options).dataset.name(), "dogs");
    options.format = "table";
    EXPECT_THROW(importDataset(options), Error); // "a.jpg#0" is no picture
    options.format = "karpathy";
    EXPECT_THROW(importDataset(options), Error);
    options.format = "cuneiform";
    EXPECT_THROW(importDataset(options), Error); // no such format
}

TEST(NameOfSource, IsTheFilesWithoutItsEndings) {
    EXPECT_EQ(nameOfSource("somewhere/results_20130124.token"), "results_20130124");
    EXPECT_EQ(nameOfSource("Flickr8k.token.txt"), "Flickr8k.token");
    EXPECT_EQ(nameOfSource("00000.tar.gz"), "00000");
    EXPECT_EQ(nameOfSource("00000.tar"), "00000");
    EXPECT_EQ(nameOfSource("somewhere/photos/"), "photos");
    EXPECT_EQ(nameOfSource(""), "");
    EXPECT_EQ(nameOfSource("."), std::filesystem::current_path().stem());
}
