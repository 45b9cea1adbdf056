// The table of formats: whatever stands in it can be named, recognised and found by its file name.
#include "dataset/importers/formats.h"

#include "common/error.h"
#include "dataset/importers/caption_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace crossview;
using testing::HasSubstr;

TEST(Formats, AreDescribedCompletelyUnderKeysOfTheirOwn) {
    std::set<std::string> keys;
    for (const CaptionFormat* format : captionFormats()) {
        EXPECT_TRUE(keys.insert(format->key).second) << format->key;
        EXPECT_NE(std::string(format->key), "auto"); // the command line's word for none of them
        EXPECT_FALSE(std::string(format->name).empty());
        EXPECT_FALSE(std::string(format->description).empty());
        EXPECT_EQ(&captionFormat(format->key), format);
        EXPECT_THAT(captionFormatNames(), HasSubstr(format->name));
        EXPECT_EQ(format->isFolder(), format->recogniseFolder != nullptr);
        EXPECT_EQ(format->readArchive != nullptr, format->archivesOf != nullptr);
        const bool isText = !format->isFolder() && format->readArchive == nullptr;
        EXPECT_EQ(isText, format->read != nullptr);
        EXPECT_EQ(isText, format->recognise != nullptr);
        EXPECT_EQ(isText, !format->fileNames.empty());
        if (!isText)
            continue;
        const double nothing = format->recognise("");
        EXPECT_GE(nothing, 0);
        EXPECT_LT(nothing, 0.5) << format->key << " claims an empty text";
    }
}

TEST(Formats, AnUnknownKeyIsAnErrorThatListsTheKnownOnes) {
    try {
        captionFormat("cuneiform");
        FAIL() << "no Error was thrown";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("cuneiform"));
        for (const CaptionFormat* format : captionFormats())
            EXPECT_THAT(error.what(), HasSubstr(format->key));
    }
}

namespace {

/// The one file that a folder stands for.
std::filesystem::path onlyFile(const std::filesystem::path& folder) {
    const CaptionSource source = findCaptions(folder);
    EXPECT_EQ(source.files.size(), 1u);
    return source.files.empty() ? std::filesystem::path() : source.files.front().path;
}

} // namespace

TEST(Formats, EveryFileNameIsFoundInAFolder) {
    for (const CaptionFormat* format : captionFormats())
        for (const FileName& name : format->fileNames) {
            const test::TemporaryFolder folder;
            std::string file(name.pattern);
            for (std::size_t star = 0; (star = file.find('*')) != std::string::npos;)
                file.replace(star, 1, "some");
            folder.write("notes.txt", "not this one");
            // Where the name says nothing the content must.
            const auto written = folder.write(file, R"([{"image": "a.jpg", "caption": "A dog"}])");
            EXPECT_EQ(onlyFile(folder.path()), written);
        }
}

TEST(Formats, TheMoreTellingNameWinsWhateverItsFormat) {
    const test::TemporaryFolder folder;
    folder.write("00000_stats.json", R"({"count": 18, "successes": 17})"); // many programs write .json
    EXPECT_THROW(findCaptions(folder.path()), Error);
    const auto json = folder.write("data.json", R"([{"image": "a.jpg", "caption": "A dog"}])");
    EXPECT_EQ(onlyFile(folder.path()), json);
    const auto ending = folder.write("list.tsv", "x");
    EXPECT_EQ(onlyFile(folder.path()), ending);
    folder.write("._captions.txt", "what a Mac leaves on other disks");
    EXPECT_EQ(onlyFile(folder.path()), ending);
    const auto usual = folder.write("captions.txt", "x");
    EXPECT_EQ(onlyFile(folder.path()), usual);
    const auto published = folder.write("Flickr8k.token.txt", "x");
    EXPECT_EQ(onlyFile(folder.path()), published);
    const auto karpathy = folder.write("dataset_flickr8k.json", "x");
    EXPECT_EQ(onlyFile(folder.path()), karpathy);
}

TEST(Formats, FilesThatDifferByASplitAreTakenTogether) {
    const test::TemporaryFolder folder;
    const auto files = [&] {
        std::vector<std::pair<std::string, std::string>> found;
        for (const CaptionFile& file : findCaptions(folder.path()).files)
            found.emplace_back(file.path.lexically_relative(folder.path()).string(), file.split);
        return found;
    };
    folder.write("train/data.csv", "x");
    folder.write("dev/data.csv", "x");
    EXPECT_THAT(files(), testing::ElementsAre(testing::Pair("dev/data.csv", "dev"),
                                              testing::Pair("train/data.csv", "train")));
    folder.write("pets_train.csv", "x"); // directly in the folder goes before its subfolders
    folder.write("pets_test.csv", "x");
    EXPECT_THAT(files(), testing::ElementsAre(testing::Pair("pets_test.csv", "test"),
                                              testing::Pair("pets_train.csv", "train")));
    folder.write("annotations/captions_train2014.json", "x");
    folder.write("annotations/captions_val2014.json", "x");
    EXPECT_THAT(files(), testing::ElementsAre(testing::Pair("annotations/captions_train2014.json", "train"),
                                              testing::Pair("annotations/captions_val2014.json", "val")));
}

TEST(Formats, SeveralFilesThatDoNotBelongTogetherAreToldApartByTheirFolders) {
    const test::TemporaryFolder folder;
    folder.write("annotations/captions_val2017.json", "x");
    folder.write("annotations/captions_val2017_pretty.json", "x");
    try {
        findCaptions(folder.path());
        FAIL() << "no Error was thrown";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("annotations/captions_val2017.json"));
        EXPECT_THAT(error.what(), HasSubstr("annotations/captions_val2017_pretty.json"));
    }
}

TEST(Formats, AreRecognisedByContent) {
    const auto keyOf = [](std::string_view text) { return std::string(recogniseFormat(text).key); };
    EXPECT_EQ(keyOf("\xef\xbb\xbf \n{\"images\": []}"), "karpathy");
    EXPECT_EQ(keyOf(R"({"images": [{"filename": "a.jpg", "sentences": [{"raw": "A dog"}]}]})"), "karpathy");
    EXPECT_EQ(keyOf(R"({"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": []})"), "coco");
    EXPECT_EQ(keyOf("{\"file_name\": \"a.jpg\", \"text\": \"A dog\"}\n{\"file_name\": \"b.jpg\"}\n"),
              "records");
    EXPECT_EQ(
        keyOf("{\"filename\": \"a\", \"sentences\": [], \"sentids\": [], \"raw\": \"\", \"images\": 1}\n{}"),
        "records");
    EXPECT_EQ(keyOf(R"([{"image": "a.jpg", "caption": "A dog"}])"), "records");
    EXPECT_EQ(keyOf(R"([{"image_id": 1, "caption": "A dog"}])"), "records"); // COCO's results
    EXPECT_EQ(keyOf("[a].jpg,A dog\n"), "table");
    EXPECT_EQ(keyOf("a.jpg#0\tA dog\nbroken\nb.jpg#1 A cat\n"), "flickr");
    EXPECT_EQ(keyOf("image,caption\na.jpg,#1 dog\n"), "table");
    EXPECT_EQ(keyOf("a.jpg\tA dog\n"), "table");
}
