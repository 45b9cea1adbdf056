// A network beside CCA, raw cosine and their sum, on the drawn shapes.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "support/environment_variable.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliBaselines : public testing::Test {
protected:
    void SetUp() override {
        drawShapes(m_folder.path());
        ASSERT_EQ(run({"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project",
                       project()})
                      .exitCode,
                  0);
    }
    std::string project() const { return m_folder / "shapes.crossview"; }
    void train(const std::vector<std::string>& more = {}) const {
        const Outcome outcome = run(std::vector<std::string>{"train", project()} + smallTraining(6) + more);
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    }
    Outcome baselines(const std::vector<std::string>& more = {}) const {
        return run(std::vector<std::string>{"baselines", project()} + more);
    }
    json document(const std::vector<std::string>& more = {}) const {
        const Outcome outcome = baselines(more + std::vector<std::string>{"--json"});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out);
    }
    static std::map<std::string, json> rowsOf(const json& document) {
        std::map<std::string, json> rows;
        for (const json& row : document.at("rows"))
            rows[row.at("name")] = row;
        return rows;
    }

    TemporaryFolder m_folder;
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

TEST_F(CliBaselines, StandBesideTheNetworkOnTheSameQueries) {
    train();
    const json table = document();
    const auto rows = rowsOf(table);
    for (const char* name : {"CCA", "normalised CCA", "network", "network + CCA"})
        ASSERT_TRUE(rows.contains(name)) << name;
    EXPECT_THAT(table.at("notes").dump(), HasSubstr("No raw cosine"));
    const json evaluated = json::parse(run({"evaluate", project(), "--json"}).out);
    for (const char* way : {"image_to_sentence", "sentence_to_image"}) {
        for (const char* key : {"r1", "r5", "r10", "n_queries", "protocol", "split"})
            EXPECT_EQ(rows.at("network").at(way).at(key), evaluated.at(way).at(key)) << way << ' ' << key;
        for (const auto& [name, row] : rows)
            EXPECT_EQ(row.at(way).at("n_queries"), evaluated.at(way).at("n_queries")) << name;
    }
    // Colour and outline tell the shapes apart, and CCA is linear in them.
    const json& cca = rows.at("CCA").at("image_to_sentence");
    EXPECT_GT(cca.at("r5").get<double>(), 2 * cca.at("chance_r5").get<double>());
    EXPECT_THAT(rows.at("CCA").at("detail").get<std::string>(), HasSubstr("by validation"));
    EXPECT_NEAR(rows.at("CCA").at("against_network").at("rsum").at("difference").get<double>(),
                rows.at("CCA").at("rsum").get<double>() - rows.at("network").at("rsum").get<double>(), 1e-9);
    EXPECT_FALSE(rows.at("network").contains("against_network"));

    const Outcome printed = baselines();
    EXPECT_EQ(printed.exitCode, 0) << printed.err;
    EXPECT_THAT(printed.out, AllOf(HasSubstr("normalised CCA"), HasSubstr("network + CCA"),
                                   HasSubstr("chance"), HasSubstr("pool: all"),
                                   HasSubstr("protocol documents"), HasSubstr("95 %"), HasSubstr("r^4")));
}

TEST_F(CliBaselines, HaveRawCosineWhereBothViewsHaveTheSameDimensions) {
    train({"--features.image.hsvComponents", "8", "--features.image.hogComponents", "0",
           "--features.image.tinyComponents", "0", "--features.image.gistComponents", "0",
           "--features.image.patchComponents", "0", "--features.text.components", "8",
           "--features.text.characterComponents", "0"});
    const json table = document({"--protocol", "sentences", "--eta", "0.5", "--power", "1"});
    const auto rows = rowsOf(table);
    ASSERT_TRUE(rows.contains("raw cosine")) << table.dump(2);
    EXPECT_EQ(rows.at("raw cosine").at("sentence_to_image").at("protocol"), "sentences");
    EXPECT_THAT(rows.at("normalised CCA").at("detail").get<std::string>(),
                AllOf(HasSubstr("r^1, eta 0.5,"), HasSubstr("directions")));
    EXPECT_THAT(rows.at("CCA").at("detail").get<std::string>(), Not(HasSubstr("r^")));
    EXPECT_THAT(table.at("notes").dump(), Not(HasSubstr("No raw cosine")));
}

TEST_F(CliBaselines, SayWhatIsMissing) {
    const Outcome untrained = baselines();
    EXPECT_EQ(untrained.exitCode, 1);
    EXPECT_THAT(untrained.err, HasSubstr("no trained run"));
    EXPECT_EQ(baselines({"--power", "-1"}).exitCode, 2);
    EXPECT_EQ(baselines({"--split", "all"}).exitCode, 2);
    std::vector<std::string> options = smallTraining(2);
    *std::next(std::ranges::find(options, "--split.validation")) = "0";
    ASSERT_EQ(run(std::vector<std::string>{"train", project()} + options).exitCode, 0);
    EXPECT_THAT(baselines().out, HasSubstr("no validation split"));
    const Outcome small = baselines({"--pool", "1k"});
    EXPECT_EQ(small.exitCode, 1);
    EXPECT_THAT(small.err, HasSubstr("1000 images"));
    EXPECT_EQ(baselines({"--help"}).exitCode, 0);
}

} // namespace
} // namespace crossview::cli
