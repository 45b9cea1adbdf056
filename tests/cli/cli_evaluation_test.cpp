// What the laboratory prints: corrections, hubs, pools, intervals, comparisons.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "support/environment_variable.h"

#include <array>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// One project with two seeds, trained once for all tests, none of which writes to it.
class CliEvaluation : public testing::Test {
protected:
    static void SetUpTestSuite() {
        s_folder = std::make_unique<TemporaryFolder>();
        s_noEncoders =
            std::make_unique<test::EnvironmentVariable>("CROSSVIEW_ENCODERS", *s_folder / "encoders");
        drawShapes(s_folder->path());
        const Outcome imported = run({"import", *s_folder / "captions.tsv", "--images",
                                      *s_folder / "pictures", "--project", project()});
        ASSERT_EQ(imported.exitCode, 0) << imported.err;
        const Outcome trained =
            run(std::vector<std::string>{"train", project(), "--seeds", "2"} + smallTraining(6));
        ASSERT_EQ(trained.exitCode, 0) << trained.err;
    }
    static void TearDownTestSuite() {
        s_noEncoders.reset();
        s_folder.reset();
    }

    static std::string project() { return *s_folder / "shapes.crossview"; }
    static Outcome evaluate(const std::vector<std::string>& more) {
        return run(std::vector<std::string>{"evaluate", project()} + more);
    }
    static json evaluation(const std::vector<std::string>& more) {
        const Outcome outcome = evaluate(more + std::vector<std::string>{"--json"});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out);
    }
    static void expectSentence(const Outcome& outcome, const std::string& part) {
        EXPECT_EQ(outcome.exitCode, 1) << outcome.out;
        EXPECT_THAT(outcome.err, HasSubstr(part));
    }

    static inline std::unique_ptr<TemporaryFolder> s_folder;
    static inline std::unique_ptr<test::EnvironmentVariable> s_noEncoders;
};

TEST_F(CliEvaluation, PrintsIntervalsChanceAndPoolInEveryTable) {
    const Outcome table = evaluate({"--run", "latest"});
    ASSERT_EQ(table.exitCode, 0) << table.err;
    EXPECT_THAT(table.out, AllOf(HasSubstr("95 % of R@1"), HasSubstr("chance"), HasSubstr("rsum"),
                                 HasSubstr("pool: all "), HasSubstr("ties: mean"), HasSubstr("bootstrap")));
    const json run = evaluation({"--run", "latest"}).at("groups").at(0).at("runs").at(0);
    for (const char* way : {"image_to_sentence", "sentence_to_image"}) {
        const json& direction = run.at(way);
        const double queries = direction.at("n_queries");
        EXPECT_NEAR(direction.at("chance_r1").get<double>(), 100 / queries, 1e-9);
        EXPECT_NEAR(direction.at("chance_r5").get<double>(), std::min(100.0, 500 / queries), 1e-9);
        EXPECT_EQ(direction.at("pool"), "all");
        for (const char* key : {"r1", "r5", "r10"}) {
            const json& interval = direction.at(std::string(key) + "_bootstrap");
            EXPECT_LE(interval.at(0), direction.at(key));
            EXPECT_GE(interval.at(1), direction.at(key));
        }
    }
    EXPECT_LE(run.at("rsum_bootstrap").at(0), run.at("rsum"));
    expectSentence(evaluate({"--pool", "5x1k"}), "5000 images");
}

TEST_F(CliEvaluation, PrintsWhatACorrectionChangesAndWhoseQueriesCorrect) {
    for (const char* kind : {"csls", "inverted-softmax", "qb-norm"}) {
        SCOPED_TRACE(kind);
        const Outcome table = evaluate({"--run", "latest", "--correction", kind});
        ASSERT_EQ(table.exitCode, 0) << table.err;
        EXPECT_THAT(table.out, AllOf(HasSubstr("Corrected by " + std::string(kind)),
                                     HasSubstr("of the training split"), HasSubstr("paired bootstrap")));
        const json plain = evaluation({"--run", "latest"}).at("groups").at(0).at("runs").at(0);
        const json run =
            evaluation({"--run", "latest", "--correction", kind}).at("groups").at(0).at("runs").at(0);
        EXPECT_EQ(run.at("rsum"), plain.at("rsum")) << "the plain recalls stay";
        const json& corrected = run.at("corrected");
        EXPECT_THAT(corrected.at("correction"), HasSubstr(kind));
        EXPECT_NEAR(corrected.at("against_plain").at("rsum").at("difference").get<double>(),
                    corrected.at("rsum").get<double>() - run.at("rsum").get<double>(), 1e-9);
    }
    const auto named = [](const std::vector<std::string>& more) {
        return evaluate(std::vector<std::string>{"--correction", "csls"} + more).out;
    };
    EXPECT_THAT(named({"--correction-bank", "asked"}), HasSubstr("all asked queries"));
    EXPECT_THAT(named({"--correction-neighbours", "3"}), HasSubstr("3 neighbours"));
    EXPECT_THAT(named({}), HasSubstr("Mean of the corrected"));
    expectSentence(evaluate({"--correction", "qb-norm", "--correction-bank", "asked"}), "training queries");
}

TEST_F(CliEvaluation, NamesHubs) {
    const Outcome table = evaluate({"--run", "latest", "--hubness", "--hubs-among", "3"});
    ASSERT_EQ(table.exitCode, 0) << table.err;
    EXPECT_THAT(table.out, AllOf(HasSubstr("Pictures among the first 3 answers"), HasSubstr("skewness"),
                                 HasSubstr("Texts among the first 3")));
    const json run =
        evaluation({"--run", "latest", "--hubness", "--hubs-among", "3"}).at("groups").at(0).at("runs").at(0);
    const json& images = run.at("hubness").at("images");
    EXPECT_EQ(images.at("k"), 3);
    EXPECT_EQ(images.at("items"), run.at("image_to_sentence").at("n_queries"));
    EXPECT_GE(images.at("hubs").at(0).at("occurrences"), images.at("hubs").at(1).at("occurrences"));
    EXPECT_GE(images.at("hubs").at(0).at("occurrences").get<double>(), images.at("expected").get<double>());
    EXPECT_THAT(images.at("hubs").at(0).at("title").get<std::string>(), Not(testing::IsEmpty()));
}

TEST_F(CliEvaluation, MeasuresWholeLists) {
    const Outcome table = evaluate({"--run", "latest", "--lists"});
    ASSERT_EQ(table.exitCode, 0) << table.err;
    EXPECT_THAT(table.out, AllOf(HasSubstr("Whole lists"), HasSubstr("mAP@R"), HasSubstr("  pairs  ")));
    const json run = evaluation({"--run", "latest", "--lists"}).at("groups").at(0).at("runs").at(0);
    const json& pairs = run.at("lists").at("image_to_sentence").at("pairs");
    EXPECT_EQ(pairs.at("n_queries"), run.at("image_to_sentence").at("n_queries"));
    EXPECT_EQ(pairs.at("mean_right"), 1) << "documents";
    EXPECT_LE(pairs.at("map_at_r"), run.at("image_to_sentence").at("r1")) << "equal ones are wrong here";
    const json corrected = evaluation({"--run", "latest", "--lists", "--correction", "csls"})
                               .at("groups")
                               .at(0)
                               .at("runs")
                               .at(0);
    EXPECT_TRUE(corrected.at("corrected").contains("lists"));
    EXPECT_FALSE(corrected.contains("lists"));
}

TEST_F(CliEvaluation, ComparesRunsQueryByQuery) {
    const json runs = evaluation({}).at("groups").at(0).at("runs");
    ASSERT_EQ(runs.size(), 2U);
    const std::string first = runs.at(0).at("run");
    const json compared =
        evaluation({"--run", "latest", "--against", first}).at("groups").at(0).at("runs").at(0).at("against");
    EXPECT_EQ(compared.at("run"), first);
    const json& rsum = compared.at("more_by").at("rsum");
    EXPECT_NEAR(rsum.at("difference").get<double>(),
                runs.at(1).at("rsum").get<double>() - runs.at(0).at("rsum").get<double>(), 1e-9);
    EXPECT_LE(rsum.at("low"), rsum.at("difference"));
    EXPECT_GE(rsum.at("high"), rsum.at("difference"));
    EXPECT_THAT(evaluate({"--run", "latest", "--against", first}).out, HasSubstr("against run " + first));
    expectSentence(evaluate({"--against", "nobody"}), "nobody");
}

TEST_F(CliEvaluation, QueriesWithACorrection) {
    const std::vector<std::string> query{"query", project(), "a red square", "-k", "5"};
    const Outcome table = run(query + std::vector<std::string>{"--correction", "csls"});
    ASSERT_EQ(table.exitCode, 0) << table.err;
    EXPECT_THAT(table.out, AllOf(HasSubstr("Corrected by csls; bank: "), HasSubstr("score")));
    EXPECT_THAT(run(query).out, Not(HasSubstr("score")));
    const Outcome answered = run(query + std::vector<std::string>{"--correction", "qb-norm", "--json"});
    ASSERT_EQ(answered.exitCode, 0) << answered.err;
    const json document = json::parse(answered.out);
    EXPECT_EQ(document.at("correction"), "qb-norm");
    const json& results = document.at("results");
    ASSERT_EQ(results.size(), 5U);
    for (std::size_t i = 1; i < results.size(); ++i)
        EXPECT_GE(results.at(i - 1).at("score").get<double>(), results.at(i).at("score").get<double>());
    const Outcome back =
        run({"query", project(), "--image", results.at(0).at("path"), "--correction", "csls"});
    EXPECT_EQ(back.exitCode, 0) << back.err;
    EXPECT_THAT(back.out, HasSubstr("pictures of the training split"));
}

TEST_F(CliEvaluation, CombinesWords) {
    const auto distances = [](const std::string& text) {
        const Outcome outcome = run({"query", project(), text, "-k", "72", "--json"});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        std::map<std::string, double> byPath;
        for (const json& answer : json::parse(outcome.out).at("results"))
            byPath[answer.at("path")] = answer.at("distance");
        return byPath;
    };
    const auto red = distances("red"), square = distances("square"), both = distances("red + square"),
               without = distances("red -square"), heavy = distances("red^3 + square");
    // On the sphere 2 - d² is twice the cosine, which is linear in the query but for its length.
    const auto cosine = [](const std::map<std::string, double>& of, const std::string& path) {
        return 1 - of.at(path) * of.at(path) / 2;
    };
    double both2 = 0, expected2 = 0, without2 = 0, without2Expected = 0, heavy2 = 0, heavy2Expected = 0;
    std::vector<std::array<double, 6>> rows;
    for (const auto& [path, distance] : red) {
        const double r = cosine(red, path), s = cosine(square, path);
        rows.push_back(
            {cosine(both, path), r + s, cosine(without, path), r - s / 2, cosine(heavy, path), 3 * r + s});
        both2 += rows.back()[0] * rows.back()[0];
        expected2 += rows.back()[1] * rows.back()[1];
        without2 += rows.back()[2] * rows.back()[2];
        without2Expected += rows.back()[3] * rows.back()[3];
        heavy2 += rows.back()[4] * rows.back()[4];
        heavy2Expected += rows.back()[5] * rows.back()[5];
    }
    for (const auto& row : rows) {
        EXPECT_NEAR(row[0] / std::sqrt(both2), row[1] / std::sqrt(expected2), 1e-4);
        EXPECT_NEAR(row[2] / std::sqrt(without2), row[3] / std::sqrt(without2Expected), 1e-4);
        EXPECT_NEAR(row[4] / std::sqrt(heavy2), row[5] / std::sqrt(heavy2Expected), 1e-4);
    }
    expectSentence(run({"query", project(), "red -red^1"}), "red -red^1");
}

TEST_F(CliEvaluation, HelpSaysWhatThereIs) {
    for (const char* flag : {"--correction", "--correction-bank", "--hubness", "--pool", "--against"})
        EXPECT_THAT(run({"evaluate", "--help"}).out, HasSubstr(flag));
    EXPECT_THAT(run({"query", "--help"}).out, HasSubstr("--correction"));
    EXPECT_EQ(evaluate({"--correction", "magic"}).exitCode, 2);
    EXPECT_EQ(evaluate({"--correction-beta", "-1"}).exitCode, 2);
}

} // namespace
} // namespace crossview::cli
