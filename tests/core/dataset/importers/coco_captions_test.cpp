#include "dataset/importers/coco_captions.h"

#include "common/error.h"
#include "dataset/importers/caption_file.h"
#include "dataset/importers/formats.h"
#include "dataset/importers/import_preview.h"
#include "dataset/importers/importer.h"
#include "parsed_captions.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::ParsedCaptions;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

namespace {

constexpr const char* kImages = R"("images": [
    {"id": 57870, "file_name": "COCO_train2014_1.jpg", "height": 480, "width": 640, "license": 5,
     "coco_url": "http://example.org/1.jpg", "date_captured": "2013-11-14 16:28:13"},
    {"id": "b7", "file_name": "val/2.jpg"}])";
constexpr const char* kAnnotations = R"("annotations": [
    {"image_id": 57870, "id": 48, "caption": "A very clean\nbathroom"},
    {"image_id": "b7", "id": 49, "caption": "\u00c4pfel"},
    {"id": 50, "caption": "One more", "image_id": 57870}])";

ParsedCaptions parsed(const std::string& text) {
    ParsedCaptions captions;
    parseCocoCaptions(text, "captions.json", captions.sink());
    return captions;
}

std::string errorOf(const std::string& text) {
    try {
        parsed(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "no Error was thrown";
}

/// A document of the two arrays in the named order.
std::string document(const char* first, const char* second) {
    return std::string(R"({"info": {"images": [{"id": 1, "file_name": "no.jpg"}]}, "licenses": [[], 7], )") +
           first + ", " + second + ", \"extra\": {\"annotations\": [1]}}";
}

} // namespace

TEST(CocoCaptions, ReadsBothOrdersOfTheArraysAlike) {
    for (const std::string& text : {document(kImages, kAnnotations), document(kAnnotations, kImages)}) {
        const ParsedCaptions captions = parsed("\xef\xbb\xbf" + text);
        EXPECT_THAT(captions.pairs,
                    ElementsAre(Pair("COCO_train2014_1.jpg", "A very clean\nbathroom"),
                                Pair("val/2.jpg", "Äpfel"), Pair("COCO_train2014_1.jpg", "One more")));
        EXPECT_THAT(captions.splits, ElementsAre("", "", ""));
        EXPECT_THAT(captions.problems, IsEmpty());
    }
}

TEST(CocoCaptions, ReportsAnnotationsOfUnknownImages) {
    const auto captions = parsed(R"({"annotations": [{"image_id": 9, "caption": "lost"}],
        "images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [{"image_id": 1, "caption": "found"},
        {"image_id": 8, "caption": "lost too"}]})");
    EXPECT_THAT(captions.pairs, ElementsAre(Pair("a.jpg", "found")));
    EXPECT_THAT(captions.problems,
                ElementsAre(Pair(0u, "annotation 1 belongs to the image 9, which \"images\" does not hold"),
                            Pair(0u, "annotation 3 belongs to the image 8, which \"images\" does not hold")));
}

TEST(CocoCaptions, ReportsEntriesThatAreIncomplete) {
    const auto captions = parsed(R"({"images": [{"id": 1}, {"file_name": "a.jpg"}, 7, [{"id": 2}],
        {"id": 3, "file_name": "b.jpg"}, {"id": 3, "file_name": "c.jpg"}, {"id": 4.5, "file_name": "d.jpg"}],
        "annotations": [{"caption": "of nothing"}, {"image_id": 3}, null, {"image_id": 3, "caption": 5},
        {"image_id": 3, "caption": ""}, {"image_id": 3, "caption": "fine"}]})");
    EXPECT_THAT(captions.pairs, ElementsAre(Pair("b.jpg", ""), Pair("b.jpg", "fine")));
    EXPECT_THAT(
        captions.problems,
        ElementsAre(Pair(0u, "image entry 1 has no \"file_name\""), Pair(0u, "image entry 2 has no \"id\""),
                    Pair(0u, "image entry 3 is not an object"), Pair(0u, "image entry 4 is not an object"),
                    Pair(0u, "image entry 6 has the id 3 of an earlier one"),
                    Pair(0u, "image entry 7 has no \"id\""), Pair(0u, "annotation 1 has no \"image_id\""),
                    Pair(0u, "annotation 2 has no \"caption\""), Pair(0u, "annotation 3 is not an object"),
                    Pair(0u, "annotation 4 has no \"caption\"")));
}

TEST(CocoCaptions, NamesThePlaceWhereAFileIsNoJson) {
    const std::string whole = document(kImages, kAnnotations);
    EXPECT_THAT(errorOf(whole.substr(0, whole.size() / 2)), HasSubstr("captions.json, line "));
    EXPECT_THAT(errorOf(whole.substr(0, whole.size() - 1)), HasSubstr("not valid JSON"));
    EXPECT_THAT(errorOf(""), HasSubstr("not valid JSON"));
    EXPECT_THAT(errorOf("a.jpg#0\tA dog\n"), HasSubstr("not valid JSON"));
    EXPECT_THAT(errorOf("{\"images\": [{\"file_name\": \"\xe4.jpg\"}]}"), HasSubstr("not UTF-8"));
    EXPECT_THAT(errorOf(std::string(1'000'000, '[')), HasSubstr("not valid JSON"));
}

TEST(CocoCaptions, SaysWhatIsMissingFromAnotherJson) {
    EXPECT_THAT(errorOf("[]"), HasSubstr("no array \"images\""));
    EXPECT_THAT(errorOf("{\"annotations\": []}"), HasSubstr("no array \"images\""));
    EXPECT_THAT(errorOf("{\"images\": []}"), HasSubstr("no array \"annotations\""));
    EXPECT_THAT(errorOf(R"({"images": [{"id": 1, "file_name": "a.jpg"}],
        "annotations": [{"image_id": 1, "bbox": [1, 2, 3, 4], "category_id": 18}]})"),
                HasSubstr("without captions"));
    EXPECT_THAT(parsed(R"({"images": [], "annotations": []})").pairs, IsEmpty());
}

TEST(CocoCaptions, AreToldFromKarpathysJsonByTheirContent) {
    const auto keyOf = [](const std::string& text) { return std::string(recogniseFormat(text).key); };
    EXPECT_EQ(keyOf(document(kImages, kAnnotations)), "coco");
    EXPECT_EQ(keyOf(document(kAnnotations, kImages)), "coco");
    EXPECT_EQ(keyOf("{" + std::string(kAnnotations)), "coco"); // a beginning
    // So many images that the beginning holds no annotation.
    std::string many = "{\"images\": [";
    for (int i = 0; i < 5000; ++i)
        many += "{\"id\": " + std::to_string(i) + ", \"file_name\": \"" + std::to_string(i) + ".jpg\"}, ";
    EXPECT_EQ(keyOf(many), "coco");
    EXPECT_EQ(keyOf(R"({"images": [{"sentids": [0], "imgid": 0, "sentences": [{"tokens": ["a"], "raw": "A"}],
        "split": "train", "filename": "1.jpg", "filepath": "val2014", "cocoid": 391895}], "dataset": "coco"})"),
              "karpathy");
    EXPECT_EQ(keyOf("{}"), "records");
    EXPECT_EQ(keyOf("image,caption\n\"file_name\",\"annotations\"\n"), "table");
}

TEST(CocoCaptions, AreImportedWithTheirPictures) {
    const test::TemporaryFolder folder;
    folder.writePicture("coco/val2017/000000000139.jpg");
    folder.writePicture("coco/val2017/000000000656.jpg");
    folder.write("coco/annotations/captions_val2017.json", R"({"info": {}, "images": [
        {"id": 139, "file_name": "000000000139.jpg"}, {"id": 656, "file_name": "000000000656.jpg"}],
        "annotations": [{"image_id": 139, "id": 1, "caption": "A red circle"},
        {"image_id": 656, "id": 2, "caption": "A red square"},
        {"image_id": 139, "id": 3, "caption": "One circle"}, {"image_id": 999, "id": 4, "caption": "Lost"}]})");
    folder.write("coco/annotations/instances_val2017.json", "{}");
    ImportOptions options;
    options.captions = folder / "coco"; // the file is found by its name
    const ImportResult result = importDataset(options);
    EXPECT_EQ(result.dataset.images().size(), 2u);
    EXPECT_EQ(result.dataset.sentences().size(), 3u);
    EXPECT_EQ(result.dataset.imagePath(0), folder / "coco/val2017/000000000139.jpg");
    ASSERT_THAT(result.problems, SizeIs(1));
    EXPECT_THAT(result.problems[0].reason, HasSubstr("image 999"));
    const ImportPreview preview = previewImport(options);
    EXPECT_EQ(preview.format, &cocoFormat());
    EXPECT_EQ(preview.images, 2u);
    EXPECT_EQ(preview.captions, 3u);
}
