#include "common/error.h"
#include "common/hash.h"
#include "files/atomic_file.h"
#include "model/checkpoint.h"
#include "synthetic_input.h"
#include "training/run_state.h"
#include "training/trainer.h"

#include <chrono>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <thread>

namespace crossview::test {
namespace {

using End = TrainingOutcome::End;

/// Bytes of every file of the frozen network and the embeddings.
std::map<std::string, std::string> bytesOf(const std::filesystem::path& folder) {
    std::map<std::string, std::string> bytes;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".npy")
            bytes[entry.path().filename().string()] = readFile(entry.path());
    return bytes;
}

TrainingOutcome run(const TrainingInput& input, const RunOptions& options,
                    const std::filesystem::path& folder, int stopAfterSteps = 0) {
    TrainingCommands commands;
    std::stop_source stop;
    TrainingListener listener;
    listener.onStep = [&](const StepMetrics& metrics) {
        if (metrics.step == stopAfterSteps)
            stop.request_stop();
    };
    return train(input, options, folder, commands, listener, stop.get_token());
}

class Resume : public testing::TestWithParam<const char*> {
protected:
    static RunOptions options() {
        RunOptions made = smallRun(4);
        if (GetParam() == std::string("sgd")) {
            made.optimiser.kind = OptimiserKind::sgd;
            made.optimiser.learningRate = 0.1;
            made.network.batchNorm = BatchNorm::last;
            made.batch.epochOver = EpochUnit::pairs;
            made.batch.textUnit = TextUnit::sentences;
        }
        if (GetParam() == std::string("infonce"))
            made.loss.objective = Objective::infoNce;
        if (GetParam() == std::string("siglip"))
            made.loss.objective = Objective::sigLip;
        return made;
    }
};

TEST_P(Resume, TheSameSeedTwiceGivesTheSameBytesAndAnotherSeedOthers) {
    const TrainingInput input = syntheticInput();
    const TemporaryFolder folder;
    run(input, options(), folder.path() / "one" / "run");
    run(input, options(), folder.path() / "two" / "run");
    const auto one = bytesOf(folder.path() / "one/run/latest");
    EXPECT_EQ(one.size(), 10U);
    EXPECT_EQ(one, bytesOf(folder.path() / "two/run/latest"));
    EXPECT_EQ(bytesOf(folder.path() / "one/run/best"), bytesOf(folder.path() / "two/run/best"));
    RunOptions other = options();
    other.seed = 2;
    run(input, other, folder.path() / "three" / "run");
    EXPECT_NE(one, bytesOf(folder.path() / "three/run/latest"));
}

TEST_P(Resume, AStoppedRunGoesOnToTheSameWeights) {
    const TrainingInput input = syntheticInput();
    const TemporaryFolder folder;
    run(input, options(), folder.path() / "whole");
    const auto whole = bytesOf(folder.path() / "whole/latest");
    for (const int steps : {1, 5, 6, 13}) { // within an epoch and where one ends
        const auto stopped = folder.path() / ("stopped" + std::to_string(steps));
        EXPECT_EQ(run(input, options(), stopped, steps).end, End::stopped);
        const TrainingOutcome outcome = run(input, options(), stopped);
        EXPECT_EQ(outcome.end, End::finished);
        EXPECT_EQ(outcome.epochs, 4);
        EXPECT_EQ(bytesOf(stopped / "latest"), whole) << "after " << steps;
        EXPECT_EQ(bytesOf(stopped / "best"), bytesOf(folder.path() / "whole/best")) << "after " << steps;
    }
}

TEST(ResumedRun, DrawsTheSameClassPairs) {
    TrainingInput input = syntheticInput();
    auto features = std::make_shared<FeatureSet>(*input.features);
    SeededRandom random(5);
    features->prototypes = {SharedMatrix(randomMatrix(12, features->images.cols(), random)),
                            SharedMatrix(randomMatrix(12, features->sentences.cols(), random))};
    input.features = features;
    RunOptions options = smallRun(2);
    options.batch.classPairs = 5;
    const TemporaryFolder folder;
    run(input, options, folder.path() / "whole");
    EXPECT_EQ(run(input, options, folder.path() / "stopped", 3).end, End::stopped);
    EXPECT_EQ(run(input, options, folder.path() / "stopped").end, End::finished);
    EXPECT_EQ(bytesOf(folder.path() / "stopped/latest"), bytesOf(folder.path() / "whole/latest"));
    options.batch.classPairs = 0;
    run(input, options, folder.path() / "without");
    EXPECT_NE(bytesOf(folder.path() / "without/latest"), bytesOf(folder.path() / "whole/latest"));
}

/// K falls to 2 over three epochs.
class AnnealedRun : public testing::Test {
protected:
    static RunOptions options() {
        RunOptions made = smallRun(4);
        made.loss.topK = 2;
        made.loss.annealEpochs = 3;
        return made;
    }
};

TEST_F(AnnealedRun, GoesOnToTheSameWeightsAndEndsWithTopK) {
    const TrainingInput input = syntheticInput();
    const TemporaryFolder folder;
    run(input, options(), folder.path() / "whole");
    const auto whole = bytesOf(folder.path() / "whole/latest");
    for (const int steps : {5, 9}) { // within the annealing
        const auto stopped = folder.path() / ("stopped" + std::to_string(steps));
        EXPECT_EQ(run(input, options(), stopped, steps).end, End::stopped);
        EXPECT_EQ(run(input, options(), stopped).end, End::finished);
        EXPECT_EQ(bytesOf(stopped / "latest"), whole) << "after " << steps;
    }
    RunOptions plain = options();
    plain.loss.annealEpochs = 0;
    run(input, plain, folder.path() / "plain");
    EXPECT_NE(bytesOf(folder.path() / "plain/latest"), whole);
    plain.loss.annealEpochs = 3;
    EXPECT_THROW(run(input, plain, folder.path() / "plain"), Error) << "another schedule is another run";
}

TEST_F(AnnealedRun, BeginsLikeOneThatKeepsAll) {
    const TrainingInput input = syntheticInput();
    const TemporaryFolder folder;
    const auto firstEpoch = [&](const RunOptions& made, const char* name) {
        std::vector<double> totals;
        TrainingCommands commands;
        TrainingListener listener;
        listener.onStep = [&](const StepMetrics& metrics) {
            if (metrics.epoch == 1)
                totals.push_back(metrics.total);
        };
        train(input, made, folder.path() / name, commands, listener, {});
        return totals;
    };
    RunOptions all = options();
    all.loss.topK = 0;
    EXPECT_EQ(firstEpoch(options(), "annealed"), firstEpoch(all, "all"));
}

INSTANTIATE_TEST_SUITE_P(Optimisers, Resume, testing::Values("adam", "sgd", "infonce", "siglip"),
                         [](const auto& instance) { return std::string(instance.param); });

/// The training runs in a process of its own so that it can be killed: this program is started again (a
/// forked child could not use the thread pools of its parent).
TEST(KilledRun, Child) {
    const char* const folder = std::getenv("CROSSVIEW_KILLED_RUN");
    if (folder == nullptr)
        GTEST_SKIP() << "only for the next test";
    run(syntheticInput(), smallRun(40), folder);
}

pid_t startChild(const std::filesystem::path& folder) {
    const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string variable = folder.string();
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("CROSSVIEW_KILLED_RUN", variable.c_str(), 1);
        ::execl(self.c_str(), self.c_str(), "--gtest_filter=KilledRun.Child", "--gtest_brief=1", nullptr);
        ::_exit(127);
    }
    return child;
}

TEST(KilledRun, GoesOnToTheSameWeights) {
    const TemporaryFolder folder;
    const TrainingInput input = syntheticInput();
    run(input, smallRun(40), folder.path() / "whole");
    const auto killed = folder.path() / "killed";
    int kills = 0;
    for (const int delay : {60, 130, 210, 290}) { // at no moment in particular, one after another on one run
        const pid_t child = startChild(killed);
        ASSERT_GT(child, 0);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!std::filesystem::exists(killed / "checkpoint.bin") &&
               std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        std::this_thread::sleep_for(std::chrono::milliseconds(delay));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        kills += WIFSIGNALED(status) ? 1 : 0;
    }
    EXPECT_GT(kills, 0) << "the run was over before it could be killed";
    const TrainingOutcome outcome = run(input, smallRun(40), killed);
    EXPECT_EQ(outcome.end, End::finished) << outcome.message;
    EXPECT_EQ(bytesOf(killed / "latest"), bytesOf(folder.path() / "whole/latest"));
    EXPECT_EQ(bytesOf(killed / "best"), bytesOf(folder.path() / "whole/best"));
}

TEST(ResumeRefuses, OtherOptionsOtherDataAndADamagedCheckpoint) {
    const TrainingInput input = syntheticInput();
    const TemporaryFolder folder;
    run(input, smallRun(2), folder.path());
    RunOptions other = smallRun(2);
    other.network.hiddenUnits = 33;
    try {
        run(input, other, folder.path());
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("network.hiddenUnits"));
    }
    EXPECT_THROW(run(syntheticInput({.images = 130, .seed = 9}), smallRun(2), folder.path()), Error);
    RunOptions longer = smallRun(3);
    longer.loss.margin = 0.3;
    EXPECT_EQ(run(input, longer, folder.path()).epochs, 3) << "more epochs and another margin are welcome";
    const std::string whole = readFile(folder.path() / "checkpoint.bin");
    writeFileAtomically(folder.path() / "checkpoint.bin", whole.substr(0, whole.size() / 2));
    EXPECT_THROW(run(input, longer, folder.path()), Error);
}

TEST(RunState, RefusesCountersAndValuesThatCannotBe) {
    RunState state;
    state.options = smallRun(2);
    state.live = liveOptions(state.options);
    state.epoch = 1;
    EXPECT_EQ(toJson(runStateFromJson(toJson(state))), toJson(state));
    for (const auto& [name, value] : std::vector<std::pair<std::string, nlohmann::json>>{
             {"epoch", 1e300}, {"batch", -1}, {"step", ~std::uint64_t{0}}, {"topK", -1}, {"margin", -5.0}}) {
        auto json = nlohmann::json::parse(toJson(state));
        json[name] = value;
        EXPECT_THROW(runStateFromJson(json.dump()), Error) << name;
    }
}

TEST(Checkpoint, RefusesSidesThatAreNoWholeNumbers) {
    const TemporaryFolder folder;
    for (const char* rows : {"1e300", "-1", "\"1\"", "4611686018427387904", "0.5"}) {
        const std::string header =
            R"({"state": "", "arrays": [{"name": "w", "cols": 4, "rows": )" + std::string(rows) + "}]}";
        std::string content = "CROSSVIEW CHECKPOINT 1\n";
        content += static_cast<char>(header.size());
        content += std::string(7, '\0') + header;
        content += Hash().addBytes(std::as_bytes(std::span(content))).hex();
        writeFileAtomically(folder / "c.bin", content);
        EXPECT_THROW(loadCheckpoint(folder / "c.bin"), Error) << rows;
    }
}

} // namespace
} // namespace crossview::test
