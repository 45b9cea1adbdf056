#include "project/saved_selections.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace crossview {
namespace {

Dataset smallData(const char* firstText = "one") {
    std::vector<ImageItem> images(3);
    std::vector<SentenceItem> sentences{{firstText, "caption"}, {"two", "caption"}};
    return {"Small", images, sentences, Relation(3, 2, {{0, 0}, {1, 1}}), {}};
}

const std::vector<ItemRef> kSome{{View::sentence, 1}, {View::image, 2}, {View::sentence, 0}};

TEST(SavedSelections, AreThereAgainByName) {
    const test::TemporaryFolder folder;
    const Dataset data = smallData();
    EXPECT_TRUE(readSelections(folder.path(), data).empty());
    saveSelection(folder.path(), data, {"zebras", kSome});
    saveSelection(folder.path(), data, {"apples & <pears>", {{View::image, 0}}});
    saveSelection(folder.path(), data, {"zebras", {kSome.front()}}); // in the place of the first
    const std::vector<SavedSelection> all = readSelections(folder.path(), data);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "apples & <pears>");
    EXPECT_EQ(all[1].name, "zebras");
    EXPECT_EQ(all[1].items, std::vector{kSome.front()});
    saveSelection(folder.path(), data, {"order", kSome});
    EXPECT_EQ(readSelections(folder.path(), data)[1].items, kSome); // the primary one stays last
    EXPECT_EQ(removeSelection(folder.path(), data, "order").size(), 2U);
    EXPECT_THROW(saveSelection(folder.path(), data, {"", kSome}), Error);
}

TEST(SavedSelections, OfOtherDataAreNotTaken) {
    const test::TemporaryFolder folder;
    saveSelection(folder.path(), smallData(), {"mine", kSome});
    const Dataset other = smallData("another");
    EXPECT_THROW(readSelections(folder.path(), other), Error);
    EXPECT_EQ(saveSelection(folder.path(), other, {"new", kSome}).size(), 1U);
    EXPECT_EQ(readSelections(folder.path(), other).front().name, "new");
}

TEST(SavedSelections, OfADamagedFileAreRefusedWithItsName) {
    for (const char* content : {"no json", R"({"data": "x"})", R"({"data": 7, "selections": []})",
                                R"({"selections": [{"name": 3}]})"}) {
        const test::TemporaryFolder folder;
        writeFileAtomically(folder.path() / "selections.json", content);
        try {
            readSelections(folder.path(), smallData());
            ADD_FAILURE() << content;
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr("selections.json"));
        }
    }
    const test::TemporaryFolder folder;
    const Dataset data = smallData();
    for (const char* items : {"[3]", "[-3]", "[1.5]", "[\"a\"]", "[99999999999]"}) {
        writeFileAtomically(folder.path() / "selections.json",
                            R"({"data": ")" + data.hash() + R"(", "selections": [{"name": "a", "items": )" +
                                items + "}]}");
        EXPECT_THROW(readSelections(folder.path(), data), Error) << items;
    }
}

} // namespace
} // namespace crossview
