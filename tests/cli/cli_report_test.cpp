// A run as one web page.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "support/environment_variable.h"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace crossview::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliReport : public testing::Test {
protected:
    static void SetUpTestSuite() {
        s_folder = std::make_unique<TemporaryFolder>();
        s_noEncoders =
            std::make_unique<test::EnvironmentVariable>("CROSSVIEW_ENCODERS", *s_folder / "encoders");
        const std::filesystem::path captions = drawShapes(s_folder->path());
        // A caption that a page must not take for a part of itself, with every picture.
        std::string table = readFile(captions);
        std::string harmful;
        std::ifstream lines(captions);
        for (std::string line; std::getline(lines, line);)
            if (const auto tab = line.find('\t');
                tab != std::string::npos && line.find(".png") != std::string::npos)
                harmful += line.substr(0, tab) + "\t<script>alert(1)</script> shape\n";
        ASSERT_FALSE(harmful.empty());
        writeFileAtomically(captions, table + harmful);
        const Outcome imported =
            run({"import", captions.string(), "--images", *s_folder / "pictures", "--project", project()});
        ASSERT_EQ(imported.exitCode, 0) << imported.err;
        const Outcome trained = run(std::vector<std::string>{"train", project()} + smallTraining(4));
        ASSERT_EQ(trained.exitCode, 0) << trained.err;
    }
    static void TearDownTestSuite() {
        s_noEncoders.reset();
        s_folder.reset();
    }

    static std::string project() { return *s_folder / "shapes.crossview"; }
    static Outcome report(const std::vector<std::string>& more) {
        return run(std::vector<std::string>{"report", project(), "--no-map", "--output"} + more);
    }

    static inline std::unique_ptr<TemporaryFolder> s_folder;
    static inline std::unique_ptr<test::EnvironmentVariable> s_noEncoders;
};

TEST_F(CliReport, SaysWhatTheEvaluationSaysAndHoldsItsPictures) {
    const std::string file = *s_folder / "report.html";
    const Outcome outcome = report({file});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(file));
    const std::string page = readFile(file);
    const auto evaluation = nlohmann::json::parse(run({"evaluate", project(), "--json"}).out);
    const auto& measured = evaluation.at("groups").at(0).at("runs").at(0);
    for (const char* way : {"image_to_sentence", "sentence_to_image"})
        for (const char* key : {"r1", "r5", "r10"}) {
            const auto& direction = measured.at(way);
            const auto& interval = direction.at(std::string(key) + "_bootstrap");
            EXPECT_THAT(page,
                        HasSubstr(fmt::format("<td>{:.1f} <span class=\"soft\">({:.1f} to {:.1f})</span>",
                                              direction.at(key).get<double>(), interval.at(0).get<double>(),
                                              interval.at(1).get<double>())));
        }
    EXPECT_THAT(page, AllOf(HasSubstr("src=\"data:image/jpeg;base64,/9j/"), HasSubstr("T1 image → sentence"),
                            HasSubstr("loss.margin"), HasSubstr("match at place"), HasSubstr("Made with")));
    EXPECT_THAT(page,
                AllOf(HasSubstr("Neighbourhoods within each view"), HasSubstr("<td>of the features<td>"),
                      HasSubstr("<td>of the embeddings, epoch ")));
    EXPECT_THAT(page, AllOf(HasSubstr("&lt;script&gt;alert(1)"), Not(HasSubstr("<script"))));
    for (const char* outside : {"http://", "https://", "file:", "url("})
        EXPECT_THAT(page, Not(HasSubstr(outside))) << "the page needs nothing but itself";
}

TEST_F(CliReport, ReplacesNoFileUnlessAsked) {
    const std::string file = *s_folder / "mine.html";
    writeFileAtomically(file, "mine");
    const Outcome refused = report({file});
    EXPECT_EQ(refused.exitCode, 1);
    EXPECT_THAT(refused.err, HasSubstr("is there already"));
    EXPECT_EQ(readFile(file), "mine");
    EXPECT_EQ(report({file, "--force", "--examples", "0"}).exitCode, 0);
    EXPECT_THAT(readFile(file), AllOf(HasSubstr("<!DOCTYPE html>"), Not(HasSubstr("match at place"))));
}

TEST_F(CliReport, NamesWhatIsMissing) {
    const Outcome nowhere = report({*s_folder / "no folder/report.html"});
    EXPECT_EQ(nowhere.exitCode, 1);
    EXPECT_THAT(nowhere.err, HasSubstr("no folder/report.html"));
    const Outcome noRun = report({*s_folder / "other.html", "--run", "never"});
    EXPECT_EQ(noRun.exitCode, 1);
    EXPECT_THAT(noRun.err, HasSubstr("has no run 'never'"));
}

} // namespace
} // namespace crossview::cli
