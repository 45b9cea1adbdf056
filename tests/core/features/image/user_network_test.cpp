// A network of the user's own as a block of the image features.
#include "features/image/user_network_identity.h"

#include "common/error.h"
#include "common/float16.h"
#include "encoders/user/onnx_network.h"
#include "features/components/pca.h"
#include "features/extraction.h"
#include "features/feature_chain.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "pictures/image_reader.h"
#include "support/temporary_folder.h"

#include <atomic>
#include <numeric>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::size_t kPictures = 12;
constexpr std::size_t kTraining = 8;

class UserNetworkBlock : public testing::Test {
protected:
    UserNetworkBlock() {
        for (std::size_t i = 0; i < kPictures; ++i) {
            // Longer than high, so that a fitted square would show other values than the picture itself.
            const int shade = static_cast<int>(i) * 20;
            cv::Mat picture(12, 20, CV_8UC3, cv::Scalar(shade, 255 - shade, (shade * 7) % 256));
            cv::circle(picture, {static_cast<int>(i) + 4, 6}, 4, {255, 200, double(shade)}, cv::FILLED);
            const std::string name = "picture" + std::to_string(i) + ".png";
            cv::imwrite((m_folder.path() / name).string(), picture);
            m_images.push_back({name, "", -1, "", Split::unused});
            m_sentences.push_back({i % 2 == 0 ? "a red ball" : "a blue box", "name"});
        }
        m_splits.images.assign(kPictures, Split::test);
        std::fill_n(m_splits.images.begin(), kTraining, Split::train);
        useNetwork("small");
        m_options.image.network.size = 8;
        m_options.image.network.layer = "activation";
        m_options.image.networkComponents = 4;
        m_options.image.hsvComponents = m_options.image.hogComponents = m_options.image.tinyComponents =
            m_options.image.gistComponents = m_options.image.patchComponents = 0;
        m_options.text.components = 3;
        m_options.text.minimumCount = 1;
    }

    /// A copy of one of tests/data/networks.
    void useNetwork(const std::string& name) {
        const fs::path from = fs::path(CROSSVIEW_TEST_DATA) / "networks" / (name + ".onnx");
        m_options.image.network.file = m_folder.path() / (name + ".onnx");
        writeFileAtomically(m_options.image.network.file, readFile(from));
    }
    NetworkRecipe& recipe() { return m_options.image.network; }
    fs::path features() const { return m_folder.path() / "features"; }
    Dataset dataset() const {
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < kPictures; ++i)
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
        return {"shades", m_images, m_sentences, Relation(kPictures, kPictures, pairs), {}, m_folder.path()};
    }
    std::shared_ptr<const FeatureSet> extract() {
        m_opened = 0;
        m_read = 0;
        return extractFeatures(
            dataset(), m_splits, m_options, features(), {},
            [this](const Progress& progress) {
                m_read += progress.stage == "Reading pictures" && !progress.item.empty() ? 1 : 0;
            },
            [this](const NetworkRecipe& asked) {
                ++m_opened;
                return openOnnxNetwork(asked, readNetworkFile(asked.file));
            });
    }
    std::string fault() {
        try {
            extract();
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing was thrown";
    }
    static std::vector<float> values(const SharedMatrix& matrix) {
        return {matrix.view().data(), matrix.view().data() + matrix.view().size()};
    }

    test::TemporaryFolder m_folder;
    std::vector<ImageItem> m_images;
    std::vector<SentenceItem> m_sentences;
    SplitAssignment m_splits;
    FeatureOptions m_options;
    std::atomic<int> m_opened = 0;
    int m_read = 0;
};

TEST_F(UserNetworkBlock, RowsAreTheNetworksOwnValuesThroughPca) {
    const auto set = extract();
    EXPECT_EQ(m_opened, 1);
    EXPECT_EQ(set->chain->imageDescription(), "your network, 4-D");
    const auto network = openOnnxNetwork(recipe(), readNetworkFile(recipe().file));
    Matrix raw(kPictures, network->dimensions());
    for (std::size_t i = 0; i < kPictures; ++i)
        std::ranges::copy(network->features(readPicture(dataset().imagePath(i))), raw.row(i).begin());
    for (float& value : raw.values()) // what is stored
        value = fromFloat16(toFloat16(value));
    std::vector<std::int32_t> training(kTraining);
    std::iota(training.begin(), training.end(), 0);
    const Matrix expected = fitPca(raw, training, 4, m_options.image.seed).apply(raw);
    ASSERT_EQ(set->images.cols(), 4U);
    for (std::size_t i = 0; i < kPictures; ++i)
        for (std::size_t c = 0; c < 4; ++c)
            EXPECT_NEAR(set->images.row(i)[c], expected.row(i)[c], 1e-5) << i;
}

TEST_F(UserNetworkBlock, AQueryGivesTheStoredRow) {
    m_options.image.hsvComponents = 3; // its neighbour sees the fitted square
    const auto set = extract();
    for (const auto& current : {set, extract()}) // fitted just now, and loaded from disk
        for (std::size_t i = 0; i < kPictures; ++i) {
            const auto row = current->chain->imageFeatures(dataset().imagePath(i));
            ASSERT_EQ(row.size(), 7U);
            for (std::size_t c = 0; c < row.size(); ++c)
                ASSERT_NEAR(row[c], set->images.row(i)[c], 1e-5) << i;
        }
}

TEST_F(UserNetworkBlock, PlainBlocksWeighLessBesideANetwork) {
    m_options.image.hsvComponents = 3; // come first in a row
    const auto same = extract();
    m_options.image.plainWeight = 0.25;
    const auto weighted = extract();
    EXPECT_NE(weighted->key, same->key);
    for (std::size_t i = 0; i < kPictures; ++i)
        for (std::size_t c = 0; c < 7; ++c)
            EXPECT_NEAR(weighted->images.row(i)[c], (c < 3 ? 0.25 : 1) * same->images.row(i)[c], 1e-6) << i;
    for (const auto& current : {weighted, extract()}) // fitted just now, and loaded from disk
        EXPECT_NEAR(current->chain->imageFeatures(dataset().imagePath(1))[0], weighted->images.row(1)[0],
                    1e-5);

    m_options.image.networkComponents = 0; // alone they keep their length
    const auto alone = extract();
    for (std::size_t c = 0; c < 3; ++c)
        EXPECT_NEAR(alone->images.row(1)[c], same->images.row(1)[c], 1e-6);
}

TEST_F(UserNetworkBlock, AnotherRecipeOrFileIsAnotherBlock) {
    std::set<std::string> keys{extract()->key};
    const auto isNew = [&] { return keys.insert(extract()->key).second && m_read == kPictures; };
    recipe().mean = {1, 2, 3};
    EXPECT_TRUE(isNew());
    recipe().fit = PictureFit::square;
    EXPECT_TRUE(isNew());
    recipe().channels = ChannelOrder::bgr;
    EXPECT_TRUE(isNew());
    recipe().layer = "mix";
    EXPECT_TRUE(isNew());
    const fs::path before = recipe().file;
    useNetwork("two_outputs");
    fs::rename(recipe().file, before); // under the same name
    recipe().file = before;
    EXPECT_TRUE(isNew());
    // The same content elsewhere is the same network.
    recipe().file = m_folder.path() / "moved.onnx";
    fs::rename(before, recipe().file);
    EXPECT_FALSE(isNew());
    EXPECT_EQ(m_opened, 0);
    m_options.image.networkComponents = 3; // the same values, reduced to fewer
    EXPECT_TRUE(keys.insert(extract()->key).second);
    EXPECT_EQ(m_read, 0);
}

TEST_F(UserNetworkBlock, StoredFeaturesOutliveTheNetwork) {
    const auto first = extract();
    fs::remove(recipe().file);
    const auto stored = extract();
    EXPECT_EQ(m_opened, 0);
    EXPECT_EQ(values(first->images), values(stored->images));
    EXPECT_TRUE(featuresAreStored(dataset(), m_splits, m_options, features()));
    try {
        stored->chain->imageFeatures(dataset().imagePath(0));
        ADD_FAILURE() << "a picture was seen through a network that is gone";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("small.onnx"), HasSubstr("not there")));
    }
    // The raw values are there as well: another split needs no network.
    m_splits.images[0] = Split::test;
    EXPECT_NE(values(extract()->images), values(first->images));
    EXPECT_EQ(m_opened, 0);
}

TEST_F(UserNetworkBlock, AQueryNoticesThatTheNetworkHasChanged) {
    extract();
    const auto stored = extract();
    const fs::path file = recipe().file;
    useNetwork("two_outputs");
    fs::rename(recipe().file, file);
    try {
        stored->chain->imageFeatures(dataset().imagePath(0));
        ADD_FAILURE() << "a picture was seen through another network";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("small.onnx"), HasSubstr("has changed")));
    }
}

TEST_F(UserNetworkBlock, ANetworkThatCannotBeUsedIsNamedAndNotThePictures) {
    const fs::path good = recipe().file;
    recipe().file.clear();
    EXPECT_THAT(fault(), HasSubstr("choose an ONNX or TorchScript file"));
    recipe().file = m_folder.path() / "missing.onnx";
    EXPECT_THAT(fault(), testing::AllOf(HasSubstr("missing.onnx is not there"), HasSubstr("components 0")));
    recipe().file = m_folder.path();
    EXPECT_THAT(fault(), HasSubstr("no ordinary file"));
    recipe().file = m_folder.path() / "broken.onnx";
    writeFileAtomically(recipe().file, readFile(good).substr(0, 100));
    EXPECT_THAT(fault(), HasSubstr("broken.onnx cannot be used as a network"));
    EXPECT_EQ(m_read, 0);
    recipe().file = good;
    recipe().size = 0;
    EXPECT_THAT(fault(), HasSubstr("between 1 and 4096"));
}

TEST_F(UserNetworkBlock, ANetworkThatFailsOnEveryPictureIsNotRemembered) {
    useNetwork("logarithm"); // of what is negative
    recipe().layer.clear();
    recipe().mean = {300, 300, 300};
    for (int round = 0; round < 2; ++round)
        EXPECT_THAT(fault(), testing::AllOf(testing::StartsWith(recipe().file.string()),
                                            HasSubstr("no finite numbers")));
}

TEST_F(UserNetworkBlock, APictureThatItCannotSeeKeepsItsOtherRows) {
    m_options.image.hsvComponents = 3;
    useNetwork("logarithm"); // a dark picture's logarithms are none
    recipe().layer.clear();
    recipe().mean = {-1, -1, -1};
    cv::imwrite((m_folder.path() / "picture2.png").string(), cv::Mat(9, 9, CV_8UC3, cv::Scalar(1, 250, 1)));
    const auto set = extract(); // 2 - 251 + 4 of the three colours is negative
    ASSERT_THAT(set->unreadableImages, testing::Contains(2));
    m_options.image.networkComponents = 0;
    EXPECT_THAT(extract()->unreadableImages, testing::IsEmpty());
    EXPECT_EQ(m_read, 0);
}

TEST_F(UserNetworkBlock, DamagedMemoryIsMadeAgain) {
    const auto first = extract();
    for (const char* text : {"", "[1]", R"({"x": )"}) {
        writeFileAtomically(features() / "networks.json", text);
        EXPECT_EQ(extract()->key, first->key) << text;
        EXPECT_EQ(m_opened, 0) << text;
    }
    const std::string memory = readFile(features() / "networks.json");
    EXPECT_THAT(memory, HasSubstr("small.onnx"));
}

TEST_F(UserNetworkBlock, DamagedRowsAreMadeAgain) {
    const auto first = extract();
    for (const auto& entry : fs::directory_iterator(features() / "raw"))
        writeFileAtomically(entry.path(), readFile(entry.path()).substr(0, 10));
    fs::remove_all(features() / first->key);
    EXPECT_EQ(values(extract()->images), values(first->images));
    EXPECT_EQ(m_read, kPictures);
}

} // namespace
} // namespace crossview
