#include "project/data_edits.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "project/project.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace crossview {
namespace {

using Kind = DataEdit::Kind;

Dataset smallData(const char* firstText = "one") {
    std::vector<ImageItem> images(3);
    images[2].path = "dog.png";
    std::vector<SentenceItem> sentences{{firstText, "caption"}, {"two", "caption"}};
    return {"Small", images, sentences, Relation(3, 2, {{0, 0}, {1, 1}}), {}};
}

const std::vector<DataEdit> kSome{{Kind::reword, {{View::image, 0}, {View::sentence, 0}}, "a \"new\" one"},
                                  {Kind::accept, {{View::image, 2}}, {}}};

TEST(StoredEdits, AreThereAgain) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "Small.crossview";
    Project::create(path, smallData());
    EXPECT_TRUE(readEdits(path, smallData()).edits.empty());
    writeEdits(path, smallData(), kSome);
    EXPECT_EQ(readEdits(path, smallData()).edits, kSome);
    EXPECT_EQ(readEdits(path, smallData()).remark, "");
    writeEdits(path, smallData(), {});
    EXPECT_TRUE(readEdits(path, smallData()).edits.empty());
}

TEST(StoredEdits, ThatAnotherProcessChangedAreLeft) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "Small.crossview";
    Project::create(path, smallData());
    replaceEdits(path, smallData(), {}, {kSome[0]});
    replaceEdits(path, smallData(), {kSome[0]}, kSome);
    try {
        replaceEdits(path, smallData(), {kSome[0]}, {});
        ADD_FAILURE() << "what somebody else did was overwritten";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("changed elsewhere"));
    }
    EXPECT_EQ(readEdits(path, smallData()).edits, kSome);
}

TEST(StoredEdits, OfOtherDataAreNotMadeButTold) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "Small.crossview";
    Project::create(path, smallData());
    writeEdits(path, smallData(), kSome);
    const StoredEdits other = readEdits(path, smallData("another"));
    EXPECT_TRUE(other.edits.empty());
    EXPECT_THAT(other.remark, testing::HasSubstr("edits.json"));
}

TEST(StoredEdits, OfADamagedFileAreRefusedWithItsName) {
    const test::TemporaryFolder folder;
    for (const std::string& content :
         {std::string("no json"), std::string("{}"), std::string(R"({"data": 7, "edits": []})"),
          R"({"edits": [{"does": "fly", "items": []}], "data": ")" + smallData().hash() + "\"}"}) {
        writeFileAtomically(folder.path() / "edits.json", content);
        try {
            readEdits(folder.path(), smallData());
            ADD_FAILURE() << content;
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr("edits.json"));
        }
    }
}

TEST(StoredEdits, ALinkIsNotWrittenThrough) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "Small.crossview";
    Project::create(path, smallData());
    writeFileAtomically(folder.path() / "elsewhere.json", "mine");
    std::filesystem::create_symlink(folder.path() / "elsewhere.json", path / "edits.json");
    EXPECT_THROW(writeEdits(path, smallData(), kSome), Error);
    EXPECT_EQ(readFile(folder.path() / "elsewhere.json"), "mine");
}

TEST(StoredEdits, AreToldInASentence) {
    const Dataset data = smallData();
    EXPECT_EQ(sentenceOf(kSome[0], data), "sentence:0 (one) reads \"a \"new\" one\" for image:0 (one)");
    EXPECT_EQ(sentenceOf(kSome[1], data), "image:2 (dog.png) is right as it is");
    EXPECT_EQ(sentenceOf({Kind::leaveOut, {{View::image, 2}, {View::sentence, 7}}, {}}, data),
              "image:2 (dog.png), sentence:7 take no part");
    EXPECT_EQ(sentenceOf({Kind::unpair, {{View::image, 1}, {View::sentence, 1}}, {}}, data),
              "sentence:1 (two) does not describe image:1 (two)");
}

} // namespace
} // namespace crossview
