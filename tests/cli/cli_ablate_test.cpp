// Ablations as a person runs them: Table 1, sweeps, what is done already, Ctrl+C.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "support/environment_variable.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
        ++times;
    return times;
}

class CliAblate : public testing::Test {
protected:
    void SetUp() override {
        drawShapes(m_folder.path());
        const Outcome imported = run(
            {"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", project()});
        ASSERT_EQ(imported.exitCode, 0) << imported.err;
    }

    std::string project() const { return m_folder / "shapes.crossview"; }
    std::vector<std::string> command(int epochs, const std::vector<std::string>& more) const {
        return std::vector<std::string>{"ablate", project()} + smallTraining(epochs) + more;
    }
    Outcome ablate(int epochs, const std::vector<std::string>& more) const {
        return run(command(epochs, more));
    }
    void expectSentence(const std::vector<std::string>& more, const std::string& part) const {
        const Outcome outcome = ablate(1, more);
        EXPECT_EQ(outcome.exitCode, 1) << outcome.out;
        EXPECT_THAT(outcome.err, HasSubstr(part));
        EXPECT_EQ(count(outcome.err, "\n"), 1U) << outcome.err;
    }
    /// Lines of `runs` that begin with an id.
    std::size_t runCount() const { return count(run({"runs", project()}).out, "\n20"); }

    TemporaryFolder m_folder;
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

/// Cells of a line of a CSV file without quotes.
std::vector<std::string> cells(const std::string& text, std::size_t line) {
    std::istringstream lines(text);
    std::string found;
    for (std::size_t i = 0; i <= line; ++i)
        std::getline(lines, found);
    std::vector<std::string> all;
    std::istringstream parts(found);
    for (std::string cell; std::getline(parts, cell, ',');)
        all.push_back(cell);
    return all;
}

TEST_F(CliAblate, PrintsTableOneAndTrainsNothingTwice) {
    const std::string file = m_folder / "table.csv";
    const Outcome first = ablate(2, {"--seeds", "1,2", "-o", file});
    ASSERT_EQ(first.exitCode, 0) << first.err;
    EXPECT_THAT(first.out, AllOf(HasSubstr("6 rows over network × loss, 2 seeds: 12 runs"),
                                 HasSubstr("one-directional"), HasSubstr("+ within-view"),
                                 HasSubstr("Mean of 2 seeds"), HasSubstr("larger than the noise")));
    EXPECT_EQ(count(first.out, "(the others are compared with this)"), 2U)
        << "as it finished, and at the end";
    EXPECT_EQ(runCount(), 12U);

    // The full method's cells are what evaluate says of its two runs.
    const std::vector<std::string> heading = cells(readFile(file), 0);
    const std::vector<std::string> full = cells(readFile(file), 6);
    const auto cell = [&](const std::string& name) {
        return full.at(static_cast<std::size_t>(std::ranges::find(heading, name) - heading.begin()));
    };
    EXPECT_EQ(cell("is_full"), "1");
    std::string runs = cell("runs");
    std::ranges::replace(runs, ' ', ',');
    const Outcome evaluated = run({"evaluate", project(), "--run", runs, "--json"});
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
    const json document = json::parse(evaluated.out);
    EXPECT_NEAR(std::stod(cell("i2t_r1")), document.at("image_to_sentence").at("r1").get<double>(), 1e-3);
    EXPECT_NEAR(std::stod(cell("t2i_r5")), document.at("sentence_to_image").at("r5").get<double>(), 1e-3);
    EXPECT_NEAR(std::stod(cell("rsum")), document.at("rsum").get<double>(), 1e-3);

    const Outcome second = ablate(2, {"--seeds", "1,2", "-o", m_folder / "table1.md"});
    ASSERT_EQ(second.exitCode, 0) << second.err;
    EXPECT_EQ(count(second.err, "trained already as"), 12U);
    EXPECT_EQ(second.out, first.out);
    EXPECT_EQ(runCount(), 12U);
    EXPECT_THAT(readFile(m_folder / "table1.md"), HasSubstr("| non-linear | + within-view | "));

    // One seed more trains that one only, and a sweep takes what is there.
    EXPECT_EQ(ablate(2, {"--seeds", "1,2,3", "--axis", "network.nonLinear=true,false"}).exitCode, 0);
    EXPECT_EQ(runCount(), 14U);
}

TEST_F(CliAblate, SweepsOptionsAndObjectives) {
    const Outcome swept = ablate(1, {"--seeds", "4", "--axis", "loss.objective=ranking,infonce,siglip",
                                     "--axis", "loss.topK=1,20", "--published", "flickr30k"});
    ASSERT_EQ(swept.exitCode, 0) << swept.err;
    EXPECT_THAT(swept.out, AllOf(HasSubstr("6 rows over loss.objective × loss.topK, 1 seed: 6 runs"),
                                 HasSubstr("compared with: loss.objective ranking, loss.topK 20"),
                                 HasSubstr("One seed"), HasSubstr("Flickr30K, 1,000 test images"),
                                 HasSubstr("  40.3  68.9  79.9  29.7  60.1  72.1  third party  ")));
    EXPECT_EQ(runCount(), 6U);
}

TEST_F(CliAblate, RunsShowWhatDiffersAndAreNotedAndRemoved) {
    ASSERT_EQ(ablate(1, {"--seeds", "4", "--axis", "loss.margin=0.1,0.25"}).exitCode, 0);
    const Outcome listed =
        run({"runs", project(), "--note", "latest", "the first, which others are held to"});
    ASSERT_EQ(listed.exitCode, 0) << listed.err;
    EXPECT_THAT(listed.out, AllOf(HasSubstr("  loss.margin  state"), HasSubstr("  0.25         finished"),
                                  HasSubstr("finished · the first, which others are held to"),
                                  Not(HasSubstr("loss.topK"))));
    const Outcome removed = run({"runs", project(), "--delete", "latest"});
    ASSERT_EQ(removed.exitCode, 0) << removed.err;
    EXPECT_EQ(runCount(), 1U);
    EXPECT_THAT(removed.out, AllOf(Not(HasSubstr("loss.margin")), Not(HasSubstr("the first"))))
        << "nothing differs any more";
    const Outcome missing = run({"runs", project(), "--delete", "2020-01-01-000000-1"});
    EXPECT_EQ(missing.exitCode, 1);
    EXPECT_THAT(missing.err, HasSubstr("2020-01-01-000000-1"));
    EXPECT_EQ(run({"runs", project(), "--note", "latest"}).exitCode, 2);
}

TEST_F(CliAblate, GoesOnAfterCtrlC) {
    const std::vector<std::string> axis = {"--seeds", "1,2", "--axis", "loss.margin=0.1,0.2"};
    const Outcome stopped = runAndInterrupt(command(80, axis), [](const std::string& out) {
        return out.find("(the others are compared with this)") != std::string::npos;
    });
    EXPECT_EQ(stopped.exitCode, 130) << stopped.err;
    EXPECT_THAT(stopped.err, HasSubstr("The same command goes on from here"));
    EXPECT_EQ(count(stopped.out, "(the others are compared with this)"), 2U) << "what is done is shown";
    const Outcome resumed = ablate(80, axis);
    ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
    EXPECT_GE(count(resumed.err, "trained already as"), 2U) << resumed.err;
    EXPECT_GE(count(resumed.err, "trained already as") + count(resumed.err, "goes on with"), 3U)
        << "the one that was stopped goes on: " << resumed.err;
    EXPECT_EQ(runCount(), 4U);
}

TEST_F(CliAblate, GoesOnAfterAKillAsIfNothingHadHappened) {
    const std::vector<std::string> axis = {"--seeds", "1,2", "--axis", "loss.margin=0.1,0.2"};
    const Outcome killed = runAndInterrupt(
        command(12, axis),
        [](const std::string& out) {
            return out.find("(the others are compared with this)") != std::string::npos;
        },
        SIGKILL);
    EXPECT_EQ(killed.exitCode, -1) << killed.err;
    const Outcome resumed = ablate(12, axis);
    ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
    EXPECT_GE(count(resumed.err, "trained already as"), 2U) << resumed.err;
    EXPECT_EQ(runCount(), 4U) << "what was begun went on, and nothing stands there twice";
    const Outcome asked = ablate(12, axis);
    EXPECT_EQ(count(asked.err, "trained already as"), 4U) << asked.err;
    EXPECT_EQ(asked.out, resumed.out);
}

TEST_F(CliAblate, SaysOfBadInputWhatIsWrongInOneSentence) {
    expectSentence({"--axis", "loss.magrin=1"}, "no option \"loss.magrin\"");
    expectSentence({"--axis", "network.dropout=0.1,7"}, "network.dropout is \"7\"");
    expectSentence({"--axis", "loss.margin"}, "is no axis");
    expectSentence({"--axis", "seed=1,2"}, "--seeds");
    expectSentence({"--seeds", "1,1"}, "Seed 1 is given twice");
    expectSentence({"--seeds", "one"}, "seed is \"one\"");
    expectSentence({"-o", "table.xlsx"}, ".csv, .md or .tex");
    expectSentence({"--loss.lambda1", "0"}, "one-directional and bi-directional are the same");
    EXPECT_EQ(runCount(), 0U);
    const Outcome pool = ablate(1, {"--pool", "1k"});
    EXPECT_EQ(pool.exitCode, 1);
    EXPECT_THAT(pool.err, HasSubstr("1000 images"));
    EXPECT_EQ(runCount(), 0U) << "nothing is trained that cannot be measured";
    const Outcome missing = run({"ablate", m_folder / "nothing.crossview"});
    EXPECT_EQ(missing.exitCode, 1);
    EXPECT_EQ(run({"ablate", "--help"}).exitCode, 0);
}

TEST_F(CliAblate, DoesNotCompareRowsThatWereAskedOtherPictures) {
    const Outcome outcome = ablate(1, {"--seeds", "1", "--axis", "split.test=12,14"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_EQ(runCount(), 2U);
    EXPECT_THAT(outcome.out, HasSubstr("split.test 14: asked other queries"));
}

TEST_F(CliAblate, LeavesTheRestOfTheTableWhereARowCannotBeTrained) {
    // A network of which there is no file.
    const Outcome outcome = ablate(1, {"--seeds", "1", "--axis", "features.image.network.components=0,10"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_EQ(runCount(), 1U);
    EXPECT_THAT(outcome.err, HasSubstr("features.image.network"));
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("  0 "), HasSubstr("–")));
}

} // namespace
} // namespace crossview::cli
