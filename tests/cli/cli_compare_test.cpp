// Two runs beside each other: the same numbers as evaluate's, and a sentence where there is nothing to
// measure.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "support/environment_variable.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

class CliCompare : public testing::Test {
protected:
    void SetUp() override {
        drawShapes(m_folder.path());
        const Outcome imported = run(
            {"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", project()});
        ASSERT_EQ(imported.exitCode, 0) << imported.err;
    }
    std::string project() const { return m_folder / "shapes.crossview"; }
    /// Trains one and returns its id.
    std::string train(int epochs, const std::vector<std::string>& more = {}) {
        const Outcome trained =
            run(std::vector<std::string>{"train", project()} + smallTraining(epochs) + more);
        EXPECT_EQ(trained.exitCode, 0) << trained.err;
        const std::string listed = run({"runs", project()}).out;
        const std::size_t line = listed.rfind("\n20");
        return listed.substr(line + 1, listed.find(' ', line) - line - 1);
    }
    json compare(const std::string& first, const std::string& second) const {
        const Outcome outcome = run({"runs", project(), "--compare", first, second, "--json"});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out);
    }

    TemporaryFolder m_folder;
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

TEST_F(CliCompare, SaysTheSameOfTwoRunsAsEvaluateDoes) {
    const std::string first = train(1);
    const std::string second = train(4, {"--loss.margin", "0.3"});
    const json compared = compare(first, second);
    const Outcome outcome = run({"evaluate", project(), "--run", second, "--against", first, "--json"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const json evaluated = json::parse(outcome.out).at("groups").at(0).at("runs").at(0);
    EXPECT_EQ(compared.at("more_by"), evaluated.at("against").at("more_by"));
    EXPECT_EQ(compared.at("runs").at(1).at("rsum"), evaluated.at("rsum"));
    EXPECT_EQ(compared.at("differing").at("loss.margin").at(1), "0.3");
    EXPECT_FALSE(compared.at("differing").contains("loss.topK"));
    // What moved is sorted by how far, and explains R@1: who came to the first place, less who left it.
    const double queries = compared.at("runs").at(0).at("image_to_sentence").at("n_queries");
    double toFront = 0;
    double last = 1e9;
    for (const json& moved : compared.at("moved").at("images")) {
        const double before = moved.at("ranks").at(0);
        const double after = moved.at("ranks").at(1);
        EXPECT_LE(std::abs(before - after), last);
        last = std::abs(before - after);
        toFront += double(after < 2) - double(before < 2);
    }
    EXPECT_NEAR(compared.at("more_by").at("image_to_sentence").at("r1").at("difference").get<double>(),
                100 * toFront / queries, 1e-9);
    const Outcome text = run({"runs", project(), "--compare", first, "latest"});
    EXPECT_THAT(text.out, AllOf(HasSubstr("Run A: " + first), HasSubstr("Run B: " + second),
                                HasSubstr("paired bootstrap"), HasSubstr("loss.margin"),
                                HasSubstr("whose match moved most")));
}

TEST_F(CliCompare, SaysWhyNothingIsMeasuredAndPrintsTheRest) {
    const std::string first = train(1);
    const std::string other = train(1, {"--split.seed", "77"});
    const json compared = compare(first, other);
    EXPECT_THAT(compared.at("why_not_measured").get<std::string>(), HasSubstr("asked different images"));
    EXPECT_FALSE(compared.contains("more_by"));
    EXPECT_EQ(compared.at("differing").at("split.seed").at(1), "77");
    std::filesystem::remove_all(std::filesystem::path(project()) / "runs" / other);
    const Outcome gone = run({"runs", project(), "--compare", first, other});
    EXPECT_EQ(gone.exitCode, 0);
    EXPECT_THAT(gone.out, AllOf(HasSubstr("Not measured: The folder of run " + other),
                                HasSubstr("Settings that differ")));
    EXPECT_THAT(run({"runs", project()}).out, AllOf(HasSubstr(first), HasSubstr("is gone")));
    EXPECT_EQ(run({"runs", project(), "--compare", first, first}).exitCode, 1);
    EXPECT_EQ(run({"runs", project(), "--compare", first}).exitCode, 2);
    EXPECT_EQ(run({"runs", project(), "--json"}).exitCode, 2);
}

} // namespace
} // namespace crossview::cli
