// Features that a person brought, from the files to answers, without a picture on disk.
#include "core/training/synthetic_input.h"
#include "dataset/item_name.h"
#include "features/given_rows.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "project/data_edits.h"
#include "project/import_into.h"
#include "project/opened_project.h"
#include "project/query.h"
#include "project/train_in_project.h"
#include "project/zero_shot.h"
#include "support/message_of.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class GivenFeaturesTest : public testing::Test {
protected:
    /// Two noisy views of hidden vectors, row by row; the sentences at a scale of their own.
    void writeViews(std::uint64_t seed = 1) const {
        SyntheticOptions options;
        options.images = 200;
        options.sentencesPerImage = 1;
        options.sharedSentences = false;
        options.seed = seed;
        const TrainingInput input = syntheticInput(options);
        writeNpy(m_folder / "audio.npy", input.features->images);
        Matrix large(input.features->sentences.rows(), input.features->sentences.cols());
        for (std::size_t i = 0; i < large.size(); ++i)
            large.data()[i] = 40 * input.features->sentences.view().data()[i];
        writeNpy(m_folder / "video.npy", large);
    }
    ImportOptions views() const {
        ImportOptions options;
        options.features.images = m_folder / "audio.npy";
        options.features.texts = m_folder / "video.npy";
        return options;
    }
    std::shared_ptr<const Session> session(int epochs = 2) const {
        return openSession(project(), smallRun(epochs));
    }
    std::string trainedRun(const Session& session) const {
        TrainingCommands commands;
        return trainInProject(session, session.options, {}, commands, {}, {}).run;
    }
    fs::path project() const { return m_folder / "Views.crossview"; }
    std::set<std::string> givenFiles() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(project() / kGivenFolder))
            names.insert(entry.path().filename().string());
        return names;
    }

    TemporaryFolder m_folder;
};

TEST_F(GivenFeaturesTest, TwoMatricesTrainFarAboveChance) {
    writeViews();
    const ImportSummary summary = importInto(views(), project());
    EXPECT_EQ(summary.images, 200U);
    const auto session = this->session(30);
    EXPECT_EQ(session->input.features->images.cols(), 24U);
    EXPECT_TRUE(session->input.features->unreadableImages.empty());
    EXPECT_EQ(session->input.features->chain->imageDescription(),
              "24-D, given by " + (m_folder / "audio.npy").string());
    trainedRun(*session);
    const TrainedRun run = openTrainedRun(project(), "latest");
    const RecallBothWays recall =
        evaluateSplit(*run.session, *run.snapshot->network, Split::test, TextUnit::sentences);
    // 40 test images: chance finds 2.5 of 100 first.
    EXPECT_EQ(recall.imageToSentence.queries, 40U);
    EXPECT_GT(recall.imageToSentence.r1, 50);
    EXPECT_GT(recall.sentenceToImage.r1, 50);
    // Asked with an item, the run finds its partner among the first.
    const Dataset& dataset = *run.session->input.dataset;
    const QueryAnswer answer = QueryEngine().answer(Query::ofItem(itemNamed(dataset, "image:row 17")), 5,
                                                    *run.session, *run.snapshot);
    EXPECT_THAT(answer.truePairs, testing::Contains(true));
    // What was given cannot be asked with something new, nor answer for other items.
    EXPECT_THAT(
        messageOf([&] { QueryEngine().answer(Query::ofText("a dog"), 5, *run.session, *run.snapshot); }),
        HasSubstr("New texts cannot be embedded"));
    EXPECT_THAT(
        messageOf([&] { QueryEngine().answer(Query::ofPicture("a.png"), 5, *run.session, *run.snapshot); }),
        HasSubstr("New pictures cannot be embedded"));
    EXPECT_THAT(messageOf([&] { withItemsOf(*run.session, project()); }),
                HasSubstr("features that were given"));
}

TEST_F(GivenFeaturesTest, RowsStayWhatTheyWere) {
    writeViews();
    importInto(views(), project());
    const auto dataset = Project::open(project()).loadDataset();
    const Matrix given = readNpy(m_folder / "video.npy");
    EXPECT_EQ(readNpy(dataset->givenFile(View::sentence)).values(), given.values());
    EXPECT_EQ(readNpy(dataset->givenFile(View::image)).values(), readNpy(m_folder / "audio.npy").values());
    // In the session sentences have length 1, as documents have.
    const SharedMatrix scaled = givenRows(*dataset, View::sentence);
    EXPECT_NEAR(scaled.view()(3, 2) * 40, given(3, 2), 1e-3);
    fs::remove(dataset->givenFile(View::image));
    EXPECT_THAT(messageOf([&] { session(); }), HasSubstr("is missing, which holds the features given"));
}

TEST_F(GivenFeaturesTest, AFailedImportLeavesEverythingAsItWas) {
    writeViews();
    ImportOptions wrong = views();
    wrong.features.texts = m_folder.write("cut.npy", readFile(m_folder / "video.npy").substr(0, 500));
    EXPECT_THAT(messageOf([&] { importInto(wrong, project()); }), HasSubstr("cut.npy is cut off"));
    EXPECT_FALSE(fs::exists(project()));
    importInto(views(), project());
    const auto files = givenFiles();
    const std::string hash = Project::open(project()).loadDataset()->hash();
    EXPECT_THROW(importInto(wrong, project()), Error);
    EXPECT_EQ(givenFiles(), files);
    EXPECT_EQ(Project::open(project()).loadDataset()->hash(), hash);
}

TEST_F(GivenFeaturesTest, RowsThatWereWrittenGoWithAnImportThatFailsAfterwards) {
    writeViews();
    m_folder.write("Views.crossview/project.sqlite", "this is no database, and cannot be opened as one");
    EXPECT_THROW(importInto(views(), project()), Error);
    EXPECT_FALSE(fs::exists(project() / "features"));
}

TEST_F(GivenFeaturesTest, OtherRowsAreOtherData) {
    writeViews();
    importInto(views(), project());
    const auto before = session();
    trainedRun(*before);
    const auto files = givenFiles();
    importInto(views(), project()); // the same rows once more
    EXPECT_EQ(givenFiles(), files);
    EXPECT_NO_THROW(openTrainedRun(project(), "latest"));
    writeViews(2);
    importInto(views(), project());
    EXPECT_NE(givenFiles(), files);
    EXPECT_EQ(givenFiles().size(), 2U);
    EXPECT_THAT(messageOf([&] { openTrainedRun(project(), "latest"); }), HasSubstr("other data"));
    EXPECT_THAT(messageOf([&] { trainedRun(*before); }), HasSubstr("were replaced"));
    EXPECT_FALSE(openProject(project(), {}).run);
}

TEST_F(GivenFeaturesTest, EditsAreMadeInASessionAndDamagedOnesTold) {
    writeViews();
    importInto(views(), project());
    const auto plain = session();
    const auto training = plain->input.splits->imagesIn(Split::train);
    const auto testing = plain->input.splits->imagesIn(Split::test);
    const auto image = [](std::int32_t index) { return ItemRef{View::image, index}; };
    const std::vector<DataEdit> edits{{DataEdit::Kind::leaveOut, {image(training[0])}, {}},
                                      {DataEdit::Kind::join, {image(training[1]), image(testing[0])}, {}},
                                      {DataEdit::Kind::join, {image(testing[1]), image(training[2])}, {}}};
    writeEdits(project(), plain->imported(), edits);
    RunOptions options = smallRun(2);
    options.edits = edits;
    const auto changed = openSession(project(), options);
    EXPECT_EQ(changed->imported().hash(), plain->input.dataset->hash());
    EXPECT_NE(changed->input.dataset->hash(), plain->input.dataset->hash());
    const std::vector<Split>& splits = changed->input.splits->images;
    EXPECT_EQ(splits.at(static_cast<std::size_t>(training[0])), Split::unused);
    EXPECT_EQ(splits.at(static_cast<std::size_t>(testing[0])), Split::train);
    EXPECT_EQ(splits.at(static_cast<std::size_t>(training[2])), Split::unused);
    EXPECT_EQ(splits.at(static_cast<std::size_t>(testing[1])), Split::test);
    EXPECT_FALSE(changed->input.features->takesPart(image(training[0])));
    EXPECT_FALSE(changed->input.features->takesPart({View::sentence, training[0]})); // it was its only one
    EXPECT_EQ(changed->input.features->whyLeftOut(image(training[0])), "an edit of the data leaves it out");
    EXPECT_TRUE(changed->input.features->takesPart(image(testing[0])));
    trainedRun(*changed);
    EXPECT_EQ(openTrainedRun(project(), "latest").session->input.splits->images, splits);
    EXPECT_EQ(openProject(project(), {}).edits, edits);
    m_folder.write("Views.crossview/edits.json", "no edits");
    const OpenedProject opened = openProject(project(), {});
    EXPECT_TRUE(opened.edits.empty());
    EXPECT_TRUE(opened.run); // which has its own
    EXPECT_THAT(opened.remark, HasSubstr("edits.json"));
}

TEST_F(GivenFeaturesTest, TheOtherViewMayBeExtracted) {
    std::string captions;
    const std::vector<std::string> colours = {"red", "green", "blue", "white", "black", "grey"};
    const std::vector<std::string> things = {"flower", "house", "car", "dog", "bird"};
    for (const std::string& colour : colours)
        for (const std::string& thing : things)
            captions += colour + thing + ".jpg\ta " + colour + " " + thing + "\n";
    writeNpy(m_folder / "images.npy", test::syntheticInput({.images = 30}).features->images);
    ImportOptions options;
    options.captions = m_folder.write("captions.tsv", captions);
    options.features.images = m_folder / "images.npy";
    importInto(options, project());
    const auto session = this->session();
    const FeatureSet& features = *session->input.features;
    EXPECT_EQ(features.images.rows(), 30U);
    EXPECT_EQ(features.sentences.rows(), 30U);
    EXPECT_GT(features.chain->sentenceFeatures("a red flower").size(), 1U);
    EXPECT_THROW(features.chain->imageFeatures("a.png"), Error);
    EXPECT_EQ(this->session()->input.features->key, features.key); // taken from where it is stored
}

} // namespace
} // namespace crossview::test
