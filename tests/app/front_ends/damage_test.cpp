// A trained project that was damaged, or that may only be read, on the road that window and command line
// share: it answers as before or says clearly why not.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "common/error.h"
#include "files/atomic_file.h"
#include "project/measuring/evaluate_runs.h"
#include "project/opened_project.h"
#include "project/query.h"
#include "support/environment_variable.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>

namespace crossview {
namespace {

namespace fs = std::filesystem;

class DamagedProject : public testing::Test {
protected:
    void SetUp() override {
        cli::drawShapes(m_folder.path());
        const auto imported = cli::run(
            {"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", project()});
        ASSERT_EQ(imported.exitCode, 0) << imported.err;
        std::vector<std::string> call{"train", project()};
        for (const std::string& word : cli::smallTraining(3))
            call.push_back(word);
        const auto trained = cli::run(call);
        ASSERT_EQ(trained.exitCode, 0) << trained.err;
    }
    std::string project() const { return m_folder / "shapes.crossview"; }

    /// All that a person would be told of the project, as text.
    std::string answers() const {
        std::string text;
        const TrainedRun trained = openTrainedRun(project(), "latest");
        QueryEngine engine;
        for (const Query& query :
             {Query::ofText("a red square"), Query::ofPicture(m_folder / "pictures/blue-circle2.png"),
              Query::ofItem({View::image, 5}), Query::ofItem({View::sentence, 7})}) {
            const QueryAnswer answer = engine.answer(query, 6, *trained.session, *trained.snapshot);
            for (std::size_t i = 0; i < answer.hits.size(); ++i)
                text += fmt::format("{} {:.4f} {}; ", answer.hits[i].item, answer.hits[i].distance,
                                    static_cast<bool>(answer.truePairs[i]));
        }
        EvaluationRequest request;
        request.project = project();
        for (const RunGroup& group : evaluateRuns(request))
            for (const EvaluatedRun& run : group.runs)
                text += fmt::format("{} {} {} {}; ", run.run, run.epoch, run.recall.sum(), run.seed);
        return text;
    }
    /// What the window shows on opening; a remark stands for what it does not show.
    std::string shown(bool& remarked) const {
        const OpenedProject opened = openProject(project(), {});
        remarked = !opened.remark.empty();
        std::string text = opened.session->input.dataset->hash() + opened.session->input.splits->hash();
        for (const EpochMetrics& epoch : opened.history.epochs)
            text += fmt::format("{} {} {} {}; ", epoch.epoch, epoch.meanTotal, epoch.validation.sum(),
                                epoch.best);
        for (const StepMetrics& step : opened.history.steps)
            text += fmt::format("{} {}; ", step.step, step.total);
        if (opened.snapshot)
            text += fmt::format("{} {}", opened.snapshot->epoch, opened.snapshot->images.view()(3, 4));
        return text;
    }

    cli::TemporaryFolder m_folder;
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

/// One way of harm to a file's content.
std::string harmed(std::string bytes, std::mt19937& random) {
    if (bytes.empty())
        return "x";
    const std::size_t at = random() % bytes.size();
    switch (random() % 6) {
    case 0: // a block that was never written
        for (std::size_t i = at; i < std::min(bytes.size(), at + 512); ++i)
            bytes[i] = 0;
        return bytes;
    case 1:
        return bytes.substr(0, at);
    default:
        bytes[at] = static_cast<char>(bytes[at] ^ (1U << (random() % 8)));
        return bytes;
    }
}

TEST_F(DamagedProject, AnswersAsBeforeOrSaysWhyNot) {
    const std::string expected = answers();
    bool remarked = false;
    const std::string expectedWindow = shown(remarked);
    ASSERT_FALSE(remarked);
    const fs::path whole = m_folder / "whole";
    fs::copy(project(), whole, fs::copy_options::recursive);
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(whole))
        if (entry.is_regular_file())
            files.push_back(fs::relative(entry.path(), whole));
    std::ranges::sort(files);
    std::mt19937 random(17);
    int silent = 0;
    int noticed = 0;
    const char* rounds = std::getenv("CROSSVIEW_DAMAGE_ROUNDS"); // more by hand
    for (int round = 0; round < (rounds ? std::atoi(rounds) : 1); ++round)
        for (const fs::path& file : files) {
            fs::remove_all(project());
            fs::copy(whole, project(), fs::copy_options::recursive);
            writeFileAtomically(fs::path(project()) / file, harmed(readFile(whole / file), random));
            const auto check = [&](const char* asked, const auto& ask, const std::string& right) {
                try {
                    if (const std::string now = ask(); now != right) {
                        ++silent;
                        ADD_FAILURE() << file << " (" << asked << "): " << now << "\ninstead of " << right;
                    }
                } catch (const Error& error) {
                    ++noticed;
                    EXPECT_GT(std::string(error.what()).size(), 20U);
                }
            };
            check(
                "answers", [&] { return answers(); }, expected);
            check(
                "window",
                [&] {
                    bool told = false;
                    const std::string now = shown(told);
                    return told ? throw Error("The window says what is missing.") : now;
                },
                expectedWindow);
        }
    EXPECT_EQ(silent, 0);
    EXPECT_GT(noticed, 20);
}

TEST_F(DamagedProject, MayBeReadWithoutARightToWriteAndWithNewTimes) {
    const std::vector<std::string> query{"query", project(), "red square", "-k", "3", "--json"};
    const std::vector<std::string> evaluate{"evaluate", project(), "--json"};
    const auto asked = cli::run(query);
    const auto evaluated = cli::run(evaluate);
    ASSERT_EQ(asked.exitCode, 0) << asked.err;
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
    fs::permissions(m_folder.path(), fs::perms(0555));
    for (const auto& entry : fs::recursive_directory_iterator(m_folder.path())) {
        fs::last_write_time(entry.path(), fs::file_time_type::clock::now() + std::chrono::hours(1));
        fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0555) : fs::perms(0444));
    }
    const auto askedAgain = cli::runUnprivileged(query);
    EXPECT_EQ(askedAgain.exitCode, 0) << askedAgain.err;
    EXPECT_EQ(askedAgain.out, asked.out);
    const auto evaluatedAgain = cli::runUnprivileged(evaluate);
    EXPECT_EQ(evaluatedAgain.exitCode, 0) << evaluatedAgain.err;
    EXPECT_EQ(evaluatedAgain.out, evaluated.out);
    const auto trained = cli::runUnprivileged({"train", project(), "--resume"});
    EXPECT_EQ(trained.exitCode, 1);
    EXPECT_NE(trained.err.find("may only be read"), std::string::npos) << trained.err;
    fs::permissions(m_folder.path(), fs::perms(0755));
    for (const auto& entry : fs::recursive_directory_iterator(m_folder.path()))
        if (entry.is_directory())
            fs::permissions(entry.path(), fs::perms(0755));
}

} // namespace
} // namespace crossview
