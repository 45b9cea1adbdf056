#include "common/error.h"
#include "dataset/edits/data_edit.h"
#include "dataset/edits/settle_group.h"
#include "options/data_edit_json.h"
#include "options/option_changes.h"
#include "options/run_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = DataEdit::Kind;

ItemRef image(int index) {
    return {View::image, index};
}
ItemRef sentence(int index) {
    return {View::sentence, index};
}

/// Three images; the second sentence describes two of them.
std::shared_ptr<const Dataset> pets() {
    std::vector<ImageItem> images(3);
    images[0] = {"cat.png", "", 0, "", Split::train};
    images[1] = {"kitten.png", "", 0, "", Split::train};
    images[2] = {"dog.png", "", 1, "", Split::test};
    ItemColumn length{"length", View::sentence, ItemColumn::Kind::number, {1, 2, 3}, {}, {}};
    ItemColumn tone{"tone", View::sentence, ItemColumn::Kind::text, {}, {0, 0, 0}, {"dry"}};
    return std::make_shared<const Dataset>(
        Dataset("pets", images, {{"a cat", "caption"}, {"a pet", "caption"}, {"a dog", "caption"}},
                Relation(3, 3, {{0, 0}, {0, 1}, {1, 1}, {2, 2}}), {"cats", "dogs"}, "/somewhere")
            .withColumns({length, tone}));
}

std::vector<std::string> textsOf(const Dataset& dataset, std::size_t of) {
    std::vector<std::string> texts;
    for (const std::int32_t number : dataset.relation().sentencesOf(of))
        texts.push_back(dataset.sentences()[static_cast<std::size_t>(number)].text);
    return texts;
}

EditedData with(const std::vector<DataEdit>& edits) {
    return edited(pets(), edits);
}

TEST(DataEdit, WithoutAnyTheDataAreTheSame) {
    const auto imported = pets();
    EXPECT_EQ(edited(imported, {}).dataset, imported);
    const EditedData accepted = with({{Kind::accept, {image(0)}, {}}});
    EXPECT_EQ(accepted.dataset->hash(), imported->hash());
    EXPECT_EQ(accepted.dataset->folder(), "/somewhere");
    EXPECT_THAT(changingEdits(std::vector<DataEdit>{{Kind::accept, {image(0)}, {}}}), IsEmpty());
}

TEST(DataEdit, UnpairTakesOnePairAway) {
    const EditedData data = with({{Kind::unpair, {image(0), sentence(1)}, {}}});
    EXPECT_THAT(textsOf(*data.dataset, 0), ElementsAre("a cat"));
    EXPECT_THAT(textsOf(*data.dataset, 1), ElementsAre("a pet"));
    EXPECT_THAT(data.leftOutSentences, IsEmpty());
    EXPECT_NE(data.dataset->hash(), pets()->hash());
    const EditedData again = with({{Kind::unpair, {image(0), sentence(1)}, {}},
                                   {Kind::unpair, {image(0), sentence(1)}, {}},
                                   {Kind::reword, {image(0), sentence(1)}, "a tiger"}});
    EXPECT_EQ(again.dataset->hash(), data.dataset->hash()); // needless ones do nothing
    EXPECT_THAT(with({{Kind::unpair, {image(2), sentence(2)}, {}}}).leftOutSentences, ElementsAre(2));
}

TEST(DataEdit, RewordChangesTheCaptionOfOneImage) {
    // Of its image alone: in its place.
    const EditedData own = with({{Kind::reword, {image(2), sentence(2)}, "a grey dog"}});
    EXPECT_EQ(own.dataset->sentences().size(), 3u);
    EXPECT_THAT(textsOf(*own.dataset, 2), ElementsAre("a grey dog"));
    // Shared: a sentence more, and the file's columns say nothing of it.
    const EditedData shared = with({{Kind::reword, {image(1), sentence(1)}, "a kitten"}});
    EXPECT_THAT(textsOf(*shared.dataset, 0), ElementsAre("a cat", "a pet"));
    EXPECT_THAT(textsOf(*shared.dataset, 1), ElementsAre("a kitten"));
    ASSERT_EQ(shared.dataset->sentences().size(), 4u);
    EXPECT_EQ(shared.dataset->sentences()[3].kind, "caption");
    ASSERT_EQ(shared.dataset->columns().size(), 2u);
    EXPECT_TRUE(shared.dataset->columns()[0].isMissing(3));
    EXPECT_TRUE(shared.dataset->columns()[1].isMissing(3));
    EXPECT_EQ(shared.dataset->columns()[0].valueText(2), "3");
    // A wording that is there: the sentence that has it.
    const EditedData known = with({{Kind::reword, {image(2), sentence(2)}, "a pet"}});
    EXPECT_EQ(known.dataset->sentences().size(), 3u);
    EXPECT_THAT(known.dataset->relation().imagesOf(1), ElementsAre(0, 1, 2));
    EXPECT_THAT(known.leftOutSentences, ElementsAre(2));
    // The wording of an edit before.
    const EditedData twice = with({{Kind::reword, {image(1), sentence(1)}, "a kitten"},
                                   {Kind::reword, {image(2), sentence(2)}, "a kitten"},
                                   {Kind::reword, {image(1), sentence(3)}, "two kittens"}});
    EXPECT_THAT(textsOf(*twice.dataset, 2), ElementsAre("a kitten"));
    EXPECT_THAT(textsOf(*twice.dataset, 1), ElementsAre("two kittens"));
    // An added one that describes nothing any more takes no part either.
    EXPECT_THAT(with({{Kind::reword, {image(1), sentence(1)}, "a kitten"},
                      {Kind::unpair, {image(1), sentence(3)}, {}}})
                    .leftOutSentences,
                ElementsAre(3));
}

TEST(DataEdit, LeaveOutTakesItemsAndTheirPairsAway) {
    const EditedData data = with({{Kind::leaveOut, {image(1), sentence(0)}, {}}});
    EXPECT_THAT(data.leftOutImages, ElementsAre(1));
    EXPECT_THAT(data.leftOutSentences, ElementsAre(0));
    EXPECT_EQ(data.dataset->relation().pairCount(), 2u);
    EXPECT_EQ(data.dataset->images().size(), 3u); // numbers stay
}

TEST(DataEdit, ASentenceThatNeverHadAnImageStaysAText) {
    const auto imported = std::make_shared<const Dataset>(Dataset(
        "", std::vector<ImageItem>(1), {{"mine", ""}, {"nobody's", ""}}, Relation(1, 2, {{0, 0}}), {}));
    const EditedData data =
        edited(imported, std::vector<DataEdit>{{Kind::unpair, {image(0), sentence(0)}, {}}});
    EXPECT_THAT(data.leftOutSentences, ElementsAre(0));
}

TEST(DataEdit, JoinedImagesShareSentencesAndConcept) {
    const EditedData data = with({{Kind::join, {image(2), image(0)}, {}}});
    EXPECT_THAT(textsOf(*data.dataset, 0), ElementsAre("a cat", "a pet", "a dog"));
    EXPECT_THAT(textsOf(*data.dataset, 2), ElementsAre("a cat", "a pet", "a dog"));
    EXPECT_THAT(textsOf(*data.dataset, 1), ElementsAre("a pet"));
    EXPECT_EQ(data.dataset->images()[0].conceptId, 1);
    EXPECT_THAT(data.joined, ElementsAre(ElementsAre(2, 0)));
}

TEST(DataEdit, OfCopiesTheFirstKeepsAllSentences) {
    const EditedData data = with(keepFirst(std::vector{image(1), image(0), image(2)}));
    EXPECT_THAT(textsOf(*data.dataset, 1), ElementsAre("a cat", "a pet", "a dog"));
    EXPECT_THAT(data.leftOutImages, ElementsAre(0, 2));
    EXPECT_THAT(data.leftOutSentences, IsEmpty());
}

TEST(DataEdit, OneWordingStandsForAll) {
    const auto edits = wordLikeFirst(std::vector{sentence(0), sentence(1), sentence(2)}, *pets());
    const EditedData data = with(edits);
    EXPECT_THAT(data.dataset->relation().imagesOf(0), ElementsAre(0, 1, 2));
    EXPECT_EQ(data.dataset->relation().pairCount(), 3u);
    EXPECT_THAT(data.leftOutSentences, ElementsAre(1, 2));
}

TEST(DataEdit, WhatIsNotPossibleIsToldAndRefused) {
    const auto why = [](const DataEdit& edit) { return whyNotPossible(edit, *pets()); };
    EXPECT_EQ(why({Kind::unpair, {image(0), sentence(0)}, {}}), "");
    EXPECT_THAT(why({Kind::unpair, {image(0), sentence(2)}, {}}), HasSubstr("does not describe image 0"));
    EXPECT_THAT(why({Kind::unpair, {sentence(0), image(0)}, {}}), HasSubstr("an image and a sentence"));
    EXPECT_THAT(why({Kind::leaveOut, {image(3)}, {}}), HasSubstr("no image 3"));
    EXPECT_THAT(why({Kind::leaveOut, {sentence(-1)}, {}}), HasSubstr("no sentence -1"));
    EXPECT_THAT(why({Kind::leaveOut, {}, {}}), HasSubstr("names the items"));
    EXPECT_THAT(why({Kind::join, {image(0)}, {}}), HasSubstr("Two or more images"));
    EXPECT_THAT(why({Kind::join, {image(0), sentence(0)}, {}}), HasSubstr("Two or more images"));
    EXPECT_THAT(why({Kind::reword, {image(0), sentence(0)}, "  "}), HasSubstr("has words"));
    EXPECT_THAT(why({Kind::reword, {image(0), sentence(0)}, "two\nlines"}), HasSubstr("one line"));
    EXPECT_THAT(why({Kind::reword, {image(0), sentence(0)}, "\xFF"}), HasSubstr("readable"));
    EXPECT_THROW(with({{Kind::leaveOut, {image(3)}, {}}}), Error);
    EXPECT_THROW(with({{Kind::leaveOut, {sentence(3)}, {}}}), Error);
    EXPECT_FALSE(canBeMade(std::vector<DataEdit>{{Kind::leaveOut, {sentence(3)}, {}}}, *pets()));
    EXPECT_TRUE(canBeMade(std::vector<DataEdit>{{Kind::reword, {image(0), sentence(1)}, "x"},
                                                {Kind::leaveOut, {sentence(3)}, {}}},
                          *pets()));
}

TEST(DataEdit, GoWithTheOptionsOfTheirRun) {
    RunOptions options = preset(kDefaultPreset);
    const std::string without = toJson(options);
    options.edits = {{Kind::unpair, {image(3), sentence(7)}, {}},
                     {Kind::reword, {image(3), sentence(0)}, "a \"red\" bird"}};
    EXPECT_EQ(runOptionsFromJson(toJson(options)).edits, options.edits);
    EXPECT_EQ(runOptionsFromJson(without).edits, std::vector<DataEdit>{});
    EXPECT_TRUE(needOtherData(options, runOptionsFromJson(without)));
    EXPECT_FALSE(needOtherData(options, runOptionsFromJson(toJson(options))));
    EXPECT_FALSE(makeTheSameRun(options, runOptionsFromJson(without)));
    RunOptions other = options;
    other.edits.pop_back();
    const auto differing = differingFields(std::vector{options, runOptionsFromJson(without), other});
    ASSERT_EQ(differing.size(), 1u);
    EXPECT_EQ(differing[0]->key, "edits");
    EXPECT_THAT(textOf(differing[0]->get(options)), testing::StartsWith("2 ("));
    EXPECT_THAT(textOf(differing[0]->get(other)), testing::StartsWith("1 ("));
    EXPECT_EQ(textOf(differing[0]->get(runOptionsFromJson(without))), "none");
    EXPECT_THAT(differingFields(std::vector{options, options}), IsEmpty());
    EXPECT_EQ(presetInPlaceOf(options, "tpami", true).edits, options.edits);
    EXPECT_THAT(presetInPlaceOf(options, "tpami", false).edits, IsEmpty());
}

TEST(DataEdit, ForeignJsonIsRefusedInOneSentence) {
    for (const char* text :
         {"{}", "[3]", "[{\"does\": \"fly\", \"items\": []}]", "[{\"does\": 3, \"items\": []}]",
          "[{\"does\": \"join\"}]", "[{\"does\": \"join\", \"items\": [1.5]}]",
          "[{\"does\": \"join\", \"items\": [99999999999]}]",
          "[{\"does\": \"join\", \"items\": {\"a\": \"b\"}}]",
          "[{\"does\": \"join\", \"items\": [1], \"text\": 4}]"})
        EXPECT_THROW(dataEditsFromJson(nlohmann::json::parse(text)), Error) << text;
    EXPECT_EQ(itemOfNumber(-2147483648).value().index, 2147483647);
}

} // namespace
} // namespace crossview
