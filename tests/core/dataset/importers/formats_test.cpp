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
        EXPECT_FALSE(format->fileNames.empty());
        EXPECT_EQ(&captionFormat(format->key), format);
        EXPECT_THAT(captionFormatNames(), HasSubstr(format->name));
        const double nothing = format->recognise("");
        EXPECT_GE(nothing, 0);
        EXPECT_LT(nothing, 0.5) << format->key << " claims an empty text";
    }
}

TEST(Formats, AnUnknownKeyIsAnErrorThatListsTheKnownOnes) {
    try {
        captionFormat("parquet");
        FAIL() << "no Error was thrown";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("parquet"));
        for (const CaptionFormat* format : captionFormats())
            EXPECT_THAT(error.what(), HasSubstr(format->key));
    }
}

TEST(Formats, EveryFileNameIsFoundInAFolder) {
    for (const CaptionFormat* format : captionFormats())
        for (const FileName& name : format->fileNames) {
            const test::TemporaryFolder folder;
            std::string file(name.pattern);
            for (std::size_t star = 0; (star = file.find('*')) != std::string::npos;)
                file.replace(star, 1, "some");
            folder.write("notes.txt", "not this one");
            const auto written = folder.write(file, "x");
            EXPECT_EQ(findCaptionFile(folder.path()), written);
        }
}

TEST(Formats, TheMoreTellingNameWinsWhateverItsFormat) {
    const test::TemporaryFolder folder;
    const auto json = folder.write("settings.json", "{}");
    EXPECT_EQ(findCaptionFile(folder.path()), json);
    const auto ending = folder.write("list.tsv", "x"); // many programs write .json
    EXPECT_EQ(findCaptionFile(folder.path()), ending);
    const auto usual = folder.write("captions.txt", "x");
    EXPECT_EQ(findCaptionFile(folder.path()), usual);
    const auto published = folder.write("Flickr8k.token.txt", "x");
    EXPECT_EQ(findCaptionFile(folder.path()), published);
    const auto karpathy = folder.write("dataset_flickr8k.json", "x");
    EXPECT_EQ(findCaptionFile(folder.path()), karpathy);
}

TEST(Formats, SeveralFilesOfOneNameAreToldApartByTheirFolders) {
    const test::TemporaryFolder folder;
    folder.write("train/metadata.csv", "x");
    folder.write("dev/metadata.csv", "x");
    try {
        findCaptionFile(folder.path());
        FAIL() << "no Error was thrown";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("dev/metadata.csv"));
        EXPECT_THAT(error.what(), HasSubstr("train/metadata.csv"));
    }
}
