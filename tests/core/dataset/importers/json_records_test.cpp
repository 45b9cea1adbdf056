#include "dataset/importers/json_captions.h"
#include "dataset/importers/json_records.h"

#include "common/error.h"
#include "parsed_captions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::ParsedCaptions;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

namespace {

ParsedCaptions records(std::string_view text) {
    ParsedCaptions parsed;
    parseJsonRecords(text, "r.json", parsed.sink());
    return parsed;
}

std::string errorOf(std::string_view text) {
    try {
        records(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "no Error was thrown";
}

} // namespace

TEST(JsonRecords, ReadsJsonLines) {
    const auto parsed =
        records("\xef\xbb\xbf{\"file_name\": \"a.jpg\", \"text\": \"A dog\"}\r\n\n"
                "{\"file_name\": \"b.jpg\", \"text\": [\"A cat\", \"It's asleep\"], \"split\": \"test\"}\n");
    EXPECT_THAT(parsed.pairs,
                ElementsAre(Pair("a.jpg", "A dog"), Pair("b.jpg", "A cat"), Pair("b.jpg", "It's asleep")));
    EXPECT_THAT(parsed.lines, ElementsAre(1, 3, 3));
    EXPECT_THAT(parsed.splits, ElementsAre("", "test", "test"));
    EXPECT_THAT(parsed.notes, ElementsAre("pictures from \"file_name\", captions from \"text\""));
}

TEST(JsonRecords, ABrokenLineSpoilsItselfOnly) {
    const auto parsed =
        records("{\"image\": \"a.jpg\", \"caption\": \"A dog\"}\n{\"image\": \"b.jpg\", \"capt\n"
                "[1]\n{\"caption\": \"A cat\"}\n{\"image\": \"c.jpg\", \"caption\": \"\xe4\"}\n"
                "{\"image\": \"d.jpg\", \"caption\": null}\n{\"image\": \"e.jpg\", \"caption\": \"An elk\"}");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("a.jpg", "A dog"), Pair("e.jpg", "An elk")));
    EXPECT_THAT(parsed.problems,
                ElementsAre(Pair(2u, "the line is not valid JSON"), Pair(3u, HasSubstr("no object")),
                            Pair(4u, HasSubstr("names no picture")), Pair(5u, "the line is not UTF-8"),
                            Pair(6u, HasSubstr("has no caption"))));
}

TEST(JsonRecords, ReadsListsAsAlbefBlipAndOthersWriteThem) {
    const auto parsed = records(R"([{"image": "coco/a.jpg", "caption": "A dog", "image_id": "coco_1"},
        {"image": {"path": "b.jpg"}, "sentences": [{"raw": "A cat", "tokens": ["a", "cat"]}, {"raw": "Asleep"}]},
        {"images": ["c.jpg"], "caption_0": "One", "caption_1": "Two", "label": "number"},
        {"image_id": 139, "caption": "A room"}, {"image": "d.jpg", "caption": "['A fish', 'It swims']"}])");
    EXPECT_THAT(parsed.pairs,
                ElementsAre(Pair("coco/a.jpg", "A dog"), Pair("b.jpg", "A cat"), Pair("b.jpg", "Asleep"),
                            Pair("c.jpg", "One"), Pair("c.jpg", "Two"), Pair("139", "A room"),
                            Pair("d.jpg", "A fish"), Pair("d.jpg", "It swims")));
    EXPECT_EQ(parsed.concepts[3], "number");
    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_EQ(parsed.notes[0], "pictures from \"image\", captions from \"caption\", not from \"image_id\"");
}

TEST(JsonRecords, ReadsListsInAnObjectAndCaptionsByPicture) {
    const auto lists = records(R"({"version": "1.0", "info": {"title": "pets", "text": {}},
        "train": [{"image": "a.jpg", "caption": "A dog"}], "val": [{"image": "b.jpg", "caption": "A cat"}],
        "more": [{"image": "c.jpg", "caption": "A cow", "split": "test"}]})");
    EXPECT_THAT(lists.pairs,
                ElementsAre(Pair("a.jpg", "A dog"), Pair("b.jpg", "A cat"), Pair("c.jpg", "A cow")));
    EXPECT_THAT(lists.splits, ElementsAre("train", "val", "test"));
    const auto byPicture = records(R"({"a.jpg": "A dog", "b": ["A cat", "Asleep"],
        "c.png": {"captions": ["A cow"]}, "count": 3, "by": "me"})");
    EXPECT_THAT(byPicture.pairs, ElementsAre(Pair("a.jpg", "A dog"), Pair("b", "A cat"), Pair("b", "Asleep"),
                                             Pair("c.png", "A cow")));
    EXPECT_THAT(byPicture.problems, IsEmpty());
}

TEST(JsonRecords, WhatHoldsNoneIsSaid) {
    EXPECT_THAT(errorOf(R"({"count": 18, "successes": 17})"),
                HasSubstr("none of its records names a picture"));
    EXPECT_THAT(errorOf("[]"), HasSubstr("none of its records"));
    EXPECT_THAT(errorOf("[{\"image\": \"a.jpg\",\n \"capt"), HasSubstr("line 2"));
    EXPECT_THAT(errorOf("[\"\xe4\"]"), HasSubstr("not UTF-8"));
    EXPECT_THAT(errorOf(std::string(1'000'000, '[')), HasSubstr("not valid JSON"));
    EXPECT_THAT(errorOf(""), HasSubstr("not valid JSON"));
    EXPECT_THAT(errorOf("[\n{\"caption\": 85e88888}]"), HasSubstr("line 2")); // a number beyond any
}

TEST(JsonRecords, DeepNestingDoesNotExhaustTheStack) {
    std::string deep;
    std::string end;
    for (int i = 0; i < 60'000; ++i) {
        deep += "[{\"text\":";
        end += "}]";
    }
    std::string nested(500'000, '[');
    nested += "\"a.jpg\"" + std::string(500'000, ']');
    const auto parsed =
        records("{\"image\": \"b.jpg\", \"text\": \"A cow\"}\n{\"image\": \"a.jpg\", \"caption\": " + deep +
                "\"A dog\"" + end + "}\n{\"image\": " + nested + ", \"caption\": \"A cat\"}\n");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("b.jpg", "A cow")));
}

TEST(JsonRecords, CaptionsOfOnePicture) {
    EXPECT_THAT(captionsInJson(R"({"caption": "A dog", "url": "x", "width": 120})"), ElementsAre("A dog"));
    EXPECT_THAT(captionsInJson(R"({"captions": ["A", "B"]})"), ElementsAre("A", "B"));
    EXPECT_THAT(captionsInJson(R"({"caption": ""})"), IsEmpty());
    EXPECT_THAT(captionsInJson("no json"), IsEmpty());
}
