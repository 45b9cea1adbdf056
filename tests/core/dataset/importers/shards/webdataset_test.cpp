// Archives that other people's tools wrote (tests/data/shards/make_shards.py), and such of one's own.
#include "dataset/importers/import_preview.h"
#include "dataset/importers/importer.h"
#include "dataset/importers/shards/unpacked_pictures.h"
#include "files/atomic_file.h"
#include "support/message_of.h"
#include "support/tar_bytes.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::messageOf;
using crossview::test::tarEnd;
using crossview::test::tarMember;
using crossview::test::tarSample;
using crossview::test::TemporaryFolder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

namespace fs = std::filesystem;

namespace {

const fs::path kData = fs::path(CROSSVIEW_TEST_DATA) / "shards";

class WebdatasetTest : public testing::Test {
protected:
    ImportResult import(const fs::path& given, const std::string& format = {}) const {
        ImportOptions options;
        options.captions = given;
        options.format = format;
        options.unpackInto = m_folder / "pictures";
        return importDataset(options);
    }
    /// "caption < picture below the unpacked folder" of every pair.
    static std::vector<std::string> pairsOf(const ImportResult& result) {
        std::vector<std::string> pairs;
        const Dataset& dataset = result.dataset;
        for (std::size_t i = 0; i < dataset.images().size(); ++i)
            for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
                pairs.push_back(dataset.sentences()[static_cast<std::size_t>(sentence)].text + " < " +
                                dataset.imagePath(i).lexically_relative(result.unpacked->folder()).string());
        return pairs;
    }
    static std::vector<std::string> reasonsOf(const ImportResult& result) {
        std::vector<std::string> reasons;
        for (const ImportProblem& problem : result.problems)
            reasons.push_back(problem.reason);
        return reasons;
    }

    TemporaryFolder m_folder;
};

} // namespace

TEST_F(WebdatasetTest, OfItsOwnWriter) {
    for (const char* name : {"webdataset.tar", "webdataset.tar.gz"}) {
        const ImportResult result = import(kData / name);
        const std::string archive = name;
        EXPECT_THAT(pairsOf(result), ElementsAre("A red bird < " + archive + "/birds/0001.jpg",
                                                 "A green bird < " + archive + "/birds/0002.png",
                                                 "A blue bird < " + archive + "/0003.webp",
                                                 "It sings < " + archive + "/0003.webp"));
        EXPECT_EQ(result.problemCount, 0u);
        EXPECT_THAT(result.notes, Contains(HasSubstr(archive + ": Archives of pictures and captions")));
        EXPECT_THAT(result.notes, Contains(HasSubstr("pictures from .jpg, captions from .txt")));
        EXPECT_THAT(result.notes, Contains(HasSubstr("pictures from .png, captions from .json")));
        EXPECT_THAT(result.notes, Contains(HasSubstr("not read: .cls, .seg.png")));
        EXPECT_THAT(result.notes, Contains("3 pictures under " + result.unpacked->folder().string()));
        EXPECT_EQ(readFile(result.dataset.imagePath(0)).substr(0, 3), "\xff\xd8\xff");
    }
}

TEST_F(WebdatasetTest, AFolderOfImg2datasetIsOneDataSet) {
    const ImportResult result = import(kData / "img2dataset");
    EXPECT_EQ(result.dataset.name(), "img2dataset");
    // One text has two lines and is one caption: its JSON says so. What could not be fetched is not there.
    EXPECT_THAT(pairsOf(result), ElementsAre("A red square < 00000.tar/000000.jpg",
                                             "A green one, over two lines < 00000.tar/000001.jpg",
                                             "A blue square < 00001.tar/000011.jpg"));
    EXPECT_EQ(result.problemCount, 0u);
    EXPECT_THAT(result.notes,
                Contains(HasSubstr("img2dataset: Archives of pictures and captions, 2 of them")));
    EXPECT_THAT(import(kData / "img2dataset/00001.tar").dataset.images(), SizeIs(1));
}

TEST_F(WebdatasetTest, OfTarfileAndGnuTar) {
    for (const char* name : {"tarfile_ustar.tar", "tarfile_gnu.tar", "tarfile_pax.tar"}) {
        const ImportResult result = import(kData / name);
        std::string deep = std::string(name) + '/';
        for (int i = 0; i < 19; ++i)
            deep += "long/";
        EXPECT_THAT(pairsOf(result),
                    ElementsAre("Ein Vogel, grün < " + std::string(name) + "/Vögel/größe.jpg",
                                "Far away < " + deep + "x.jpg"));
    }
    // Members of a sample need not follow each other.
    for (const char* name : {"gnu_tar.tar", "gnu_tar.tar.zst"})
        EXPECT_THAT(pairsOf(import(kData / name)),
                    UnorderedElementsAre("One < " + std::string(name) + "/photos/a.jpg",
                                         "Two < " + std::string(name) + "/photos/b.jpg"));
}

TEST_F(WebdatasetTest, KeysOfSeveralArchivesAreKeptApartAndTheirNamesAreSplits) {
    m_folder.write("d/pets-train-0.tar", tarSample("0", "A dog") + tarSample("1", "A cat") + tarEnd());
    m_folder.write("d/pets-train-1.tar", tarSample("0", "A cow") + tarEnd());
    m_folder.write("d/pets-test-0.tar", tarSample("0", "An elk") + tarEnd());
    m_folder.write("d/sizes.json", R"({"pets-train-0.tar": 2})");
    const ImportResult result = import(m_folder / "d");
    EXPECT_THAT(pairsOf(result),
                ElementsAre("An elk < pets-test-0.tar/0.jpg", "A dog < pets-train-0.tar/0.jpg",
                            "A cat < pets-train-0.tar/1.jpg", "A cow < pets-train-1.tar/0.jpg"));
    EXPECT_EQ(result.dataset.images()[0].fileSplit, Split::test);
    EXPECT_EQ(result.dataset.images()[3].fileSplit, Split::train);
    EXPECT_THAT(result.notes, Contains(HasSubstr("splits from their names: test, train")));
    // One split alone is divided anew.
    fs::remove(m_folder / "d/pets-test-0.tar");
    EXPECT_FALSE(import(m_folder / "d").dataset.hasFileSplits());
    // In a folder each.
    fs::create_directories(m_folder / "hub/train");
    fs::create_directories(m_folder / "hub/dev");
    fs::rename(m_folder / "d/pets-train-0.tar", m_folder / "hub/train/0.tar");
    fs::rename(m_folder / "d/pets-train-1.tar", m_folder / "hub/dev/0.tar");
    const ImportResult deep = import(m_folder / "hub");
    EXPECT_THAT(pairsOf(deep), ElementsAre("A cow < dev/0.tar/0.jpg", "A dog < train/0.tar/0.jpg",
                                           "A cat < train/0.tar/1.jpg"));
    EXPECT_EQ(deep.dataset.images()[0].fileSplit, Split::validation);
}

TEST_F(WebdatasetTest, ATableBesideAnArchiveOfPicturesAloneGoesBeforeIt) {
    m_folder.write("d/pictures.tar", tarMember("a.jpg", "\xff\xd8\xff\xe0 picture") + tarEnd());
    m_folder.write("d/captions.csv", "image,caption\na.jpg,A dog\n");
    m_folder.writePicture("d/a.jpg");
    EXPECT_EQ(import(m_folder / "d").unpacked, nullptr);
    EXPECT_THAT(messageOf([&] { import(m_folder / "d", "webdataset"); }),
                HasSubstr("the sample \"a\" has no caption beside its picture"));
}

TEST_F(WebdatasetTest, WhatASampleLacksIsSaidAndTheRestIsTaken) {
    std::string bytes = tarSample("good", "A dog");
    bytes += tarMember("lone.txt", "no picture") +
             tarMember("failed.json", R"({"caption": "x", "status": "failed_to_download"})");
    bytes += tarMember("silent.jpg", "\xff\xd8\xff\xe0") + tarMember("blank.jpg", "\xff\xd8\xff\xe0") +
             tarMember("blank.txt", " \n");
    bytes += tarMember("moving.gif", "GIF89a and so on") + tarMember("moving.txt", "It moves");
    bytes += tarMember("page.jpg", "<!DOCTYPE html>") + tarMember("page.txt", "A page");
    bytes += tarMember("void.jpg", "") + tarMember("void.txt", "Nothing");
    bytes += tarMember("latin.jpg", "\xff\xd8\xff\xe0") + tarMember("latin.txt", "Stra\xdf"
                                                                                 "e");
    bytes += tarMember("noise.jpg", "\xff\xd8\xff\xe0") + tarMember("noise.txt", "\x81\xfe\x01\x02\x03");
    bytes += tarMember("two.jpg", "\xff\xd8\xff\xe0") + tarMember("two.png", "\x89PNG\r\n\x1a\n") +
             tarMember("two.txt", "Two");
    bytes += tarSample("good", "A dog again");
    bytes += tarMember("bad\nname.jpg", "\xff\xd8\xff") + tarMember("bad\xff.jpg", "\xff\xd8\xff");
    bytes += tarMember("._good.jpg", "of a Mac") + tarMember("__key__", "of webdataset") +
             tarMember("noending", "x");
    const fs::path file = m_folder.write("mixed.tar", bytes + tarEnd());
    const ImportResult result = import(file);
    EXPECT_THAT(pairsOf(result), ElementsAre("A dog < mixed.tar/good.jpg", "Straße < mixed.tar/latin.jpg",
                                             "Two < mixed.tar/two.jpg"));
    EXPECT_THAT(reasonsOf(result),
                UnorderedElementsAre(
                    HasSubstr("moving.gif\" is of the format GIF"),
                    HasSubstr("page.jpg\" does not begin like"), HasSubstr("void.jpg\" is empty"),
                    HasSubstr("\"noise\" has no caption: "),
                    HasSubstr("\"two\" has another picture, \"two.png\""),
                    HasSubstr("the sample \"good\" stands twice"), HasSubstr("holds control characters"),
                    HasSubstr("is not UTF-8"), "the sample \"lone\" has no picture",
                    "the sample \"failed\" has no picture (failed_to_download)",
                    HasSubstr("\"silent\" has no caption beside its picture")));
    EXPECT_EQ(result.problemCount, 12u); // "blank" like "silent"
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(result.unpacked->folder()))
        if (entry.is_regular_file())
            files.push_back(entry.path().filename().string());
    EXPECT_THAT(files, UnorderedElementsAre("good.jpg", "latin.jpg", "two.jpg"))
        << "nothing else was unpacked";
}

TEST_F(WebdatasetTest, APreviewShowsTheFirstCaptionsAndWritesNothing) {
    std::string bytes;
    for (int i = 0; i < 300; ++i)
        bytes += tarSample(std::to_string(i), "Caption " + std::to_string(i));
    bytes += tarMember("lone.txt", "no picture");
    const fs::path file = m_folder.write("many.tar", bytes + tarEnd());
    ImportOptions options;
    options.captions = file;
    const ImportPreview preview = previewImport(options);
    EXPECT_EQ(std::string(preview.format->key), "webdataset");
    EXPECT_TRUE(preview.whole);
    EXPECT_EQ(preview.images, 300u);
    EXPECT_EQ(preview.captions, 300u);
    EXPECT_EQ(preview.taken, kPreviewChecked);
    ASSERT_THAT(preview.items, SizeIs(kPreviewItems));
    EXPECT_EQ(preview.items[1].image, "many.tar/1.jpg");
    EXPECT_EQ(preview.items[1].caption, "Caption 1");
    EXPECT_EQ(preview.items[1].picture, m_folder / "many.tar/1.jpg");
    EXPECT_THAT(preview.notes, Contains(HasSubstr("captions from .txt")));
    PreviewLimits limits;
    limits.countBytes = 1000;
    EXPECT_FALSE(previewImport(options, {}, limits).whole);
    EXPECT_THAT(std::vector<fs::path>(fs::directory_iterator(m_folder.path()), {}), SizeIs(1));
}

TEST_F(WebdatasetTest, IsSteppedThroughWithProgressAndEndsWhereItIsAskedTo) {
    std::string bytes;
    for (int i = 0; i < 50; ++i)
        bytes += tarSample(std::to_string(i), "Caption " + std::to_string(i));
    ImportOptions options;
    options.captions = m_folder.write("many.tar", bytes + tarEnd());
    options.unpackInto = m_folder / "pictures";
    std::stop_source stop;
    std::size_t reports = 0;
    EXPECT_THROW(importDataset(options, stop.get_token(),
                               [&](const Progress& progress) {
                                   EXPECT_EQ(progress.stage, "Unpacking pictures");
                                   EXPECT_LE(progress.done, progress.total);
                                   ++reports;
                                   stop.request_stop();
                               }),
                 Cancelled);
    EXPECT_EQ(reports, 1u);
    EXPECT_FALSE(fs::exists(options.unpackInto)) << "what was unpacked is gone";
}
