#include "features/extraction.h"
#include "features/feature_keys.h"

#include "common/error.h"
#include "encoders/store/encoder_store.h"
#include "features/feature_keys.h"
#include "files/atomic_file.h"
#include "files/checked_json.h"
#include "files/npy.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPictures = 24;

/// A little data set of coloured shapes with a sentence each, drawn into a folder.
class Extraction : public testing::Test {
protected:
    Extraction() {
        const cv::Scalar colours[] = {{0, 0, 255}, {0, 255, 0}, {255, 0, 0}, {0, 200, 255}};
        const char* names[] = {"red", "green", "blue", "yellow"};
        for (std::size_t i = 0; i < kPictures; ++i) {
            cv::Mat picture(96, 96, CV_8UC3, cv::Scalar::all(255));
            const int place = 30 + static_cast<int>(i);
            if (i % 2 == 0)
                cv::circle(picture, {place, place}, 20, colours[i % 4], cv::FILLED);
            else
                cv::rectangle(picture, {place - 15, place - 20, 40, 30}, colours[i % 4], cv::FILLED);
            const std::string name = "picture" + std::to_string(i) + ".png";
            cv::imwrite((m_folder.path() / name).string(), picture);
            m_images.push_back({name, "", -1, "", Split::unused});
            m_sentences.push_back(
                {std::string("a ") + names[i % 4] + (i % 2 == 0 ? " ball" : " box"), "name"});
        }
        m_options.image.patchWords = 12;
        m_options.image.hsvComponents = m_options.image.hogComponents = m_options.image.tinyComponents =
            m_options.image.gistComponents = m_options.image.patchComponents = 6;
        m_options.text.components = 5;
        m_splits.images.assign(kPictures, Split::train);
        for (std::size_t i = 16; i < kPictures; ++i)
            m_splits.images[i] = i < 20 ? Split::validation : Split::test;
    }

    Dataset dataset() const {
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < m_images.size(); ++i)
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
        return {"shapes", m_images,       m_sentences, Relation(m_images.size(), m_sentences.size(), pairs),
                {},       m_folder.path()};
    }
    fs::path features() const { return m_folder.path() / "features"; }
    /// Extracts and counts the pictures that were read.
    std::shared_ptr<const FeatureSet> extract() {
        m_read.clear();
        m_stages.clear();
        return extractFeatures(dataset(), m_splits, m_options, features(), {},
                               [this](const Progress& progress) {
                                   m_stages.insert(progress.stage);
                                   if (progress.stage == "Reading pictures" && !progress.item.empty())
                                       m_read.insert(progress.item);
                               });
    }
    static std::vector<float> values(const SharedMatrix& matrix) {
        return {matrix.view().data(), matrix.view().data() + matrix.view().size()};
    }

    test::TemporaryFolder m_folder;
    std::vector<ImageItem> m_images;
    std::vector<SentenceItem> m_sentences;
    SplitAssignment m_splits;
    FeatureOptions m_options;
    std::set<std::string> m_read;
    std::set<std::string> m_stages;
};

TEST_F(Extraction, GivesAQueryTheSameRowsAsTheStoredItems) {
    const auto set = extract();
    EXPECT_EQ(m_read.size(), kPictures);
    ASSERT_EQ(set->images.rows(), kPictures);
    ASSERT_EQ(set->images.cols(), set->chain->imageDimensions());
    ASSERT_EQ(set->sentences.cols(), set->chain->sentenceDimensions());
    for (const auto& current : {set, extract()}) // fitted just now, and loaded from disk
        for (std::size_t i = 0; i < kPictures; ++i) {
            const auto picture = current->chain->imageFeatures(dataset().imagePath(i));
            for (std::size_t c = 0; c < picture.size(); ++c)
                ASSERT_NEAR(picture[c], set->images.row(i)[c], 1e-5) << i;
            const auto sentence = current->chain->sentenceFeatures(m_sentences[i].text);
            for (std::size_t c = 0; c < sentence.size(); ++c)
                ASSERT_NEAR(sentence[c], set->sentences.row(i)[c], 1e-5) << i;
        }
    EXPECT_EQ(set->chain->imageDescription(), "HSV + HOG + tiny + gist + patches, 30-D");
    EXPECT_THROW(set->chain->imageFeatures(m_folder.path() / "nothing.png"), Error);
}

TEST_F(Extraction, ANewTimeAloneChangesNothing) {
    const auto before = extract();
    EXPECT_FALSE(before->pictures.empty());
    for (const ImageItem& image : m_images)
        fs::last_write_time(m_folder.path() / image.path,
                            fs::file_time_type::clock::now() + std::chrono::hours(1));
    auto again = extract();
    EXPECT_EQ(again->key, before->key);
    EXPECT_EQ(again->pictures, before->pictures);
    EXPECT_TRUE(m_read.empty());
    // The same size and another content.
    const fs::path first = m_folder.path() / m_images[0].path;
    std::string bytes = readFile(first);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    writeFileAtomically(first, bytes);
    fs::last_write_time(first, fs::file_time_type::clock::now() + std::chrono::hours(2));
    again = extract();
    EXPECT_NE(again->key, before->key);
    EXPECT_NE(again->pictures, before->pictures);
    EXPECT_EQ(m_read.size(), 1U);
}

TEST_F(Extraction, DamagedFilesAreMadeAgain) {
    const auto before = extract();
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(features() / before->key))
        files.push_back(entry.path());
    ASSERT_GT(files.size(), 10U);
    for (const fs::path& file : files) {
        std::string bytes = readFile(file);
        char& byte = bytes[bytes.size() / 2];
        byte = static_cast<char>(byte ^ 0x08);
        writeFileAtomically(file, bytes);
        const auto again = extract();
        EXPECT_EQ(again->key, before->key) << file;
        EXPECT_EQ(values(again->images), values(before->images)) << file;
        EXPECT_EQ(values(again->sentences), values(before->sentences)) << file;
        EXPECT_EQ(again->chain->imageFeatures(dataset().imagePath(1)),
                  before->chain->imageFeatures(dataset().imagePath(1)))
            << file;
    }
}

TEST_F(Extraction, WeighsEveryBlockEqually) {
    const auto set = extract();
    for (std::size_t block = 0; block < 5; ++block) {
        double square = 0;
        for (std::size_t i = 0; i < 16; ++i)
            for (std::size_t c = block * 6; c < block * 6 + 6; ++c)
                square += static_cast<double>(set->images.row(i)[c]) *
                          static_cast<double>(set->images.row(i)[c]) / 16;
        EXPECT_NEAR(square, 1, 1e-3) << block;
    }
}

TEST_F(Extraction, IsTheSameTwice) {
    const auto first = extract();
    fs::remove_all(features());
    const auto second = extract();
    EXPECT_EQ(values(first->images), values(second->images));
    EXPECT_EQ(values(first->sentences), values(second->sentences));
    EXPECT_EQ(first->key, second->key);
}

TEST_F(Extraction, ReusesItsFilesEvenWhenThePicturesAreGone) {
    const auto first = extract();
    for (const ImageItem& image : m_images)
        fs::remove(m_folder.path() / image.path);
    const auto second = extract();
    EXPECT_TRUE(m_stages.empty());
    EXPECT_EQ(second->key, first->key);
    EXPECT_EQ(values(first->images), values(second->images));
    EXPECT_TRUE(second->unreadable.empty());
}

TEST_F(Extraction, ReadsNoPictureAgainForAnotherSplit) {
    const auto first = extract();
    m_splits.images[0] = Split::test;
    const auto second = extract();
    EXPECT_TRUE(m_read.empty());
    EXPECT_NE(first->key, second->key);
    EXPECT_NE(values(first->images), values(second->images));
}

TEST_F(Extraction, KeepsTheImageHalfWhenOnlyTextOptionsChange) {
    const auto first = extract();
    m_options.text.components = 3;
    const auto second = extract();
    EXPECT_FALSE(m_stages.contains("Fitting image features"));
    EXPECT_EQ(values(first->images), values(second->images));
    EXPECT_EQ(second->sentences.cols(), 3U);
    extract();
    EXPECT_TRUE(m_stages.empty());
}

TEST_F(Extraction, KeysKnowTheSentenceEncoder) {
    const std::vector<PictureStamp> stamps(kPictures, "stamp");
    std::set<std::string> sentences;
    std::set<std::string> images;
    for (const int components : {0, 8, 9}) {
        m_options.text.miniLmComponents = components;
        const FeatureKeys keys = featureKeys(dataset(), m_splits, m_options, stamps);
        sentences.insert(keys.sentences);
        images.insert(keys.images);
    }
    EXPECT_EQ(sentences.size(), 3U);
    EXPECT_EQ(images.size(), 1U);
}

TEST_F(Extraction, ReadsOnlyTheChangedPictureAgain) {
    extract();
    cv::imwrite((m_folder.path() / m_images[3].path).string(), cv::Mat(50, 50, CV_8UC3, cv::Scalar(9, 9, 9)));
    const auto set = extract();
    EXPECT_THAT(m_read, testing::ElementsAre((m_folder.path() / m_images[3].path).string()));
    const auto query = set->chain->imageFeatures(m_folder.path() / m_images[3].path);
    for (std::size_t c = 0; c < query.size(); ++c)
        EXPECT_NEAR(query[c], set->images.row(3)[c], 1e-5);
}

TEST_F(Extraction, MakesADamagedCacheAgain) {
    const auto first = extract();
    const std::vector<float> images = values(first->images);
    const fs::path folder = features() / first->key;
    const std::vector<fs::path> victims = {"images.npy",        "sentences.npy",           "images.json",
                                           "sentences.json",    "text-basis.npy",          "text.json",
                                           "patch-centres.npy", "image-hog-components.npy"};
    for (const fs::path& victim : victims) {
        ASSERT_TRUE(fs::exists(folder / victim)) << victim;
        // A fresh file instead of cutting the mapped one, which `first` still shows.
        const std::string half = readFile(folder / victim).substr(0, fs::file_size(folder / victim) / 2);
        writeFileAtomically(folder / victim, half);
        EXPECT_EQ(values(extract()->images), images) << victim;
        EXPECT_FALSE(m_stages.empty()) << victim;
        extract();
        EXPECT_TRUE(m_stages.empty()) << victim << " was not mended";
    }
}

TEST_F(Extraction, MakesFeaturesAgainThatNameImagesBeyondTheData) {
    const auto first = extract();
    const fs::path mark = features() / first->key / "images.json";
    for (const double wrong : {77.0, -1.0, 1e300}) {
        auto content = readCheckedJson(mark);
        content["unreadableImages"] = nlohmann::json::array();
        if (wrong < 100)
            content["unreadableImages"].push_back(static_cast<int>(wrong));
        else
            content["unreadableImages"].push_back(wrong);
        writeCheckedJson(mark, content);
        EXPECT_TRUE(extract()->unreadableImages.empty()) << wrong;
    }
}

TEST_F(Extraction, MakesDamagedRawValuesAgain) {
    const auto first = extract();
    for (const auto& entry : fs::directory_iterator(features() / "raw"))
        writeFileAtomically(entry.path(), readFile(entry.path()).substr(0, 100));
    fs::remove_all(features() / first->key);
    EXPECT_EQ(values(extract()->images), values(first->images));
    EXPECT_EQ(m_read.size(), kPictures);
}

TEST_F(Extraction, ListsUnreadablePicturesAndLeavesTheirRowsZero) {
    writeFileAtomically(m_folder.path() / m_images[2].path, "no picture");
    fs::remove(m_folder.path() / m_images[20].path);
    for (int round = 0; round < 2; ++round) {
        const auto set = extract();
        ASSERT_EQ(set->unreadable.size(), 2U);
        EXPECT_THAT(set->unreadable[0], testing::HasSubstr("picture2.png: "));
        EXPECT_THAT(set->unreadable[1], testing::HasSubstr("picture20.png: "));
        for (const std::string& line : set->unreadable)
            EXPECT_EQ(line.find(".png"), line.rfind(".png")) << "each path once: " << line;
        EXPECT_FALSE(set->takesPart({View::image, 2}));
        EXPECT_FALSE(set->takesPart({View::image, 20}));
        EXPECT_TRUE(set->takesPart({View::image, 3}));
        EXPECT_TRUE(set->takesPart({View::sentence, 2})) << "a text is a text";
        EXPECT_EQ(set->whyLeftOut({View::image, 20}), set->unreadable[1]);
        EXPECT_EQ(set->whyLeftOut({View::image, 3}), "");
        EXPECT_THAT(set->leftOut(View::image), testing::ElementsAre(2, 20));
        EXPECT_TRUE(set->leftOut(View::sentence).empty());
        for (const std::size_t picture : {2U, 20U})
            for (const float value : set->images.row(picture))
                EXPECT_EQ(value, 0.F);
    }
}

TEST_F(Extraction, ReadsAPictureThatCameBack) {
    const fs::path path = m_folder.path() / m_images[2].path;
    fs::rename(path, m_folder.path() / "away.png");
    EXPECT_EQ(extract()->unreadable.size(), 1U);
    fs::rename(m_folder.path() / "away.png", path);
    EXPECT_TRUE(extract()->unreadable.empty());
    EXPECT_EQ(m_read.size(), 1U);
}

TEST_F(Extraction, FailsWithoutReadablePictures) {
    for (const ImageItem& image : m_images)
        writeFileAtomically(m_folder.path() / image.path, "no picture");
    EXPECT_THROW(extract(), Error);
}

TEST_F(Extraction, ListsImagesWithoutPictureAndLeavesTheirRowsZero) {
    for (const std::size_t bare : {1U, 2U}) {
        m_images[bare].path.clear();
        m_images[bare].title = "thing " + std::to_string(bare);
    }
    const auto set = extract();
    EXPECT_EQ(m_read.size(), kPictures - 2);
    EXPECT_THAT(set->unreadableImages, testing::ElementsAre(1, 2));
    EXPECT_THAT(set->unreadable,
                testing::ElementsAre("thing 1: it has no picture file", "thing 2: it has no picture file"));
    EXPECT_THAT(set->images.row(1), testing::Each(0.F));
    EXPECT_THAT(set->images.row(0), testing::Contains(testing::Ne(0.F)));
    const auto again = extract();
    EXPECT_TRUE(m_stages.empty()); // nothing is tried a second time
    EXPECT_EQ(again->unreadable, set->unreadable);
}

TEST_F(Extraction, SaysThatThereAreNoPicturesAndWhatToDo) {
    for (ImageItem& image : m_images)
        image.path.clear();
    try {
        extract();
        FAIL() << "no Error was thrown";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "The images of \"shapes\" have no picture files to make features from: "
                                   "import the data again together with its pictures.");
    }
    EXPECT_TRUE(m_stages.empty());
}

TEST_F(Extraction, FailsWhenTheSplitBelongsToOtherData) {
    m_splits.images.pop_back();
    EXPECT_THROW(extract(), Error);
}

TEST_F(Extraction, FailsWhenTheFolderCannotBeWritten) {
    writeFileAtomically(features(), "a file where the folder should be");
    EXPECT_THROW(extract(), Error);
}

TEST_F(Extraction, StopsWithinAMomentInEveryStageAndCanBeDoneAgain) {
    for (const char* stage :
         {"Reading pictures", "Fitting image features", "Reading sentences", "Fitting sentence features"}) {
        std::stop_source stop;
        std::atomic<std::chrono::steady_clock::rep> asked{0};
        EXPECT_THROW(extractFeatures(dataset(), m_splits, m_options, features(), stop.get_token(),
                                     [&](const Progress& progress) {
                                         if (progress.stage == stage && progress.total > 0 &&
                                             progress.done >= progress.total / 2 && !stop.stop_requested()) {
                                             asked =
                                                 std::chrono::steady_clock::now().time_since_epoch().count();
                                             stop.request_stop();
                                         }
                                     }),
                     Cancelled)
            << stage;
        const auto waited = std::chrono::steady_clock::now().time_since_epoch().count() - asked;
        EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::duration(waited)).count(), 2.0)
            << stage;
        std::error_code missing;
        for (const auto& entry : fs::directory_iterator(features(), missing))
            EXPECT_FALSE(fs::exists(entry.path() / "sentences.json")) << stage;
    }
    EXPECT_EQ(extract()->images.rows(), kPictures);
}

TEST_F(Extraction, KnowsThatBothHalvesLieInOtherFolders) {
    const auto stored = [this] { return featuresAreStored(dataset(), m_splits, m_options, features()); };
    EXPECT_FALSE(stored());
    extract();
    EXPECT_TRUE(stored());
    m_options.image.hsvComponents = 4;
    EXPECT_FALSE(stored());
    m_options.text.components = 4;
    extract(); // the other image half, and the other sentence half
    m_options.text.components = 5;
    EXPECT_TRUE(stored());
    extract();
    EXPECT_TRUE(m_read.empty());
}

TEST_F(Extraction, NamesFeaturesByThePrecisionOfTheirNetworks) {
    const auto keys = [this] { return featureKeys(dataset(), m_splits, m_options, {}, {}); };
    const FeatureKeys plain = keys();
    m_options.image.precision = m_options.text.precision = EncoderPrecision::bfloat16;
    EXPECT_EQ(keys().both, plain.both) << "without a network there is nothing to round";
    m_options.image.lite2Components = m_options.text.miniLmComponents = 8;
    const FeatureKeys rounded = keys();
    m_options.image.precision = m_options.text.precision = EncoderPrecision::float32;
    EXPECT_NE(keys().images, rounded.images);
    EXPECT_NE(keys().sentences, rounded.sentences);
}

TEST_F(Extraction, NamesFeaturesByWhetherPicturesAreCalledSomething) {
    const auto keys = [this] { return featureKeys(dataset(), m_splits, m_options, {}, {}); };
    const FeatureKeys plain = keys();
    m_options.image.nameComponents = 8;
    EXPECT_EQ(keys().both, plain.both) << "without a classifier there are no names";
    m_options.image.lite2Components = 8;
    const FeatureKeys named = keys();
    m_options.text.precision = EncoderPrecision::bfloat16;
    EXPECT_NE(keys().images, named.images) << "the names are read by MiniLM";
    m_options.text.precision = EncoderPrecision::float32;
    m_options.image.nameComponents = 0;
    EXPECT_NE(keys().images, named.images);
    EXPECT_EQ(keys().sentences, named.sentences);
}

TEST_F(Extraction, KnowsWhatClassesLookLikeAndAreCalled) {
    for (const char* encoder : {"efficientnet-lite0", "minilm-l6"})
        if (!encoderIsHere(encoderEntry(encoder)))
            GTEST_SKIP() << encoder << " is not here: crossview-cli encoders fetch " << encoder;
    EXPECT_TRUE(extract()->prototypes.images.empty()) << "only where the features include names";
    m_options.image.lite0Components = m_options.image.nameComponents = 8;
    m_options.text.miniLmComponents = 8;
    const auto set = extract();
    ASSERT_EQ(set->prototypes.images.rows(), 1000U);
    ASSERT_EQ(set->prototypes.sentences.rows(), 1000U);
    EXPECT_EQ(set->prototypes.images.cols(), set->images.cols());
    constexpr std::size_t kLimousine = 627;
    const std::vector<float> called = set->chain->sentenceFeatures("limousine, limo");
    EXPECT_TRUE(std::ranges::equal(set->prototypes.sentences.row(kLimousine), called));
    const auto again = extract(); // out of what is stored
    EXPECT_TRUE(m_read.empty());
    EXPECT_EQ(values(again->prototypes.images), values(set->prototypes.images));
    EXPECT_EQ(values(again->prototypes.sentences), values(set->prototypes.sentences));
    // A damaged file is made again.
    writeFileAtomically(features() / set->key / "class-sentences.npy", "torn");
    EXPECT_EQ(values(extract()->prototypes.sentences), values(set->prototypes.sentences));
}

TEST_F(Extraction, PicturesThatDoNotDifferAreSaidToBeThat) {
    for (const ImageItem& image : m_images)
        cv::imwrite((m_folder.path() / image.path).string(), cv::Mat(96, 96, CV_8UC3, cv::Scalar::all(0)));
    try {
        extract();
        FAIL() << "nothing was said";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("do not differ (16 pictures, 1 kind)"));
    }
    cv::imwrite((m_folder.path() / m_images[3].path).string(),
                cv::Mat(96, 96, CV_8UC3, cv::Scalar(0, 9, 99)));
    EXPECT_THAT(extract()->remarks,
                testing::Contains(testing::HasSubstr("Of 16 training pictures only 2 differ")));
}

TEST_F(Extraction, WhatIsWrongWithAFileAndDoesNoHarmIsSaidAgainFromDisk) {
    const fs::path file = m_folder.path() / m_images[5].path;
    std::vector<unsigned char> jpeg;
    cv::imencode(".jpg", cv::imread(file.string()), jpeg);
    writeFileAtomically(file, std::string(jpeg.begin(), jpeg.end() - 2)); // without its end marker
    for (int time = 0; time < 2; ++time) {
        const auto set = extract();
        EXPECT_TRUE(set->unreadable.empty());
        EXPECT_THAT(set->remarks,
                    testing::ElementsAre(testing::HasSubstr(file.string() + " lacks its end marker")));
    }
}

} // namespace
} // namespace crossview
