// Boxes with phrases: from tables, COCO's JSON, lists of records and Flickr30K Entities.
#include "common/error.h"
#include "dataset/importers/coco_regions.h"
#include "dataset/importers/entities_markup.h"
#include "dataset/importers/flickr_entities.h"
#include "dataset/importers/formats.h"
#include "dataset/importers/importer.h"
#include "dataset/splits.h"
#include "dataset/tables/box_columns.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace crossview {
namespace {

using test::messageOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The beginning of a PNG of this size, which is all that an import reads of it.
std::string pngOf(unsigned width, unsigned height) {
    std::string bytes("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", 16);
    for (const unsigned side : {width, height})
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>((side >> shift) & 0xFFU);
    return bytes + std::string("\x08\x02\0\0\0", 5);
}

class Regions : public testing::Test {
protected:
    Regions() {
        for (const char* name : {"a.png", "b.png", "c.png"})
            m_folder.write(std::string("photos/") + name, pngOf(100, 80));
    }
    ImportResult import(const std::filesystem::path& file,
                        const std::filesystem::path& proposals = {}) const {
        ImportOptions options;
        options.captions = file;
        options.imageFolder = m_folder / "photos";
        options.proposals = proposals;
        return importDataset(options);
    }
    ImportResult importText(const char* name, const std::string& text) const {
        return import(m_folder.write(name, text));
    }
    static std::vector<std::string> reasons(const ImportResult& result) {
        std::vector<std::string> all;
        for (const ImportProblem& problem : result.problems)
            all.push_back(std::to_string(problem.line) + ": " + problem.reason);
        return all;
    }
    /// "a.png 1, 2, 3, 4: a dog | the dog" of each image.
    static std::vector<std::string> written(const Dataset& dataset) {
        std::vector<std::string> all;
        for (std::size_t i = 0; i < dataset.images().size(); ++i) {
            const ImageItem& image = dataset.images()[i];
            std::string text =
                image.path.filename().string() + ' ' + (image.box ? boxText(*image.box) : "whole") + ':';
            for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
                text += ' ' + dataset.sentences()[static_cast<std::size_t>(sentence)].text + " |";
            all.push_back(text);
        }
        return all;
    }

    test::TemporaryFolder m_folder;
};

std::vector<std::string> words(const std::string& text) {
    std::vector<std::string> all{""};
    for (const char letter : text)
        if (letter == ' ')
            all.emplace_back();
        else
            all.back() += letter;
    return all;
}

TEST(BoxColumns, AreFoundByNameOrSaidNotToBe) {
    const std::vector<std::pair<const char*, const char*>> kTaken{
        {"image x y width height phrase", "1 2 3 4"},
        {"image x y w h phrase", "1 2 3 4"},
        {"h w y x", "3 2 1 0"},
        {"left top width height", "0 1 2 3"},
        {"bbox_x bbox_y bbox_w bbox_h", "0 1 2 3"},
        {"x1 y1 x2 y2", "0 1 2 3 corners"},
        {"x_min y_min x_max y_max", "0 1 2 3 corners"},
        {"bbox_x1 bbox_y1 bbox_x2 bbox_y2", "0 1 2 3 corners"},
        {"left top right bottom", "0 1 2 3 corners"},
        {"x0 y0 x1 y1", "0 1 2 3 corners"},
        {"xmin ymin xmax ymax width height", "0 1 2 3 corners"}, // the picture's size beside it
        {"image bbox phrase", "1"},
        {"image xyxy", "1 corners"},
        {"bbox_xywh", "0"}};
    for (const auto& [header, columns] : kTaken) {
        const FoundBoxColumns found = boxColumnsNamed(words(header));
        ASSERT_TRUE(found.box) << header;
        std::string got;
        for (const std::size_t column : found.box->columns)
            got += (got.empty() ? "" : " ") + std::to_string(column);
        EXPECT_EQ(got + (found.box->corners ? " corners" : ""), columns) << header;
        EXPECT_TRUE(found.problem.empty());
    }
    for (const char* header : {"image caption", "image width height caption", "x y", "top left", "boxes"}) {
        const FoundBoxColumns found = boxColumnsNamed(words(header));
        EXPECT_FALSE(found.box) << header;
        EXPECT_EQ(found.remark + found.problem, "") << header;
    }
    for (const char* header : {"box", "xmin ymin xmax", "x1 y1"}) {
        const FoundBoxColumns found = boxColumnsNamed(words(header));
        EXPECT_FALSE(found.box) << header;
        EXPECT_NE(found.remark, "") << header;
    }
    for (const char* header : {"x y width height x1 y1 x2 y2", "x0 y0 x1 y1 x2 y2", "x y w h bbox"})
        EXPECT_THAT(boxColumnsNamed(words(header)).problem, HasSubstr("twice")) << header;
}

TEST(BoxColumns, ReadFourNumbersHoweverTheyAreWritten) {
    for (const char* text : {"1 2 3 4", "[1, 2, 3, 4]", "(1;2;3;4)", " [1.0,2, 3.0 ,4] "})
        EXPECT_EQ(fourNumbers(text), (std::array<double, 4>{1, 2, 3, 4})) << text;
    for (const char* text : {"", "1 2 3", "1 2 3 4 5", "1 2 3 a"})
        EXPECT_FALSE(fourNumbers(text)) << text;
}

TEST_F(Regions, TableOfBoxesWithPhrases) {
    const ImportResult result = importText("regions.csv", "image,x,y,width,height,phrase,type,split\n"
                                                          "a.png,1,2,30,40,A dog,animals,train\n"
                                                          "a.png,1,2,30,40,the dog,animals,\n"
                                                          "a.png,50,10,20,20,a man,people,\n"
                                                          "b.png,0,0,10,10,a dog,animals,test\n"
                                                          "b.png,90,70,30,30,a hat,clothing,\n"
                                                          "a.png,1,2,30,40,a DOG,animals,\n"
                                                          "b.png,20,20,5,5,,,\n");
    EXPECT_THAT(written(result.dataset),
                ElementsAre("a.png 1, 2, 30, 40: A dog | the dog |", "a.png 50, 10, 20, 20: a man |",
                            "b.png 0, 0, 10, 10: A dog |", "b.png 90, 70, 10, 10: a hat |",
                            "b.png 20, 20, 5, 5:"));
    EXPECT_EQ(result.problemCount, 0U);
    EXPECT_EQ(result.dataset.sentences()[0].kind, "phrase");
    EXPECT_THAT(result.remarks, SizeIs(1));
    EXPECT_THAT(result.remarks[0].reason, HasSubstr("leaves the picture"));
    EXPECT_THAT(result.notes, Contains(HasSubstr("boxes from \"x\", \"y\", \"width\", \"height\"")));
    EXPECT_THAT(result.notes, Contains("4 regions of 2 pictures"));
    EXPECT_THAT(result.notes, Contains(HasSubstr("1 box without phrase")));
    EXPECT_THAT(result.notes, Contains(HasSubstr("1 phrase was said of the same region before")));
    EXPECT_THAT(result.notes, Contains(HasSubstr("2 pictures under")));
    // The split of one region is that of its picture; a proposal takes no part by itself.
    SplitOptions options;
    options.method = SplitMethod::fromFile;
    EXPECT_EQ(assignSplits(result.dataset, options).images,
              (std::vector<Split>{Split::train, Split::train, Split::test, Split::test, Split::unused}));
    ASSERT_THAT(result.dataset.columns(), SizeIs(1));
    EXPECT_EQ(result.dataset.columns()[0].valueText(1), "people");
}

TEST_F(Regions, BadBoxesAreCountedAndSaidWithTheirLine) {
    const ImportResult result = importText("regions.tsv", "image\txmin\tymin\txmax\tymax\tphrase\n"
                                                          "a.png\t1\t2\t31\t42\ta dog\n"
                                                          "a.png\t9\t9\t9\t20\tflat\n"
                                                          "a.png\t30\t30\t10\t10\tturned round\n"
                                                          "a.png\t100\t80\t120\t99\toutside\n"
                                                          "a.png\t1\t2\tx\t42\tno number\n"
                                                          "a.png\tnan\t2\t5\t42\tnot a number\n"
                                                          "nowhere.png\t1\t2\t31\t42\tlost\n");
    EXPECT_THAT(written(result.dataset), ElementsAre("a.png 1, 2, 30, 40: a dog |"));
    EXPECT_EQ(result.problemCount, 6U);
    EXPECT_THAT(reasons(result), Contains(HasSubstr("3: the box 9, 9, 0, 11 is empty: give it a width")));
    EXPECT_THAT(reasons(result),
                Contains(HasSubstr("5: the box 100, 80, 20, 19 lies outside of the picture \"a.png\" "
                                   "of 100 x 80 pixels")));
    EXPECT_THAT(reasons(result), Contains("6: the box is no four numbers"));
    const std::string twice = messageOf(
        [&] { importText("twice.csv", "image,x,y,w,h,x1,y1,x2,y2,phrase\na.png,1,2,3,4,1,2,4,6,dog\n"); });
    EXPECT_THAT(twice, HasSubstr("twice.csv, line 1: the header gives boxes twice"));
    EXPECT_THAT(importText("box.csv", "image,box,phrase\na.png,1 2 3 4,dog\n").notes,
                Contains(HasSubstr("call it bbox_xywh or bbox_xyxy")));
    m_folder.write("photos/broken.png", "\x89PNG\r\n\x1a\n");
    EXPECT_THAT(
        messageOf([&] { importText("broken.csv", "image,x,y,w,h,phrase\nbroken.png,1,2,3,4,dog\n"); }),
        HasSubstr("is damaged, so that its boxes cannot be placed"));
}

TEST_F(Regions, ProposalsAreJoinedToPicturesThatHavePhrases) {
    const auto file = m_folder.write("regions.csv", "image,x,y,width,height,phrase\na.png,1,2,30,40,a dog\n");
    const ImportResult result =
        import(file, m_folder.write("props.csv", "image;x1;y1;x2;y2\na.png;1;2;31;42\na.png;1;2;31;42\n"
                                                 "b.png;1;2;31;42\na.png;5;5;5;5\ngone.png;1;2;3;4\n"));
    EXPECT_THAT(written(result.dataset), ElementsAre("a.png 1, 2, 30, 40: a dog |", "a.png 1, 2, 30, 40:"))
        << "a proposal stays one where a region lies at the same place";
    EXPECT_TRUE(result.dataset.isProposal(1));
    EXPECT_THAT(result.notes, Contains(HasSubstr("2 boxes are of pictures that no phrase names")));
    EXPECT_THAT(reasons(result), ElementsAre(HasSubstr("5: the box 5, 5, 0, 0 is empty")));
    EXPECT_THAT(messageOf([&] { import(file, m_folder.write("bad.csv", "image,phrase\na.png,dog\n")); }),
                HasSubstr("bad.csv, line 1: the header names no picture with a box"));
    EXPECT_THROW(import(file, m_folder / "none.csv"), Error);
}

TEST_F(Regions, CocoBoxesWithPhrasesWhereverTheImagesStand) {
    const std::string images =
        R"("images":[{"id":7,"file_name":"a.png"},{"id":8,"file_name":"b.png","split":"test"}])";
    const std::string annotations =
        R"("annotations":[{"id":1,"image_id":7,"bbox":[1,2,30,40],"phrase":"a dog","kind":"animal"},)"
        R"({"id":2,"image_id":7,"bbox":[50,10,20.5,20],"sentences":[{"raw":"A man","sent":"a man"},{"sent":"the left one"}]},)"
        R"({"id":3,"image_id":8,"bbox":[5,5,5,5]},{"id":4,"image_id":9,"bbox":[1,1,5,5],"phrase":"x"},)"
        R"({"id":5,"image_id":7,"phrase":"no box"},{"id":6,"image_id":7,"bbox":[1,2,3],"phrase":"three"},17])";
    for (const std::string& text :
         {"{" + images + "," + annotations + "}", "{" + annotations + "," + images + "}"}) {
        EXPECT_EQ(std::string(recogniseFormat(text).key), "coco-regions");
        const ImportResult result = importText("refs.json", text);
        EXPECT_THAT(written(result.dataset),
                    ElementsAre("a.png 1, 2, 30, 40: a dog |",
                                "a.png 50, 10, 20.5, 20: A man | the left one |", "b.png 5, 5, 5, 5:"));
        EXPECT_EQ(result.problemCount, 4U);
        EXPECT_THAT(reasons(result), Contains(HasSubstr("annotation 4 belongs to the image 9, which")));
        EXPECT_THAT(reasons(result), Contains(HasSubstr("annotation 5 has no \"bbox\"")));
        EXPECT_THAT(reasons(result), Contains(HasSubstr("annotation 6 has a box that is no four numbers")));
        EXPECT_THAT(reasons(result), Contains(HasSubstr("annotation 7 is not an object")));
        EXPECT_EQ(result.dataset.images()[2].fileSplit, Split::test);
    }
    // So many images that the beginning of the file, by which it is recognised, names no box.
    std::string many = R"({"images":[{"id":7,"file_name":"a.png"})";
    for (int i = 0; i < 3000; ++i)
        many +=
            R"(,{"id":)" + std::to_string(100 + i) + R"(,"file_name":"x)" + std::to_string(i) + R"(.png"})";
    many += R"(],"annotations":[{"image_id":7,"bbox":[1,2,30,40],"caption":"a dog"}]})";
    EXPECT_EQ(std::string(recogniseFormat(many).key), "coco");
    EXPECT_THAT(written(importText("many.json", many).dataset), ElementsAre("a.png 1, 2, 30, 40: a dog |"));
    for (const auto& [text, reason] : std::map<std::string, const char*>{
             {R"({"images":[],"annotations":[{"image_id":7,"bbox":[1,2,3,4],"phrase":""}]})",
              "boxes without phrases"},
             {R"([{"bbox":1,"phrase":2})", "is not valid JSON"}})
        EXPECT_THAT(messageOf([&] { importText("bad.json", text); }), HasSubstr(reason)) << text;
    const CaptionSink nowhere{[](const CaptionRecord&) {}, [](std::size_t, const std::string&) {},
                              [](const std::string&) {}, [](std::size_t, std::size_t) {}};
    EXPECT_THAT(messageOf([&] { parseCocoRegions(R"({"images":[]})", "x.json", nowhere); }),
                HasSubstr("x.json holds no array \"annotations\""));
}

TEST_F(Regions, ListsOfRecordsAndVisualGenome) {
    EXPECT_EQ(std::string(recogniseFormat(R"([{"images":"a.png","bbox":[1,2,3,4],"phrase":"x"}])").key),
              "records");
    EXPECT_THAT(written(importText("list.json",
                                   R"([{"image":"a.png","bbox":[1,2,30,40],"phrase":"a dog"},)"
                                   R"({"image":"a.png","bbox":"[50, 10, 20, 20]","phrase":["a man","he"]},)"
                                   R"({"image":"b.png","bbox":[1,2,3,4]}])")
                            .dataset),
                ElementsAre("a.png 1, 2, 30, 40: a dog |", "a.png 50, 10, 20, 20: a man | he |",
                            "b.png 1, 2, 3, 4:"));
    EXPECT_THAT(written(importText("lines.jsonl",
                                   R"({"image":"a.png","x1":1,"y1":2,"x2":31,"y2":42,"phrase":"a dog"})"
                                   "\n"
                                   R"({"image":"b.png","x1":1,"y1":2,"x2":"?","y2":42,"phrase":"a cat"})"
                                   "\n")
                            .dataset),
                ElementsAre("a.png 1, 2, 30, 40: a dog |"));
    m_folder.write("photos/61512.png", pngOf(100, 80));
    EXPECT_THAT(
        written(
            importText(
                "region_descriptions.json",
                R"([{"regions":[{"region_id":1,"width":82,"height":50,"image_id":61512,"phrase":"the clock",)"
                R"("y":20,"x":10},{"region_id":2,"width":3,"height":4,"image_id":61512,"phrase":"a hand",)"
                R"("y":1,"x":2}],"id":61512}])")
                .dataset),
        ElementsAre("61512.png 10, 20, 82, 50: the clock |", "61512.png 2, 1, 3, 4: a hand |"));
}

const char* const kAnnotations =
    "<annotation><filename>a.png</filename><size><width>100</width></size>"
    "<object><name>1</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>31</xmax>"
    "<ymax>42</ymax></bndbox></object>"
    "<object>\n<name>2</name>\n<name>3</name><bndbox><xmin>50</xmin><ymin>10</ymin>"
    "<xmax>60</xmax><ymax>20</ymax></bndbox></object>"
    "<object><name>2</name><bndbox><xmin>70</xmin><ymin>30</ymin><xmax>80</xmax>"
    "<ymax>50</ymax></bndbox></object>"
    "<object><name>4</name><nobndbox>1</nobndbox></object>"
    "<object><name>5</name><scene>1</scene><nobndbox>0</nobndbox></object></annotation>";

TEST_F(Regions, FlickrEntitiesWithChainsUnionsScenesAndSplitLists) {
    m_folder.write("entities/Annotations/a.xml", kAnnotations);
    m_folder.write(
        "entities/Sentences/a.txt",
        "[/EN#1/people A man] with [/EN#2/clothing/people two hats] on [/EN#5/scene the street] .\n"
        "[/EN#1/people The man] has [/EN#3/clothing a hat] and [/EN#4/other a plan] [/EN#0/notvisual it]\n"
        "[/EN#1/people a man] [/EN#broken\n");
    m_folder.write("entities/Sentences/lost.txt", "[/EN#1/people A man]\n");
    m_folder.write("entities/train.txt", "1\n");
    m_folder.write("entities/test.txt", "a\n");
    m_folder.write("entities/captions.csv", "image,caption\na.png,a whole picture\n"); // not what is meant
    const ImportResult result = import(m_folder / "entities");
    EXPECT_THAT(written(result.dataset),
                ElementsAre("a.png 1, 2, 30, 40: A man | The man |", "a.png 50, 10, 30, 40: two hats |",
                            "a.png 50, 10, 10, 10: a hat |"));
    EXPECT_THAT(result.notes, Contains(HasSubstr("Flickr30K Entities")));
    EXPECT_THAT(result.notes, Contains(HasSubstr("1 chain has several boxes: each is one region")));
    EXPECT_EQ(result.dataset.images()[0].fileSplit, Split::test);
    EXPECT_EQ(result.problemCount, 5U);
    EXPECT_THAT(reasons(result),
                Contains(HasSubstr("\"the street\" in line 1 of \"a.txt\" has no box (it means the "
                                   "whole scene)")));
    EXPECT_THAT(reasons(result), Contains(HasSubstr("(it is seen nowhere)")));
    EXPECT_THAT(reasons(result), Contains(HasSubstr("(nobox)")));
    EXPECT_THAT(reasons(result), Contains(HasSubstr("is not of the form")));
    EXPECT_THAT(reasons(result), Contains(HasSubstr("\"lost.txt\" has no file of boxes")));
    ASSERT_THAT(result.dataset.columns(), SizeIs(1));
    EXPECT_EQ(result.dataset.columns()[0].name, "type");
    EXPECT_EQ(result.dataset.columns()[0].valueText(1), "clothing/people");
    m_folder.write("entities/Annotations/a.xml", std::string(kAnnotations).substr(0, 200));
    EXPECT_THAT(messageOf([&] { import(m_folder / "entities"); }),
                HasSubstr("a.xml breaks off in an <object>"));
}

TEST(Entities, BadMarkupIsNoneOrOneSentence) {
    for (const auto& [xml, reason] : std::map<std::string, const char*>{
             {"", "is no file of annotations"},
             {"<html></html>", "is no file of annotations"},
             {"<annotation><object><bndbox><xmin>1</xmin></bndbox></object>", "<bndbox> without ymin"},
             {"<annotation><object><bndbox><xmin>a</xmin></bndbox></object>", "<bndbox> without xmin"},
             {"<annotation><object><name>1</name>", "breaks off"}})
        EXPECT_THAT(messageOf([&] { parseEntityAnnotations(xml, "x.xml"); }), HasSubstr(reason)) << xml;
    EXPECT_THAT(parseEntityAnnotations("<annotation>", "x").objects, IsEmpty());
    for (const auto& [line, expected] : std::map<std::string, std::pair<std::size_t, std::size_t>>{
             {"no phrase", {0, 0}},
             {"[/EN#1/people A man] and [/EN#2/other it]", {2, 0}},
             {"[/EN#1/people A man", {0, 1}},
             {"[/EN#1/people A [/EN#2/other it]", {1, 1}},
             {"[/EN#1/people]", {0, 1}},
             {"[/EN# A man]", {0, 1}},
             {"[/EN#1 A man]", {1, 0}},
             {"] [/EN#", {0, 1}}}) {
        std::size_t broken = 0;
        EXPECT_EQ(parseEntitySentence(line, broken).size(), expected.first) << line;
        EXPECT_EQ(broken, expected.second) << line;
    }
}

TEST_F(Regions, PicturesStayWholeInRandomSplits) {
    std::string text = "image,x,y,w,h,phrase\n";
    for (int p = 0; p < 40; ++p) {
        const std::string name = "p" + std::to_string(p) + ".png";
        m_folder.write("photos/" + name, pngOf(50, 50));
        for (int r = 0; r < 1 + p % 4; ++r)
            text += name + ',' + std::to_string(r) + ",0,5,5,phrase " + std::to_string(r) + '\n';
    }
    const Dataset dataset = importText("many.csv", text).dataset;
    SplitOptions options;
    options.method = SplitMethod::random;
    options.testCount = 6;
    options.validationCount = 4;
    const SplitAssignment splits = assignSplits(dataset, options);
    std::map<std::string, std::set<Split>> ofPicture;
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        ofPicture[dataset.images()[i].path.string()].insert(splits.images[i]);
    std::map<Split, int> pictures;
    for (const auto& [picture, found] : ofPicture) {
        EXPECT_THAT(found, SizeIs(1)) << picture;
        ++pictures[*found.begin()];
    }
    EXPECT_EQ(pictures[Split::test], 6);
    EXPECT_EQ(pictures[Split::validation], 4);
    options.method = SplitMethod::byConcept;
    EXPECT_THROW(assignSplits(dataset, options), Error);
}

} // namespace
} // namespace crossview
