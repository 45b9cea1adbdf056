#include "project/epoch_keeper.h"

#include "core/training/synthetic_input.h"
#include "files/atomic_file.h"
#include "project/arrival_files.h"
#include "project/project.h"
#include "project/train_in_project.h"
#include "projection/projection_files.h"

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

} // namespace
} // namespace crossview::test
