#include "project/ablation/known_run.h"

#include "core/training/synthetic_input.h"
#include "project/train_in_project.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace crossview::test {
namespace {

class KnownRun : public testing::Test {
protected:
    KnownRun() { Project::create(m_path, *m_session->input.dataset); }

    static std::shared_ptr<const Session> sessionOf(const std::filesystem::path& folder) {
        return std::make_shared<const Session>(Session{folder, syntheticInput(), smallRun(2), {}});
    }
    std::string train(const RunOptions& options, const RunStart& start = {}, int stopAfterSteps = 0,
                      std::optional<LiveOptions> change = {}) const {
        TrainingCommands commands;
        std::stop_source stop;
        TrainingListener listener;
        listener.onStep = [&](const StepMetrics& metrics) {
            if (metrics.step == stopAfterSteps)
                stop.request_stop();
        };
        if (change)
            commands.change(*change);
        return trainInProject(*m_session, options, start, commands, listener, stop.get_token()).run;
    }
    std::string known(const RunOptions& options) const {
        const auto run = knownRun(Project::open(m_path), m_session, options);
        return run ? run->id : "none";
    }

    TemporaryFolder m_folder;
    std::filesystem::path m_path = m_folder.path() / "Synthetic.crossview";
    std::shared_ptr<const Session> m_session = sessionOf(m_path);
};

TEST_F(KnownRun, IsOneOfTheSameOptionsWhateverThePresetIsCalled) {
    const RunOptions options = smallRun(2);
    EXPECT_EQ(known(options), "none");
    const std::string first = train(options);
    EXPECT_EQ(known(options), first);
    RunOptions renamed = options;
    renamed.preset = "tpami";
    EXPECT_EQ(known(renamed), first);
    RunOptions other = options;
    other.seed = 9;
    EXPECT_EQ(known(other), "none");
    other = options;
    other.loss.margin += 0.01; // may change while a run goes on, but makes another one
    EXPECT_EQ(known(other), "none");
    other = options;
    other.optimiser.epochs = 3;
    EXPECT_EQ(known(other), "none");
}

TEST_F(KnownRun, IsTheFinishedOneBeforeOneThatGoesOn) {
    const RunOptions options = smallRun(2);
    const std::string stopped = train(options, {}, 1);
    EXPECT_EQ(known(options), stopped);
    const std::string finished = train(options);
    EXPECT_EQ(known(options), finished);
    train(options, {}, 1);
    EXPECT_EQ(known(options), finished) << "the newer one is not finished";
    std::filesystem::remove_all(Project::open(m_path).runFolder(finished) / "best");
    EXPECT_NE(known(options), finished) << "its network is gone";
    EXPECT_NE(known(options), "none");
}

TEST_F(KnownRun, IsNoneThatWasTrainedInAnotherWay) {
    const RunOptions options = smallRun(2);
    RunStart shuffled;
    shuffled.shufflePairs = 5;
    train(options, shuffled);
    EXPECT_EQ(known(options), "none") << "the chance control";
    LiveOptions live = liveOptions(options);
    live.margin += 0.1;
    train(options, {}, 0, live);
    EXPECT_EQ(known(options), "none") << "its margin was changed while it went on";
    const std::string whole = train(options);
    EXPECT_EQ(known(options), whole);
    // The same run was gone on with for another epoch: it is no run of two epochs any more.
    RunOptions longer = options;
    longer.optimiser.epochs = 3;
    train(longer, {whole, {}});
    EXPECT_EQ(known(options), "none");
}

TEST_F(KnownRun, IsNoneOfOtherData) {
    const RunOptions options = smallRun(2);
    train(options);
    auto other = std::make_shared<Session>(*m_session);
    auto features = std::make_shared<FeatureSet>(*other->input.features);
    features->key = "other";
    other->input.features = features;
    other->input.splits = std::make_shared<SplitAssignment>(*other->input.splits);
    std::const_pointer_cast<SplitAssignment>(other->input.splits)->images[0] = Split::unused;
    m_session = other;
    EXPECT_EQ(known(options), "none");
}

} // namespace
} // namespace crossview::test
