// Import, features and training are killed in the midst of a change of their files, one change after another;
// what follows must be as if nothing had happened. CROSSVIEW_KILL_POINTS says how many changes are tried
// (default: few, spread over all of them).
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "project/project.h"
#include "support/environment_variable.h"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

namespace crossview::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::EnvironmentVariable;

class KilledAtAWrite : public testing::Test {
protected:
    void SetUp() override { drawShapes(m_folder.path()); }

    fs::path project() const { return m_folder.path() / "project" / "shapes.crossview"; }
    std::vector<std::string> import() const {
        return {"import",    m_folder / "captions.tsv", "--images", m_folder / "pictures",
                "--project", project().string()};
    }
    std::vector<std::string> train() const {
        std::vector<std::string> call{"train", project().string()};
        for (const std::string& word : smallTraining(3))
            call.push_back(word);
        // As many writes each time: how many maps are made beside the training depends on the machine. What a
        // killed process leaves of them goes with the rest (leftovers_test).
        call.insert(call.end(), {"--maps", "none"});
        return call;
    }
    void requireSuccess(const std::vector<std::string>& call) const {
        const Outcome outcome = run(call);
        ASSERT_EQ(outcome.exitCode, 0) << outcome.out << outcome.err;
    }

    /// Runs with the shim; a count of 0 never kills.
    Outcome runShimmed(const std::vector<std::string>& call, long killAt) const {
        const EnvironmentVariable preload("LD_PRELOAD", CROSSVIEW_KILL_SHIM);
        const EnvironmentVariable under("CROSSVIEW_KILL_UNDER", (m_folder.path() / "project").string());
        const EnvironmentVariable at("CROSSVIEW_KILL_AT", std::to_string(killAt));
        const EnvironmentVariable count("CROSSVIEW_KILL_COUNT", m_folder / "count");
        return run(call);
    }
    /// How many changes of files a call makes.
    long changesOf(const std::vector<std::string>& call) const {
        const Outcome outcome = runShimmed(call, 0);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return std::stol(readFile(m_folder.path() / "count"));
    }
    static std::vector<long> killPoints(long changes, long few) {
        const char* wanted = std::getenv("CROSSVIEW_KILL_POINTS");
        const long points = std::min(changes, wanted ? std::atol(wanted) : few);
        std::vector<long> chosen;
        std::mt19937 random(static_cast<unsigned>(points));
        for (long i = 0; i < points; ++i) { // one of every stretch
            const long begin = changes * i / points;
            const long end = std::max(begin + 1, changes * (i + 1) / points);
            chosen.push_back(1 + begin +
                             static_cast<long>(random() % static_cast<unsigned long>(end - begin)));
        }
        return chosen;
    }

    /// What a finished training left, comparable: the data set, the metrics, the weights' bytes.
    std::map<std::string, std::string> result() const {
        std::map<std::string, std::string> found;
        const Project opened = Project::open(project());
        found["data"] = opened.loadDataset()->hash();
        const auto runs = opened.runs();
        if (runs.empty())
            return found;
        const RunRecord& run = runs.back();
        found["state"] = statusText(run);
        found["best"] = fmt::format("{} {} of {}", run.bestEpoch, run.bestScore, run.epochs);
        for (const auto& [epoch, values] : opened.epochMetrics(run.id))
            for (const auto& [name, value] : values)
                if (name.find("seconds") == std::string::npos)
                    found[fmt::format("epoch {} {}", epoch, name)] = fmt::format("{}", value);
        for (const auto& [step, values] : opened.stepMetrics(run.id))
            for (const auto& [name, value] : values)
                if (name.find("seconds") == std::string::npos)
                    found[fmt::format("step {} {}", step, name)] = fmt::format("{}", value);
        for (const char* kept : {"best", "latest"})
            for (const auto& entry : fs::directory_iterator(opened.runFolder(run.id) / kept))
                if (entry.path().extension() == ".npy")
                    found[fmt::format("{}/{}", kept, entry.path().filename().string())] =
                        readFile(entry.path());
        return found;
    }

    /// Files that only a killed process leaves.
    std::vector<std::string> leftovers() const {
        std::vector<std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(m_folder.path() / "project")) {
            const std::string name = entry.path().filename().string();
            const bool emptyRun = entry.is_directory() && entry.path().parent_path().filename() == "runs" &&
                                  fs::is_empty(entry.path());
            if (name.ends_with(".part") || name.ends_with("-journal") || name.ends_with(".new") ||
                name.ends_with(".old") || emptyRun)
                found.push_back(entry.path().string());
        }
        return found;
    }

    TemporaryFolder m_folder;
    EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

void expectSame(const std::map<std::string, std::string>& now,
                const std::map<std::string, std::string>& before, long at) {
    for (const auto& [name, value] : before) {
        const auto found = now.find(name);
        if (found == now.end())
            ADD_FAILURE() << "killed at change " << at << ": " << name << " is missing";
        else if (found->second != value)
            ADD_FAILURE() << "killed at change " << at << ": " << name << " differs"
                          << (value.size() < 100 ? ": " + found->second + " instead of " + value : "");
    }
    for (const auto& [name, value] : now)
        if (!before.contains(name))
            ADD_FAILURE() << "killed at change " << at << ": " << name << " was not there before";
}

TEST_F(KilledAtAWrite, AnImportIsMadeAsIfNothingHadHappened) {
    const long changes = changesOf(import());
    const auto expected = result();
    ASSERT_GT(changes, 10);
    for (const long at : killPoints(changes, 8)) {
        fs::remove_all(m_folder.path() / "project");
        EXPECT_EQ(runShimmed(import(), at).exitCode, -1) << at;
        requireSuccess(import());
        expectSame(result(), expected, at);
        EXPECT_THAT(leftovers(), testing::IsEmpty()) << "killed at change " << at;
    }
}

TEST_F(KilledAtAWrite, ATrainingGoesOnAsIfNothingHadHappened) {
    requireSuccess(import());
    const fs::path untrained = m_folder.path() / "untrained";
    fs::copy(m_folder.path() / "project", untrained, fs::copy_options::recursive);
    const long changes = changesOf(train());
    const auto expected = result();
    ASSERT_EQ(expected.at("state"), "finished");
    ASSERT_GT(changes, 100);
    for (const long at : killPoints(changes, 14)) {
        fs::remove_all(m_folder.path() / "project");
        fs::copy(untrained, m_folder.path() / "project", fs::copy_options::recursive);
        EXPECT_EQ(runShimmed(train(), at).exitCode, -1) << at;
        const auto runs = Project::open(project()).runs();
        if (runs.empty())
            requireSuccess(train());
        else if (runs.back().status != RunStatus::finished)
            requireSuccess({"train", project().string(), "--resume", "--maps", "none"});
        expectSame(result(), expected, at);
        EXPECT_THAT(leftovers(), testing::IsEmpty()) << "killed at change " << at;
    }
}

TEST_F(KilledAtAWrite, ASecondImportLeavesTheOldDataOrTheNew) {
    requireSuccess(import());
    const fs::path before = m_folder.path() / "before";
    fs::copy(m_folder.path() / "project", before, fs::copy_options::recursive);
    const std::string oldHash = result().at("data");
    std::string captions = readFile(m_folder.path() / "captions.tsv");
    captions += "pictures/blue-circle2.png\ta new sentence\n";
    writeFileAtomically(m_folder.path() / "captions.tsv", captions);
    const long changes = changesOf(import());
    const std::string newHash = result().at("data");
    ASSERT_NE(oldHash, newHash);
    for (const long at : killPoints(changes, 6)) {
        fs::remove_all(m_folder.path() / "project");
        fs::copy(before, m_folder.path() / "project", fs::copy_options::recursive);
        EXPECT_EQ(runShimmed(import(), at).exitCode, -1) << at;
        EXPECT_THAT(result().at("data"), testing::AnyOf(oldHash, newHash)) << "killed at change " << at;
        requireSuccess(import());
        EXPECT_EQ(result().at("data"), newHash);
        EXPECT_THAT(leftovers(), testing::IsEmpty()) << "killed at change " << at;
    }
}

} // namespace
} // namespace crossview::cli
