#include "dataset/importers/flickr_tokens.h"
#include "dataset/importers/karpathy_json.h"
#include "dataset/importers/split_lists.h"
#include "dataset/importers/table.h"
#include "dataset/locating/image_file.h"
#include "dataset/tables/list_cell.h"

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
using testing::SizeIs;

namespace {

ParsedCaptions tokens(std::string_view text) {
    ParsedCaptions parsed;
    parseFlickrTokens(text, parsed.sink());
    return parsed;
}

ParsedCaptions table(std::string_view text) {
    ParsedCaptions parsed;
    parseTable(text, "table.csv", parsed.sink());
    return parsed;
}

ParsedCaptions karpathy(std::string_view text) {
    ParsedCaptions parsed;
    parseKarpathyJson(text, "dataset.json", parsed.sink());
    return parsed;
}

std::string karpathyError(std::string_view text) {
    try {
        karpathy(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "no Error was thrown";
}

} // namespace

TEST(FlickrTokens, TakesTabsBlanksByteOrderMarkAndWindowsLineEnds) {
    const auto parsed = tokens("\xef\xbb\xbf"
                               "1000.jpg#0\tA dog .\r\n"
                               "1000.jpg#1\t\tTwo dogs .\r\n"
                               "\r\n"
                               "a b.jpg#12   A # sign and a#3 thing .");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("1000.jpg", "A dog ."), Pair("1000.jpg", "Two dogs ."),
                                          Pair("a b.jpg", "A # sign and a#3 thing .")));
    EXPECT_THAT(parsed.lines, ElementsAre(1, 2, 4));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(FlickrTokens, ANameMayHoldNumberSignsItself) {
    const auto parsed = tokens("team #0 red.jpg#1\tA red circle .\n"
                               "red_ring#2.jpg#0\tA red ring .\n"
                               "no.4 #7 x#10\tFour #5\tfive .\n"
                               "team #0 red.jpg#2 Number #3 in blanks .\n");
    EXPECT_THAT(parsed.pairs,
                ElementsAre(Pair("team #0 red.jpg", "A red circle ."), Pair("red_ring#2.jpg", "A red ring ."),
                            Pair("no.4 #7 x", "Four #5\tfive ."),
                            Pair("team #0 red.jpg", "Number #3 in blanks .")));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(FlickrTokens, ReportsLinesOfAnotherForm) {
    const auto parsed =
        tokens("no number here\n#0\tno picture\na.jpg#x\tno number\na.jpg#0nogap\na.jpg#1\tgood\n" +
               std::string(kMaxLineBytes + 1, 'x') + "\nb.jpg#2\n");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("a.jpg", "good"), Pair("b.jpg", "")));
    ASSERT_THAT(parsed.problems, SizeIs(5));
    EXPECT_THAT(parsed.problems[0], Pair(1u, HasSubstr("<file>#<number>")));
    EXPECT_THAT(parsed.problems[4], Pair(6u, HasSubstr("bytes long")));
}

TEST(KarpathyJson, ReadsFlickrAndCocoEntriesWithAnyNumberOfSentences) {
    const auto parsed =
        karpathy(R"({"dataset": "coco", "extra": {"images": [{"filename": "no.jpg"}]}, "images": [
        {"sentids": [0, 1], "imgid": 0, "sentences": [
            {"tokens": ["two", "dogs"], "raw": "Two dogs.", "imgid": 0, "sentid": 0},
            {"tokens": ["one", "cat"], "imgid": 0, "sentid": 1}], "split": "restval", "filename": "a.jpg"},
        {"filepath": "val2014", "cocoid": 391895, "filename": "COCO_1.jpg", "split": "test",
         "sentences": [{"raw": "\u00c4pfel"}]}]})");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("a.jpg", "Two dogs."), Pair("a.jpg", "one cat"),
                                          Pair("val2014/COCO_1.jpg", "Äpfel")));
    EXPECT_THAT(parsed.splits, ElementsAre("restval", "restval", "test"));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(KarpathyJson, ReportsEntriesThatAreIncomplete) {
    const auto parsed =
        karpathy(R"({"images": [{"sentences": [{"raw": "x"}]}, {"filename": "a.jpg"}, 7, [1, [2]],
        {"filename": 3, "sentences": []}, {"filename": "b.jpg", "sentences": [{"raw": "fine"}]}]})");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("b.jpg", "fine")));
    EXPECT_THAT(parsed.problems, ElementsAre(Pair(0u, "image entry 1 has no \"filename\""),
                                             Pair(0u, "image entry 2 (a.jpg) has no sentences"),
                                             Pair(0u, "image entry 3 is not an object"),
                                             Pair(0u, "image entry 4 is not an object"),
                                             Pair(0u, "image entry 5 has no \"filename\"")));
}

TEST(KarpathyJson, NamesThePlaceWhereAFileIsNoJson) {
    EXPECT_THAT(karpathyError("{\"images\": [\n{\"filename\": \"a.jpg\", \"sent"),
                HasSubstr("dataset.json, line 2"));
    EXPECT_THAT(karpathyError("{\"images\": [{\"filename\": \"\xe4.jpg\"}]}"), HasSubstr("not UTF-8"));
    EXPECT_THAT(karpathyError("{\"annotations\": []}"), HasSubstr("no array \"images\""));
    EXPECT_THAT(karpathyError("[]"), HasSubstr("no array \"images\""));
    EXPECT_THAT(karpathyError(""), HasSubstr("not valid JSON"));
    // Deep nesting does not exhaust the stack.
    EXPECT_THAT(karpathyError(std::string(1'000'000, '[')), HasSubstr("not valid JSON"));
}

TEST(Table, RecognisesHeadersSeparatorsAndOptionalColumns) {
    for (const std::string separator : {"\t", ",", ";", "|"}) {
        std::string text = "id|Caption|Image Path|split|label\n1|A dog|a.jpg|train|dog\n2|A cat|b.jpg||\n";
        for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; ++at)
            text.replace(at, 1, separator);
        const auto parsed = table(text);
        EXPECT_THAT(parsed.pairs, ElementsAre(Pair("a.jpg", "A dog"), Pair("b.jpg", "A cat"))) << separator;
        EXPECT_THAT(parsed.splits, ElementsAre("train", ""));
        EXPECT_THAT(parsed.concepts, ElementsAre("dog", ""));
        EXPECT_THAT(parsed.lines, ElementsAre(2, 3));
        EXPECT_THAT(parsed.problems, IsEmpty());
    }
}

TEST(Table, ReadsTheTablesThatAreAbout) {
    // open_clip, Kaggle's Flickr8k, Kaggle's Flickr30k, pandas with an index, several captions in a row
    EXPECT_THAT(table("filepath\ttitle\nx/a.jpg\tA dog, running; fast\n").pairs,
                ElementsAre(Pair("x/a.jpg", "A dog, running; fast")));
    EXPECT_THAT(table("image,caption\na.jpg,A dog .\nb.jpg,\"A cat , asleep .\"\n").pairs,
                ElementsAre(Pair("a.jpg", "A dog ."), Pair("b.jpg", "A cat , asleep .")));
    EXPECT_THAT(table("image_name| comment_number| comment\na.jpg| 0| Two dogs, one cat .\n").pairs,
                ElementsAre(Pair("a.jpg", "Two dogs, one cat .")));
    EXPECT_THAT(table(",image,caption\n0,a.jpg,A dog\n").pairs, ElementsAre(Pair("a.jpg", "A dog")));
    EXPECT_THAT(table("image,caption_0,caption_1\na.jpg,one,two\nb.jpg,three,\n").pairs,
                ElementsAre(Pair("a.jpg", "one"), Pair("a.jpg", "two"), Pair("b.jpg", "three")));
}

TEST(Table, WorksWithoutAHeaderInEitherOrder) {
    EXPECT_THAT(table("a.jpg\tA dog\nb.jpg\tA cat\n").pairs,
                ElementsAre(Pair("a.jpg", "A dog"), Pair("b.jpg", "A cat")));
    EXPECT_THAT(table("a.jpg,A dog, running\n").pairs, ElementsAre(Pair("a.jpg", "A dog, running")));
    EXPECT_THAT(table("a.jpg;A dog, running\n").pairs, ElementsAre(Pair("a.jpg", "A dog, running")));
    EXPECT_THAT(table("A dog\ta.jpg\n").pairs, ElementsAre(Pair("a.jpg", "A dog")));
}

TEST(Table, FollowsRfc4180Quoting) {
    const auto parsed = table("image,caption\r\na.jpg,\"He said \"\"hello\"\", then\r\nleft\"\r\n"
                              "\"b, c.jpg\", \"x\" \r\nd.jpg,\"\"\r\n");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("a.jpg", "He said \"hello\", then\r\nleft"),
                                          Pair("b, c.jpg", "x"), Pair("d.jpg", "")));
    EXPECT_THAT(parsed.lines, ElementsAre(2, 4, 5));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(Table, BadQuotesSpoilTheirOwnLineOnly) {
    const auto parsed = table("image,caption\na.jpg,\"Stop\" he said\nb.jpg,\"never closed\nc.jpg,fine\n");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("c.jpg", "fine")));
    EXPECT_THAT(parsed.problems, ElementsAre(Pair(2u, HasSubstr("text follows a closing quote")),
                                             Pair(3u, HasSubstr("never closed"))));
    // Tabs part fields without quotes, so a quote may be what was said.
    EXPECT_THAT(
        table("a.jpg\t\"Stop!\nb.jpg\t\"Go!\nc.jpg\t\"Yes\" he said\n").pairs,
        ElementsAre(Pair("a.jpg", "\"Stop!"), Pair("b.jpg", "\"Go!"), Pair("c.jpg", "\"Yes\" he said")));
}

TEST(Table, ReportsRecordsWithTooFewOrTooManyColumns) {
    const auto parsed = table("caption,image\nA dog\nA dog, running,a.jpg\nA cat,b.jpg\n");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("b.jpg", "A cat")));
    EXPECT_THAT(parsed.problems, ElementsAre(Pair(2u, HasSubstr("1 of the 2 columns")),
                                             Pair(3u, HasSubstr("3 columns instead of 2"))));
}

TEST(Table, SaysWhichColumnsItTookAndWhichElseThereAre) {
    const auto noteOf = [](std::string_view text) { return table(text).notes.at(0); };
    EXPECT_EQ(
        noteOf("id,image,caption,title,split,label\n1,a.jpg,A dog,Dog,train,dog\n"),
        "pictures from \"image\", captions from \"caption\", splits from \"split\", concepts from \"label\"; "
        "further columns: \"id\", \"title\"");
    EXPECT_EQ(noteOf("a.jpg\tA dog\n"), "no header: pictures from column 1, captions from column 2");
    // A column of web addresses gives way to one of files, an empty one to one that holds something.
    EXPECT_EQ(noteOf("image,file,title,text\nhttps://x.org/a.jpg,a.jpg,,A dog\n"),
              "pictures from \"file\", captions from \"text\"; further columns: \"image\", \"title\"");
    EXPECT_EQ(noteOf("url,caption\nhttps://x.org/a.jpg,A dog\n"),
              "pictures from \"url\", captions from \"caption\"");
}

TEST(Table, ColumnsOfAnotherLanguageAreKnownByTheirContent) {
    const auto parsed = table("Nr;Bild;Preis;Beschreibung\n1;a.jpg;3;Ein roter Kreis\n2;b.jpg;4;Ein Hund\n");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("a.jpg", "Ein roter Kreis"), Pair("b.jpg", "Ein Hund")));
    EXPECT_THAT(table("1\ta.jpg\t7\tA red dog\n2\tb.jpg\t8\tA cat\n").pairs,
                ElementsAre(Pair("a.jpg", "A red dog"), Pair("b.jpg", "A cat")));
    EXPECT_THAT(table("pic,caption\na.jpg,A dog\n").pairs, ElementsAre(Pair("a.jpg", "A dog")));
}

TEST(Table, ExcelsLineOfTheSeparatorIsPassedOver) {
    for (const char* first : {"sep=;\n", "\xef\xbb\xbfsep=;\r\n", "\"sep=;\"\n", "SEP=;\n"}) {
        const auto parsed = table(std::string(first) + "id;caption;image\n1;A dog, running;a.jpg\n");
        EXPECT_THAT(parsed.pairs, ElementsAre(Pair("a.jpg", "A dog, running"))) << first;
        EXPECT_THAT(parsed.lines, ElementsAre(3));
        EXPECT_THAT(parsed.problems, IsEmpty());
    }
    EXPECT_THAT(table("sep=\nimage\tcaption\na.jpg\tA dog\n").pairs, SizeIs(1)); // Excel's own for a tab
}

TEST(Table, ACellMayHoldAListOfCaptions) {
    const auto parsed = table("filename,raw\na.jpg,\"[\"\"A dog, running\"\", \"\"It barks\"\"]\"\n"
                              "b.jpg,\"['A cat', \"\"It's asleep\"\"]\"\nc.jpg,[a bird]\n");
    EXPECT_THAT(parsed.pairs,
                ElementsAre(Pair("a.jpg", "A dog, running"), Pair("a.jpg", "It barks"),
                            Pair("b.jpg", "A cat"), Pair("b.jpg", "It's asleep"), Pair("c.jpg", "[a bird]")));
    EXPECT_THAT(parsed.notes, SizeIs(2)); // columns, and the lists once
}

TEST(Table, ALineThatRepeatsTheHeaderIsSaidToBeThat) {
    const auto parsed = table("image,caption\na.jpg,A dog\nimage,caption\nb.jpg,A cat\n");
    EXPECT_THAT(parsed.pairs, SizeIs(2));
    EXPECT_THAT(parsed.problems, ElementsAre(Pair(3u, "the line repeats the header")));
}

TEST(Table, OfSeveralCaptionColumnsTheMissingOnesArePassedOver) {
    const auto parsed = table("image,caption_0,caption_1\na.jpg,nan,A dog\nb.jpg,,None\n");
    EXPECT_THAT(parsed.pairs, ElementsAre(Pair("a.jpg", "A dog")));
    EXPECT_THAT(parsed.problems, ElementsAre(Pair(3u, "the caption is empty")));
}

TEST(ListCell, ReadsTheListsOfJsonPythonAndNumpyOnly) {
    const auto list = [](std::string_view cell) {
        return listInCell(cell).value_or(std::vector<std::string>{});
    };
    EXPECT_THAT(list(R"(["a \"b\"", "c\u00e9"])"), ElementsAre("a \"b\"", "cé"));
    EXPECT_THAT(list(R"(['it\'s', "b", 'caf\xe9 \u2013', 'x\ny'])"),
                ElementsAre("it's", "b", "café –", "x y"));
    EXPECT_THAT(list("['a dog'\n 'a cat']"), ElementsAre("a dog", "a cat"));
    EXPECT_THAT(list("('a', 'b')"), ElementsAre("a", "b"));
    EXPECT_THAT(list(R"([{"raw": "a dog", "tokens": ["a", "dog"]}, {"raw": "b"}])"),
                ElementsAre("a dog", "b"));
    EXPECT_THAT(list(R"([{"x": 1.5, "y": 2}])"), IsEmpty()); // a box
    for (const char* cell : {"", "[]", "[1, 2]", "[a dog]", "['open", "['a' b]", "(seen from above)",
                             "['a'b']", "[[\"a\"]]", "\"quoted\"", "'a', 'b'", "['\\"})
        EXPECT_EQ(listInCell(cell), std::nullopt) << cell;
}

TEST(Table, AHeaderWithoutCaptionsOrPicturesIsAnError) {
    EXPECT_THROW(table("image,width\na.jpg,7\n"), Error);
    EXPECT_THROW(table("caption,width\nA dog,7\n"), Error);
    EXPECT_THAT(table("").pairs, IsEmpty());
}

TEST(SplitLists, AreKnownByTheirNames) {
    EXPECT_EQ(splitOfListName("Flickr_8k.trainImages.txt"), Split::train);
    EXPECT_EQ(splitOfListName("Flickr_8k.devImages.txt"), Split::validation);
    EXPECT_EQ(splitOfListName("flickr30k_test.txt"), Split::test);
    EXPECT_EQ(splitOfListName("val.TXT"), Split::validation);
    EXPECT_EQ(splitOfListName("test_images.txt"), Split::test);
    EXPECT_EQ(splitOfListName("train_caps.txt"), std::nullopt);
    EXPECT_EQ(splitOfListName("train.csv"), std::nullopt);
    EXPECT_EQ(splitOfListName("contest.txt"), std::nullopt);
    EXPECT_EQ(splitOfListName("txt"), std::nullopt);
}

TEST(ImageFile, NamesTheFormatsThatAreNotRead) {
    using namespace std::string_view_literals;
    const std::pair<std::string_view, std::string_view> kinds[] = {
        {"GIF87a"sv, "GIF"},
        {"GIF89a\x60\0"sv, "GIF"},
        {"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0"sv, "animated WebP"},
        {"\0\0\0\x1c"
         "ftypavif"sv,
         "AVIF"},
        {"\0\0\0\x18"
         "ftypheic"sv,
         "HEIC"},
        {"\0\0\0\x0cjP  \r\n"sv, "JPEG 2000"},
        {"\0\0\0\x0cJXL \r\n"sv, "JPEG XL"},
        {"<svg xmlns"sv, "SVG"}};
    for (const auto& [bytes, name] : kinds) {
        EXPECT_EQ(undecodableFormat(bytes), name);
        EXPECT_FALSE(beginsLikeImage(bytes)) << name;
    }
    EXPECT_EQ(undecodableFormat("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0"sv), "");
    EXPECT_EQ(undecodableFormat("\0\0\0\x18"
                                "ftypmp42"sv),
              "");
    EXPECT_EQ(undecodableFormat("\x89PNG\r\n\x1a\n"sv), "");
    EXPECT_EQ(undecodableFormat(""sv), "");
}

TEST(ImageFile, IsKnownByItsFirstBytes) {
    using namespace std::string_view_literals;
    EXPECT_TRUE(beginsLikeImage("\xff\xd8\xff\xe0"sv));
    EXPECT_TRUE(beginsLikeImage("\x89PNG\r\n\x1a\n"sv));
    EXPECT_TRUE(beginsLikeImage("BM\x36\0\0\0\0\0\0\0\x36\0"sv));
    EXPECT_TRUE(beginsLikeImage("RIFF\0\0\0\0WEBP"sv));
    EXPECT_TRUE(beginsLikeImage("II*\0"sv));
    EXPECT_TRUE(beginsLikeImage("MM\0*"sv));
    EXPECT_FALSE(beginsLikeImage("RIFF\0\0\0\0WAVE"sv));
    EXPECT_FALSE(beginsLikeImage("<html>"sv));
    EXPECT_FALSE(beginsLikeImage("\xff\xd8"sv));
    EXPECT_FALSE(beginsLikeImage(""sv));
    EXPECT_TRUE(hasImageExtension("x.JPEG"));
    EXPECT_FALSE(hasImageExtension("x.jpg.1"));
    EXPECT_FALSE(hasImageExtension("jpg"));
}
