#include "common/error.h"
#include "core/training/synthetic_input.h"
#include "features/zero_shot_features.h"
#include "project/project.h"
#include "project/zero_shot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <numeric>

namespace crossview::test {
namespace {

/// Length and first letters of names and texts: enough to tell items apart; files named "broken…" fail.
class NameChain final : public FeatureChain {
public:
    std::size_t imageDimensions() const override { return 2; }
    std::size_t sentenceDimensions() const override { return 3; }
    std::vector<float> imageFeatures(const std::filesystem::path& picture) const override {
        const std::string name = picture.filename().string();
        if (name.starts_with("broken"))
            throw Error(name + " is no picture.");
        return {static_cast<float>(name.size()), static_cast<float>(name.at(7))};
    }
    std::vector<float> regionFeatures(const std::filesystem::path& picture,
                                      const PixelBox& box) const override {
        std::vector<float> row = imageFeatures(picture);
        row[1] = static_cast<float>(box.width);
        return row;
    }
    std::vector<float> sentenceFeatures(std::string_view text) const override {
        return {static_cast<float>(text.size()), static_cast<float>(text.back()), 1};
    }
    std::vector<std::string> unknownWords(std::string_view) const override { return {}; }
    std::string imageDescription() const override { return {}; }
    std::string sentenceDescription() const override { return {}; }
};

Session learned() {
    TrainingInput input = syntheticInput();
    auto features = std::make_shared<FeatureSet>(*input.features);
    features->chain = std::make_shared<const NameChain>();
    input.features = features;
    return {"learned", std::move(input), preset("picture-book"), {}};
}

/// `count` pictures with a sentence each; the third is broken.
Dataset otherData(std::size_t count) {
    std::vector<ImageItem> images(count);
    std::vector<SentenceItem> sentences(count);
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < count; ++i) {
        images[i].path = (i == 2 ? "broken" : "picture") + std::to_string(i) + ".png";
        sentences[i].text = "text " + std::to_string(i);
        pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
    }
    return {"other", images, sentences, Relation(count, count, std::move(pairs)), {}};
}

TEST(ZeroShot, AsksAllReadablePicturesThroughTheChain) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Other.crossview";
    Project::create(path, otherData(30));
    std::size_t last = 0;
    std::string stage;
    const auto session = withItemsOf(learned(), path, std::nullopt, {}, [&](const Progress& progress) {
        EXPECT_TRUE(progress.stage != stage || progress.done == last + 1) << progress.stage;
        stage = progress.stage;
        last = progress.done;
    });
    EXPECT_EQ(last, 30U);
    const NameChain chain;
    const TrainingInput& input = session->input;
    EXPECT_EQ(input.dataset->name(), "other");
    ASSERT_EQ(input.features->images.rows(), 30U);
    ASSERT_EQ(input.features->sentences.rows(), 30U);
    for (std::size_t i = 0; i < 30; ++i) {
        const std::vector<float> expected =
            i == 2 ? std::vector<float>{0, 0} : chain.imageFeatures(input.dataset->imagePath(i));
        EXPECT_THAT(input.features->images.row(i), testing::ElementsAreArray(expected)) << i;
        EXPECT_THAT(input.features->sentences.row(i),
                    testing::ElementsAreArray(chain.sentenceFeatures(input.dataset->sentences()[i].text)));
    }
    EXPECT_THAT(input.features->unreadableImages, testing::ElementsAre(2));
    EXPECT_THAT(input.features->unreadable, testing::ElementsAre(testing::HasSubstr("broken2.png")));
    EXPECT_EQ(input.splits->imagesIn(Split::test).size(), 29U);
    EXPECT_THAT(input.splits->imagesIn(Split::unused), testing::ElementsAre(2));
}

TEST(ZeroShot, LeavesOutImagesWithoutPicture) {
    const TemporaryFolder folder;
    const Dataset plain = otherData(5);
    std::vector<ImageItem> images = plain.images();
    images[4].path.clear();
    images[4].title = "bare";
    const Dataset data("other", images, plain.sentences(), plain.relation(), {});
    const auto set = zeroShotFeatures(data, std::make_shared<const NameChain>(), {}, {});
    EXPECT_THAT(set->unreadableImages, testing::ElementsAre(2, 4));
    EXPECT_THAT(set->unreadable.at(1), "bare: it has no picture file");
    EXPECT_THAT(set->images.row(4), testing::Each(0.F));
    for (ImageItem& image : images)
        image.path.clear();
    const Dataset bare("other", images, plain.sentences(), plain.relation(), {});
    try {
        zeroShotFeatures(bare, std::make_shared<const NameChain>(), {}, {});
        FAIL() << "no Error was thrown";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("have no picture files"));
    }
}

TEST(ZeroShot, AsksOneStoredSplit) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Other.crossview";
    Project project = Project::create(path, otherData(30));
    EXPECT_THROW(withItemsOf(learned(), path, Split::train), Error); // not divided yet
    const SplitAssignment splits = assignSplits(otherData(30), {.method = SplitMethod::random});
    project.storeSplits(splits);
    for (const Split asked : {Split::train, Split::validation, Split::test}) {
        const auto session = withItemsOf(learned(), path, asked);
        std::vector<std::int32_t> expected = splits.imagesIn(asked);
        std::erase(expected, 2); // the broken one
        EXPECT_EQ(session->input.splits->imagesIn(Split::test), expected);
        EXPECT_TRUE(session->input.splits->imagesIn(Split::train).empty());
    }
}

TEST(ZeroShot, EmbedsEveryItem) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Other.crossview";
    Project::create(path, otherData(5));
    const auto session = withItemsOf(learned(), path);
    SeededRandom random(3);
    auto network = std::make_shared<FrozenNetwork>();
    network->image.outputWeight = randomMatrix(4, 2, random);
    network->sentence.outputWeight = randomMatrix(4, 3, random);
    network->image.outputBias = network->sentence.outputBias = {1, 0, 0, 0};
    Snapshot trained;
    trained.run = "run";
    trained.epoch = 7;
    trained.network = network;
    const auto snapshot = embeddedItems(*session, trained);
    EXPECT_EQ(snapshot->run, "run");
    EXPECT_EQ(snapshot->epoch, 7);
    ASSERT_EQ(snapshot->images.rows(), 5U);
    ASSERT_EQ(snapshot->sentences.rows(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        const auto image = network->image.embed(session->input.features->images.row(i));
        const auto sentence = network->sentence.embed(session->input.features->sentences.row(i));
        EXPECT_THAT(snapshot->images.row(i), testing::Pointwise(testing::FloatNear(1e-6F), image));
        EXPECT_THAT(snapshot->sentences.row(i), testing::Pointwise(testing::FloatNear(1e-6F), sentence));
    }
}

TEST(ZeroShot, StopsAndRefusesWhatCannotBeRead) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "Other.crossview";
    Project::create(path, otherData(30));
    std::stop_source stop;
    std::atomic<std::size_t> done = 0;
    const auto stopAtThird = [&](const Progress& progress) {
        done = progress.done;
        if (progress.done == 3)
            stop.request_stop();
    };
    EXPECT_THROW(withItemsOf(learned(), path, std::nullopt, stop.get_token(), stopAtThird), Cancelled);
    EXPECT_LT(done, 30U);
    EXPECT_THROW(withItemsOf(learned(), folder.path() / "none.crossview"), Error);

    ImageItem broken;
    broken.path = "broken.png";
    const Dataset unreadable("sad", {broken}, {{"a text", {}}}, Relation(1, 1, {{0, 0}}), {});
    try {
        zeroShotFeatures(unreadable, std::make_shared<const NameChain>());
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(),
                    testing::AllOf(testing::HasSubstr("sad"), testing::HasSubstr("no picture")));
    }
}

} // namespace
} // namespace crossview::test
