// What a kill between two writes of a training leaves is brought to agree when it is gone on with.
#include "core/training/synthetic_input.h"
#include "files/atomic_file.h"
#include "model/checkpoint.h"
#include "project/run_history.h"
#include "project/run_lock.h"
#include "project/train_in_project.h"
#include "support/child_process.h"
#include "training/run_state.h"
#include "training/snapshot_store.h"

#include <array>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sys/inotify.h>
#include <thread>

namespace crossview::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int kEpochs = 3;
using Rows = std::vector<std::pair<int, NamedValues>>;

Rows withoutTimes(Rows rows) {
    for (auto& [counter, values] : rows)
        std::erase_if(values, [](const auto& value) { return value.first == "seconds"; });
    return rows;
}

std::map<std::string, std::string> matricesIn(const fs::path& folder) {
    std::map<std::string, std::string> bytes;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".npy")
            bytes[entry.path().filename().string()] = readFile(entry.path());
    return bytes;
}

/// All that remains of a run when it has ended.
struct Result {
    Result(const fs::path& project, const std::string& run) {
        const Project opened = Project::open(project);
        record = *opened.run(run);
        steps = withoutTimes(opened.stepMetrics(run));
        epochs = withoutTimes(opened.epochMetrics(run));
        latest = matricesIn(opened.runFolder(run) / "latest");
        best = matricesIn(opened.runFolder(run) / "best");
        const auto snapshot = loadSnapshot(project, run, true);
        bestOnDisk = snapshot ? snapshot->epoch : 0;
    }
    RunRecord record;
    Rows steps, epochs;
    std::map<std::string, std::string> latest, best;
    int bestOnDisk = 0;
};

void expectSame(const Result& result, const Result& wanted) {
    EXPECT_EQ(statusText(result.record), statusText(wanted.record));
    EXPECT_EQ(result.record.epochs, wanted.record.epochs);
    EXPECT_EQ(result.record.bestEpoch, wanted.record.bestEpoch);
    EXPECT_EQ(result.record.bestScore, wanted.record.bestScore);
    EXPECT_EQ(result.bestOnDisk, wanted.bestOnDisk);
    EXPECT_TRUE(result.steps == wanted.steps);
    EXPECT_TRUE(result.epochs == wanted.epochs);
    EXPECT_TRUE(result.latest == wanted.latest);
    EXPECT_TRUE(result.best == wanted.best);
}

void copyFolder(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

class KilledTraining : public testing::Test {
protected:
    KilledTraining() { Project::create(m_project, *m_input.dataset); }

    Session session(const fs::path& project) const { return {project, m_input, smallRun(kEpochs), {}}; }
    TrainingOutcome train(const fs::path& project, const RunStart& start,
                          const TrainingListener& listener = {}) const {
        TrainingCommands commands;
        return trainInProject(session(project), smallRun(kEpochs), start, commands, listener, {});
    }
    /// A copy of the whole project as it was after each epoch.
    fs::path after(int epoch) const { return m_folder / ("after" + std::to_string(epoch)); }
    std::string trainKeepingCopies() const {
        TrainingListener listener;
        listener.onSnapshot = [&](const std::shared_ptr<const Snapshot>& snapshot) {
            copyFolder(m_project, after(snapshot->epoch));
        };
        return train(m_project, {}, listener).run;
    }

    TemporaryFolder m_folder;
    TrainingInput m_input = syntheticInput({.images = 60});
    fs::path m_project = m_folder / "P.crossview";
};

/// Which epoch each part is of.
struct Parts {
    const char* name;
    int latest, checkpoint, best; // 0: of this epoch, -1: of the one before
    int database;                 // the same; the steps of this epoch stand there already
};

TEST_F(KilledTraining, GoesOnAsIfNothingHadHappened) {
    const std::string run = trainKeepingCopies();
    const Result whole(m_project, run);
    constexpr std::array kKills = {Parts{"after the newest embeddings", 0, -1, -1, -1},
                                   Parts{"after the checkpoint", 0, 0, -1, -1},
                                   Parts{"after the best epoch", 0, 0, 0, -1},
                                   Parts{"best epoch first (an earlier version)", 0, -1, 0, -1},
                                   Parts{"the database first", -1, -1, -1, 0}};
    int bests = 0;
    for (const Parts& kill : kKills) {
        for (int epoch = 1; epoch <= kEpochs; ++epoch) {
            SCOPED_TRACE(testing::Message() << kill.name << ", epoch " << epoch);
            const fs::path killed = m_folder / "killed.crossview";
            const auto take = [&](int of, const fs::path& part) {
                const fs::path from = after(epoch + of) / part;
                fs::remove_all(killed / part);
                if (fs::exists(from))
                    fs::copy(from, killed / part, fs::copy_options::recursive);
            };
            copyFolder(after(epoch), killed);
            take(kill.latest, fs::path("runs") / run / "latest");
            take(kill.checkpoint, fs::path("runs") / run / "checkpoint.bin");
            take(kill.best, fs::path("runs") / run / "best");
            if (kill.database < 0)
                Project::open(killed).rewindRun(*Project::open(after(epoch - 1)).run(run), 1 << 30,
                                                epoch - 1);
            std::vector<int> told;
            TrainingListener listener;
            listener.onEpoch = [&](const EpochMetrics& metrics) { told.push_back(metrics.epoch); };
            listener.onBegin = [&](const TrainingPoint& point) { // what is beyond the checkpoint is gone
                EXPECT_EQ(point.epoch, epoch + kill.checkpoint);
                const Project project = Project::open(killed);
                const Rows steps = project.stepMetrics(run);
                const Rows epochs = project.epochMetrics(run);
                EXPECT_EQ(steps.empty() ? 0 : steps.back().first, point.step);
                EXPECT_EQ(epochs.empty() ? 0 : epochs.back().first, point.epoch);
                EXPECT_EQ(project.run(run)->epochs, point.epoch);
            };
            EXPECT_EQ(train(killed, {run, {}}, listener).end, TrainingOutcome::End::finished);
            const Result result(killed, run);
            expectSame(result, whole);
            bests += result.bestOnDisk == epoch ? 1 : 0;
            // Every epoch that the database had not yet, once.
            std::vector<int> missing;
            for (int next = epoch + std::min(kill.database, kill.checkpoint) + 1; next <= kEpochs; ++next)
                missing.push_back(next);
            EXPECT_EQ(told, missing);
        }
    }
    EXPECT_GT(bests, 0);
}

TEST_F(KilledTraining, BeforeItsFirstEpochBeginsAnew) {
    const std::string run = trainKeepingCopies();
    const Result whole(m_project, run);
    const fs::path killed = after(1);
    fs::remove(killed / "runs" / run / "checkpoint.bin"); // steps and an epoch stand in the database
    EXPECT_EQ(train(killed, {run, {}}).end, TrainingOutcome::End::finished);
    expectSame(Result(killed, run), whole);
}

TEST_F(KilledTraining, ACheckpointOfAnEarlierVersionIsGoneOnFrom) {
    const std::string run = trainKeepingCopies();
    const Result whole(m_project, run);
    const fs::path file = after(2) / "runs" / run / "checkpoint.bin";
    Checkpoint checkpoint = loadCheckpoint(file);
    RunState state = runStateFromJson(checkpoint.stateJson);
    ASSERT_TRUE(state.lastEpoch);
    EXPECT_EQ(state.lastEpoch->epoch, 2);
    auto json = nlohmann::json::parse(checkpoint.stateJson);
    EXPECT_EQ(json.erase("lastEpoch"), 1U);
    EXPECT_FALSE(runStateFromJson(json.dump()).lastEpoch);
    checkpoint.stateJson = json.dump();
    saveCheckpoint(file, checkpoint);
    EXPECT_EQ(train(after(2), {run, {}}).end, TrainingOutcome::End::finished);
    expectSame(Result(after(2), run), whole);
}

TEST(LastEpoch, ComesBackFromTheCheckpointAsItWas) {
    RunState state;
    state.options = smallRun();
    EXPECT_FALSE(runStateFromJson(toJson(state)).lastEpoch);
    EpochMetrics epoch;
    epoch.epoch = 3;
    epoch.step = 30;
    epoch.meanTotal = 0.1;
    epoch.best = true;
    epoch.seconds = 1.0 / 3;
    epoch.validation.imageToSentence = {.r1 = 100.0 / 3, .r5 = 2, .r10 = 3, .medianRank = 9, .queries = 50};
    epoch.validation.sentenceToImage = {.r1 = std::nan(""), .r5 = 5, .r10 = 6, .medianRank = 8, .queries = 7};
    state.lastEpoch = epoch;
    const EpochMetrics back = runStateFromJson(toJson(state)).lastEpoch.value();
    EXPECT_EQ(back.epoch, 3);
    EXPECT_EQ(back.step, 30);
    EXPECT_EQ(back.meanTotal, 0.1);
    EXPECT_TRUE(back.best);
    EXPECT_EQ(back.seconds, 1.0 / 3);
    EXPECT_EQ(back.validation.imageToSentence.r1, 100.0 / 3);
    EXPECT_EQ(back.validation.imageToSentence.queries, 50U);
    EXPECT_TRUE(std::isnan(back.validation.sentenceToImage.r1));
    EXPECT_EQ(back.validation.sentenceToImage.medianRank, 8);
}

/// Names of the files and folders that came to be in a folder, in their order.
class Watcher {
public:
    explicit Watcher(const fs::path& folder) : m_descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        ::inotify_add_watch(m_descriptor.number(), folder.c_str(), IN_MOVED_TO);
    }
    std::vector<std::string> placed() const {
        std::vector<std::string> names;
        alignas(inotify_event) std::array<char, 16384> buffer;
        for (ssize_t count = 0; (count = ::read(m_descriptor.number(), buffer.data(), buffer.size())) > 0;)
            for (ssize_t at = 0; at < count;) {
                const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
                if (event->name[0] != '.')
                    names.emplace_back(event->name);
                at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            }
        return names;
    }

private:
    Descriptor m_descriptor;
};

TEST(TrainingOrder, TheCheckpointComesAfterWhatItNeedsAndBeforeWhatFollowsFromIt) {
    const TemporaryFolder folder;
    const TrainingInput input = syntheticInput();
    const Watcher watcher(folder.path());
    std::vector<std::string> course;
    const auto note = [&](const char* what) {
        for (const std::string& name : watcher.placed())
            course.push_back(name);
        course.emplace_back(what);
    };
    TrainingCommands commands;
    TrainingListener listener;
    std::stop_source stop;
    listener.onBegin = [&](const TrainingPoint& point) {
        EXPECT_EQ(point.epoch, 0);
        note("begin");
    };
    listener.beforeSave = [&] { note("before"); };
    listener.onEpoch = [&](const EpochMetrics& epoch) { note(epoch.best ? "best epoch" : "epoch"); };
    listener.onStep = [&](const StepMetrics& step) {
        if (step.epoch == 2)
            stop.request_stop();
    };
    train(input, smallRun(), folder.path(), commands, listener, stop.get_token());
    note("end");
    EXPECT_THAT(course, ElementsAre("begin", "before", "latest", "before", "latest", "checkpoint.bin", "best",
                                    "best epoch", "before", "checkpoint.bin", "end"));
}

class MovedProject : public KilledTraining {
protected:
    /// What it says when `happens` comes over the project in its second epoch.
    std::string messageWhen(const std::function<void()>& happens) {
        TrainingListener listener;
        bool happened = false;
        listener.onSnapshot = [&](const std::shared_ptr<const Snapshot>& snapshot) { m_run = snapshot->run; };
        listener.onStep = [&](const StepMetrics& step) {
            if (step.epoch == 2 && !std::exchange(happened, true))
                happens();
        };
        try {
            train(m_project, {}, listener);
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing was thrown";
    }

    std::string m_run;
};

TEST_F(MovedProject, EndsTheRunWhichGoesOnAtTheNewPlace) {
    const fs::path whole = m_folder / "whole.crossview";
    Project::create(whole, *m_input.dataset);
    const Result wanted(whole, train(whole, {}).run);
    const fs::path moved = m_folder / "elsewhere" / "P.crossview";
    fs::create_directory(moved.parent_path());
    EXPECT_THAT(messageWhen([&] { fs::rename(m_project, moved); }),
                HasSubstr(m_project.string() + " was moved or deleted while it trained; open it at its new"));
    EXPECT_FALSE(fs::exists(m_project));
    const RunRecord left = asItStands(moved, *Project::open(moved).run(m_run));
    EXPECT_EQ(left.status, RunStatus::stopped);
    EXPECT_EQ(left.epochs, 1);
    EXPECT_TRUE(canBeResumed(left, smallRun(kEpochs), smallRun(kEpochs)));
    EXPECT_EQ(train(moved, {m_run, {}}).end, TrainingOutcome::End::finished);
    expectSame(Result(moved, m_run), wanted);
    EXPECT_FALSE(fs::exists(m_project));
}

TEST_F(MovedProject, LeavesAnotherInItsPlaceAlone) {
    const fs::path other = m_folder / "other.crossview";
    Project::create(other, *m_input.dataset);
    fs::path run;
    EXPECT_THAT(messageWhen([&] {
                    fs::rename(m_project, m_folder / "gone");
                    fs::rename(other, m_project);
                    run = m_project / "runs" / m_run;
                    fs::create_directory(run);
                }),
                HasSubstr("was moved or deleted while it trained"));
    EXPECT_TRUE(fs::is_empty(run));
    EXPECT_TRUE(Project::open(m_project).runs().empty());
}

TEST_F(MovedProject, DeletedIsNotMadeAnew) {
    EXPECT_THAT(messageWhen([&] { fs::remove_all(m_project); }),
                HasSubstr("was moved or deleted while it trained"));
    EXPECT_FALSE(fs::exists(m_project));
    const auto snapshot = std::make_shared<Snapshot>();
    snapshot->network = std::make_shared<FrozenNetwork>();
    EXPECT_THROW(storeSnapshot(m_project / "latest", *snapshot), Error);
    EXPECT_THROW(saveCheckpoint(m_project / "checkpoint.bin", {}), Error);
    EXPECT_FALSE(fs::exists(m_project));
}

TEST_F(KilledTraining, ARunThatAnotherProcessTrainsIsLeftToIt) {
    const std::string run = train(m_project, {}).run;
    const RunRecord before = *Project::open(m_project).run(run);
    ChildProcess other([&](const auto& waitForDeath) {
        const LockFile lock = lockRun(m_project / "runs" / run);
        waitForDeath();
    });
    const auto longer = [&] {
        TrainingCommands commands;
        return trainInProject(session(m_project), smallRun(kEpochs + 1), {run, {}}, commands, {}, {});
    };
    try {
        longer();
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(),
                    HasSubstr("is being trained by session_test (process " + std::to_string(other.id())));
    }
    const RunRecord after = *Project::open(m_project).run(run);
    EXPECT_EQ(statusText(after), statusText(before));
    EXPECT_EQ(after.epochs, before.epochs);
    EXPECT_EQ(train(m_project, {}).end, TrainingOutcome::End::finished) << "another run beside it";
    other.kill();
    EXPECT_EQ(longer().epochs, kEpochs + 1);
    EXPECT_FALSE(fs::exists(m_project / "lock"));
    EXPECT_FALSE(fs::exists(m_project / "runs" / run / "lock"));
}

TEST_F(KilledTraining, DataThatWereReplacedMeanwhileAreNotTrainedOn) {
    Project::open(m_project).storeDataset(*syntheticInput({.images = 70}).dataset);
    try {
        train(m_project, {});
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("were replaced since it was opened"));
    }
    EXPECT_TRUE(Project::open(m_project).runs().empty());
}

TEST(SnapshotStore, WhileItIsExchangedAReaderGetsOneEpochWhole) {
    const TemporaryFolder folder;
    const auto made = [](int epoch) {
        const auto value = static_cast<float>(epoch);
        const auto filled = [&](std::size_t rows) {
            return Matrix(rows, 2, std::vector<float>(2 * rows, value));
        };
        auto network = std::make_shared<FrozenNetwork>();
        for (FrozenBranch* branch : {&network->image, &network->sentence}) {
            branch->outputWeight = filled(2);
            branch->outputBias = {value, value};
        }
        Snapshot snapshot{"run", epoch, epoch, SharedMatrix(filled(3)), SharedMatrix(filled(3)), network};
        return snapshot;
    };
    storeSnapshot(folder / "latest", made(0));
    std::atomic<bool> done = false;
    std::jthread writer([&] {
        for (int epoch = 1; !done; ++epoch)
            storeSnapshot(folder / "latest", made(epoch % 1000));
    });
    // Failures are counted, so that the writer is told of the end whatever is read.
    int mixed = 0;
    for (int read = 0, last = 0; read < 60 && mixed == 0;) {
        try {
            const auto snapshot = readSnapshot(folder / "latest");
            const auto epoch = static_cast<float>(snapshot ? snapshot->epoch : -1);
            mixed += snapshot && snapshot->images.row(0)[0] == epoch &&
                             snapshot->sentences.row(2)[1] == epoch &&
                             snapshot->network->image.outputWeight(0, 0) == epoch &&
                             snapshot->network->sentence.outputBias[1] == epoch
                         ? 0
                         : 1;
            read += snapshot && std::exchange(last, snapshot->epoch) != snapshot->epoch ? 1 : 0;
        } catch (const Error&) {
            ++mixed;
        }
    }
    EXPECT_EQ(mixed, 0);
    done = true;
}

} // namespace
} // namespace crossview::test
