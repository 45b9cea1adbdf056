#include "common/error.h"
#include "core/training/synthetic_input.h"
#include "files/atomic_file.h"
#include "project/project.h"
#include "project/query.h"
#include "project/train_in_project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview::test {
namespace {

double valueOf(const NamedValues& values, const std::string& name) {
    for (const auto& [key, value] : values)
        if (key == name)
            return value;
    ADD_FAILURE() << "no " << name;
    return 0;
}

TEST(ProjectTraining, RecordsOptionsMetricsAndOutcome) {
    const TemporaryFolder folder;
    const TrainingInput input = syntheticInput();
    const auto path = folder.path() / "Synthetic.crossview";
    Project::create(path, *input.dataset);
    TrainingCommands commands;
    std::vector<EpochMetrics> epochs;
    int steps = 0;
    TrainingListener listener;
    listener.onEpoch = [&](const EpochMetrics& metrics) { epochs.push_back(metrics); };
    listener.onStep = [&](const StepMetrics&) { ++steps; };
    const RunOptions options = smallRun(3);
    const TrainingOutcome outcome =
        trainInProject({path, input, options, {}}, options, {}, commands, listener, {});
    EXPECT_EQ(outcome.end, TrainingOutcome::End::finished) << outcome.message;
    const Project project = Project::open(path);
    const auto record = project.run(outcome.run);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->status, RunStatus::finished);
    EXPECT_EQ(record->epochs, 3);
    EXPECT_EQ(record->bestEpoch, outcome.bestEpoch);
    EXPECT_EQ(toJson(runOptionsFromJson(record->optionsJson)), toJson(options));
    const auto provenance = nlohmann::json::parse(record->provenanceJson);
    EXPECT_EQ(provenance.at("dataHash"), input.dataset->hash());
    EXPECT_EQ(provenance.at("seed"), options.seed);
    const auto storedSteps = project.stepMetrics(outcome.run);
    EXPECT_EQ(storedSteps.size(), static_cast<std::size_t>(steps));
    EXPECT_GT(valueOf(storedSteps.front().second, "T1"), 0);
    const auto storedEpochs = project.epochMetrics(outcome.run);
    ASSERT_EQ(storedEpochs.size(), 3U);
    EXPECT_NEAR(valueOf(storedEpochs[2].second, "i2t.r5"), epochs[2].validation.imageToSentence.r5, 1e-9);
    EXPECT_NEAR(valueOf(storedEpochs[2].second, "rsum"), epochs[2].validation.sum(), 1e-9);
    const auto best = loadSnapshot(path, outcome.run, true);
    ASSERT_TRUE(best);
    EXPECT_EQ(best->epoch, outcome.bestEpoch);
    EXPECT_EQ(best->run, outcome.run);
    EXPECT_EQ(loadSnapshot(path, outcome.run, false)->epoch, 3);
    EXPECT_EQ(loadSnapshot(path, "never", true), nullptr);

    // The best epoch, evaluated again from disk, has the recall that chose it.
    const Session session{path, input, options, {}};
    const RecallBothWays again =
        evaluateSplit(session, *best->network, Split::validation, TextUnit::documents);
    EXPECT_NEAR(again.sum(), record->bestScore, 1e-6);
    EXPECT_EQ(again.protocol, "documents");
    const RecallBothWays single = evaluateSplit(session, *best->network, Split::test, TextUnit::sentences);
    EXPECT_EQ(single.protocol, "sentences");
    EXPECT_EQ(single.imageToSentence.queries, 12U);
    EXPECT_GT(single.sentenceToImage.queries, 36U);

    // Going on with more epochs continues the same run.
    const TrainingOutcome more = trainInProject(session, smallRun(4), {outcome.run, {}}, commands, {}, {});
    EXPECT_EQ(more.run, outcome.run);
    EXPECT_EQ(Project::open(path).run(outcome.run)->epochs, 4);
    EXPECT_EQ(Project::open(path).runs().size(), 1U);
    EXPECT_THROW(trainInProject(session, options, {"never", {}}, commands, {}, {}), Error);

    // What is refused leaves the run as it was.
    const RunRecord finished = *Project::open(path).run(outcome.run);
    RunOptions others = smallRun(5);
    others.network.hiddenUnits += 1;
    EXPECT_THROW(trainInProject(session, others, {outcome.run, {}}, commands, {}, {}), Error);
    const RunRecord after = *Project::open(path).run(outcome.run);
    EXPECT_EQ(statusText(after), statusText(finished));
    EXPECT_EQ(after.epochs, finished.epochs);
}

TEST(ProjectTraining, AFailureIsRecordedWithItsSentence) {
    const TemporaryFolder folder;
    const TrainingInput input = syntheticInput();
    const auto path = folder.path() / "Synthetic.crossview";
    Project::create(path, *input.dataset);
    TrainingCommands commands;
    RunOptions options = smallRun(3);
    options.device = "cuda:7";
    EXPECT_THROW(trainInProject({path, input, options, {}}, options, {}, commands, {}, {}), Error);
    const auto run = Project::open(path).latestRun();
    ASSERT_TRUE(run);
    EXPECT_THAT(statusText(*run),
                testing::AllOf(testing::StartsWith("failed: "), testing::HasSubstr("cuda:7")));
}

TEST(Session, NeedsAProject) {
    const TemporaryFolder folder;
    EXPECT_THROW(openSession(folder.path() / "nowhere.crossview", preset("picture-book")), Error);
    EXPECT_THROW(loadSnapshot(folder.path() / "nowhere.crossview", "run", true), Error);
}

TEST(OpenSession, LeavesUnreadablePicturesOutWithTheirSentences) {
    constexpr std::size_t kPictures = 20, kBroken = 7;
    // 8 x 8 pixels of 24 bits.
    const std::string bmpHeader("BM\xF6\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x08\0\0\0\x08\0\0\0\x01\0\x18\0"
                                "\0\0\0\0\xC0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                                54);
    const TemporaryFolder folder;
    std::vector<ImageItem> images;
    std::vector<SentenceItem> sentences;
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < kPictures; ++i) {
        const std::string name = std::to_string(i) + ".bmp";
        std::string pixels(3 * 8 * 8, '\0');
        for (std::size_t p = 0; p < pixels.size(); ++p)
            pixels[p] = static_cast<char>((p * (i + 3)) % 251);
        writeFileAtomically(folder.path() / name,
                            i == kBroken ? std::string("no picture") : bmpHeader + pixels);
        images.push_back({name, "", -1, "", Split::unused});
        sentences.push_back({i % 2 == 0 ? "an even picture" : "an odd picture", "name"});
        pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
    }
    const auto path = folder.path() / "Broken.crossview";
    Project::create(
        path, Dataset("broken", images, sentences, Relation(kPictures, kPictures, pairs), {}, folder.path()));
    RunOptions options;
    options.split = {.method = SplitMethod::random, .testCount = 3, .validationCount = 3, .seed = 2};
    options.features.image.size = 64;
    options.features.image.patchWords = 4;
    options.features.text.components = 2;
    const auto session = openSession(path, options);
    EXPECT_THAT(session->input.features->unreadableImages, testing::ElementsAre(7));
    EXPECT_EQ(session->input.splits->images.at(kBroken), Split::unused);
    std::size_t taking = 0;
    for (const Split split : {Split::train, Split::validation, Split::test}) {
        taking += session->input.splits->imagesIn(split).size();
        EXPECT_THAT(session->input.splits->sentencesIn(split, session->input.dataset->relation()),
                    testing::Not(testing::Contains(7)));
    }
    EXPECT_EQ(taking, kPictures - 1) << "the rest goes on";

    // Neither is it an answer, nor may it ask; the others' answers do not know of it.
    options.optimiser.epochs = 1;
    options.batch.images = 8;
    options.network.hiddenUnits = 8;
    options.network.jointDimensions = 4;
    TrainingCommands commands;
    const TrainingOutcome outcome = trainInProject(*session, options, {}, commands, {}, {});
    ASSERT_EQ(outcome.end, TrainingOutcome::End::finished) << outcome.message;
    const auto snapshot = loadSnapshot(path, outcome.run, true);
    QueryEngine engine;
    const QueryAnswer answer =
        engine.answer(Query::ofItem({View::sentence, kBroken}), kPictures, *session, *snapshot);
    EXPECT_EQ(answer.searched, kPictures - 1);
    EXPECT_EQ(answer.hits.size(), kPictures - 1);
    for (const Hit& hit : answer.hits)
        EXPECT_NE(hit.item, static_cast<std::int32_t>(kBroken));
    const QueryAnswer texts = engine.answer(Query::ofItem({View::image, 1}), kPictures, *session, *snapshot);
    EXPECT_EQ(texts.searched, kPictures) << "its sentence is a text as any";
    try {
        engine.answer(Query::ofItem({View::image, kBroken}), 3, *session, *snapshot);
        ADD_FAILURE() << "a picture that takes no part found something";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("7.bmp"));
    }
}

} // namespace
} // namespace crossview::test
