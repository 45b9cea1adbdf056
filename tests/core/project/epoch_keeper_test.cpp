#include "project/epoch_keeper.h"

#include "core/training/synthetic_input.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "project/arrival_files.h"
#include "project/epoch_measures.h"
#include "project/project.h"
#include "project/train_in_project.h"
#include "projection/projection_files.h"

#include <cmath>
#include <gmock/gmock.h>

namespace crossview::test {
namespace {

namespace fs = std::filesystem;

/// Trains three epochs beside a keeper; the run's id.
std::string trainedWith(KeptEpochs which, const fs::path& path, std::string* problem = nullptr) {
    const TrainingInput input = syntheticInput();
    Project::create(path, *input.dataset);
    ProjectionOptions options;
    options.method = "tsne";
    EpochKeeper keeper({path, input.dataset, input.features}, which, options);
    TrainingListener listener;
    listener.onSnapshot = [&](std::shared_ptr<const Snapshot> snapshot) { keeper.take(std::move(snapshot)); };
    TrainingCommands commands;
    const RunOptions run = smallRun(3);
    const TrainingOutcome outcome = trainInProject({path, input, run, {}}, run, {}, commands, listener, {});
    keeper.finish({});
    if (problem)
        *problem = keeper.problem();
    return outcome.run;
}

TEST(EpochKeeper, KeepsTheMapAndTheArrivalsOfEveryEpoch) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "Synthetic.crossview";
    std::string problem;
    const std::string run = trainedWith(KeptEpochs::all, path, &problem);
    EXPECT_EQ(problem, "");
    const fs::path maps = projectionFolder(path, run);
    EXPECT_THAT(storedProjections(maps), testing::ElementsAre(0, 1, 2, 3));
    ProjectionOptions options;
    options.method = "tsne";
    EXPECT_EQ(storedMethod(maps, 3), makeProjector(options)->key()); // the window takes no other
    const auto arrivals = readArrivals(arrivalsFolder(path, run));
    ASSERT_TRUE(arrivals);
    EXPECT_THAT(arrivals->epochs, testing::ElementsAre(0, 1, 2, 3));
    EXPECT_EQ(arrivals->images.size(), readProjection(maps, 3).images.rows());
    EXPECT_THAT(arrivals->images, testing::Contains(testing::Ge(0)));
    const auto measures = readEpochMeasures(arrivalsFolder(path, run));
    ASSERT_TRUE(measures);
    std::vector<int> epochs;
    for (const EpochStructure& known : measures->structure)
        epochs.push_back(known.epoch);
    EXPECT_THAT(epochs, testing::ElementsAre(EpochStructure::kFeatures, 0, 1, 2, 3));
    EXPECT_TRUE(std::isnan(measures->structure[0].views.gap));
    for (std::size_t e = 0; e < epochs.size(); ++e) {
        EXPECT_GT(measures->structure[e].views.images, 0);
        EXPECT_GT(measures->structure[e].views.sentences, 0);
        EXPECT_TRUE(e == 0 || measures->structure[e].views.gap > 0);
    }
}

TEST(EpochKeeper, BesideATrainingTheNewestIsAlwaysKept) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "Synthetic.crossview";
    const std::string run = trainedWith(KeptEpochs::beside, path);
    EXPECT_THAT(storedProjections(projectionFolder(path, run)), testing::Contains(3));
}

TEST(EpochKeeper, KeepsNothingWhereNothingIsWanted) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "Synthetic.crossview";
    const std::string run = trainedWith(KeptEpochs::none, path);
    EXPECT_TRUE(storedProjections(projectionFolder(path, run)).empty());
    EXPECT_FALSE(readArrivals(arrivalsFolder(path, run)));
}

TEST(EpochKeeper, SaysWhyAnEpochCouldNotBeKept) {
    const TemporaryFolder folder;
    const TrainingInput input = syntheticInput();
    EpochKeeper keeper({folder.path() / "gone.crossview", input.dataset, input.features}, KeptEpochs::all,
                       {});
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->run = "one";
    snapshot->images = SharedMatrix(Matrix(input.dataset->images().size(), 4));
    snapshot->sentences = SharedMatrix(Matrix(input.dataset->sentences().size(), 4));
    keeper.take(snapshot);
    keeper.finish({});
    EXPECT_THAT(keeper.problem(), testing::HasSubstr("gone.crossview"));
}

TEST(ArrivalFiles, AreReadAsTheyWereWritten) {
    const TemporaryFolder folder;
    const Arrivals arrivals{{0, 2, 5}, {5, Arrivals::kNotYet, 0}, {Arrivals::kNever, 2}};
    writeArrivals(folder.path() / "arrivals", arrivals);
    EXPECT_EQ(readArrivals(folder.path() / "arrivals"), arrivals);
    // A kill between two of the files: what lies behind the last epoch has not arrived.
    Arrivals later = arrivals;
    later.images[1] = 6;
    later.epochs.push_back(6);
    writeArrivals(folder.path() / "later", later);
    fs::copy_file(folder.path() / "later/images.npy", folder.path() / "arrivals/images.npy",
                  fs::copy_options::overwrite_existing);
    EXPECT_EQ(readArrivals(folder.path() / "arrivals"), arrivals);
    writeFileAtomically(folder.path() / "arrivals/sentences.npy", "no numbers");
    EXPECT_FALSE(readArrivals(folder.path() / "arrivals"));
    EXPECT_FALSE(readArrivals(folder.path() / "never"));
}

TEST(EpochMeasures, AreReadAsTheyWereWritten) {
    const TemporaryFolder folder;
    const fs::path there = folder.path() / "arrivals";
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    EpochMeasures measures{{{0, 2}, {2, Arrivals::kNotYet}, {0}},
                           {{EpochStructure::kFeatures, {0.5, 0.25, unknown}},
                            {0, {unknown, 0.125, 1.5}},
                            {2, {0.75, 0.5, 0.25}}}};
    writeEpochMeasures(there, measures);
    const auto read = readEpochMeasures(there);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->arrivals, measures.arrivals);
    ASSERT_EQ(read->structure.size(), 3U);
    EXPECT_EQ(read->structure[0].epoch, EpochStructure::kFeatures);
    EXPECT_EQ(read->structure[0].views.sentences, 0.25);
    EXPECT_TRUE(std::isnan(read->structure[0].views.gap));
    EXPECT_TRUE(std::isnan(read->structure[1].views.images));
    EXPECT_EQ(read->structure[2].views.gap, 0.25);
    // A kill between two of the files, and damage.
    writeArrivals(there, {{0}, {0, Arrivals::kNotYet}, {0}});
    EXPECT_EQ(readEpochMeasures(there)->structure.size(), 2U);
    writeNpy(there / "structure.npy", Matrix(1, 3), NpyType::float32, Parents::required);
    EXPECT_TRUE(readEpochMeasures(there)->structure.empty());
    writeFileAtomically(there / "structure.npy", "no numbers");
    EXPECT_TRUE(readEpochMeasures(there)->structure.empty());
    EXPECT_FALSE(readEpochMeasures(folder.path() / "never"));
}

TEST(EpochMeasures, OfARunThatWasTakenBackAreVoid) {
    const TrainingInput input = syntheticInput();
    EpochMeasures measures;
    Snapshot snapshot;
    snapshot.images = input.features->images;
    SeededRandom random(1);
    snapshot.sentences =
        SharedMatrix(randomMatrix(input.dataset->sentences().size(), input.features->images.cols(), random));
    for (const int epoch : {1, 4, 6}) {
        snapshot.epoch = epoch;
        measureEpoch(measures, snapshot, *input.dataset, nullptr, {});
    }
    snapshot.epoch = 4;
    measureEpoch(measures, snapshot, *input.dataset, input.features.get(), {});
    ASSERT_EQ(measures.structure.size(), 2U); // features are measured at the beginning or not at all
    EXPECT_EQ(measures.structure[0].epoch, 1);
    EXPECT_EQ(measures.structure[1].epoch, 4);
    EXPECT_THAT(measures.arrivals.epochs, testing::ElementsAre(1, 4));
    EXPECT_EQ(measures.structure[1].views.images,
              mateShare(input.features->images, meanings(*input.dataset, View::image)));
}

} // namespace
} // namespace crossview::test
