// Edits of the data: made for the next run, while runs that are there go on answering for what they learned.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "support/environment_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class CliEdit : public testing::Test {
protected:
    void SetUp() override {
        const Outcome imported = run({"import", drawShapes(m_folder.path()), "--images",
                                      m_folder / "pictures", "--project", project()});
        ASSERT_EQ(imported.exitCode, 0) << imported.err;
        m_first = trained();
    }
    std::string project() const { return m_folder / "shapes.crossview"; }
    /// Id of a new run.
    std::string trained() const {
        const Outcome outcome = run(std::vector<std::string>{"train", project()} + smallTraining(1));
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        const Outcome newest = run({"query", project(), "a red square", "--json"});
        EXPECT_EQ(newest.exitCode, 0) << newest.err;
        return newest.exitCode == 0 ? json::parse(newest.out).at("run") : json("none");
    }
    Outcome edit(const std::vector<std::string>& words) const {
        return run(std::vector<std::string>{"edit", project()} + words);
    }
    /// A sentence of an image.
    int sentenceOf(int image) const {
        for (const json& answer : query(m_first, {"--item", "image:" + std::to_string(image)}))
            if (answer.at("true") == true)
                return answer.at("sentence");
        ADD_FAILURE() << "no sentence of image " << image;
        return -1;
    }
    json query(const std::string& runId, const std::vector<std::string>& words) const {
        const Outcome outcome =
            run(std::vector<std::string>{"query", project(), "--run", runId, "-k", "200", "--json"} + words);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return outcome.exitCode == 0 ? json::parse(outcome.out).at("results") : json::array();
    }

    TemporaryFolder m_folder;
    std::string m_first;
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

TEST_F(CliEdit, TheNextRunLearnsFromThemAndTheOldOneStillAnswers) {
    EXPECT_THAT(edit({}).out, HasSubstr("as they were imported"));
    const auto before = query(m_first, {"--item", "image:0"});
    const auto copies = edit({"--keep-first", "image:0", "image:1"});
    EXPECT_THAT(copies.out, HasSubstr("learns from 71 images")) << copies.err;
    const auto reworded = edit({"--reword", "image:5", "sentence:" + std::to_string(sentenceOf(5)),
                                "a shape nobody wrote of before"});
    EXPECT_THAT(reworded.out, HasSubstr("reads \"a shape nobody wrote of before\"")) << reworded.err;

    EXPECT_EQ(query(m_first, {"--item", "image:0"}), before);
    EXPECT_EQ(query(m_first, {"a red square"}).size(), 72u);
    const std::string second = trained();
    const auto answers = query(second, {"a red square"});
    EXPECT_EQ(answers.size(), 71u);
    for (const json& answer : answers)
        EXPECT_NE(answer.at("image"), 1);
    const auto texts = query(second, {"--item", "image:5"});
    EXPECT_TRUE(std::ranges::any_of(texts, [](const json& answer) {
        return answer.at("text") == "a shape nobody wrote of before" && answer.at("true") == true;
    })) << texts.dump();
    for (const std::string& asked : {m_first, second})
        EXPECT_EQ(run({"evaluate", project(), "--run", asked}).exitCode, 0) << asked;

    const auto taken = edit({"--take-back", "all"});
    EXPECT_THAT(taken.out, HasSubstr("as they were imported"));
    EXPECT_EQ(query(second, {"a red square"}), answers);
    EXPECT_EQ(query(trained(), {"a red square"}).size(), 72u);
}

TEST_F(CliEdit, ARunOfEditedDataIsGoneOnWith) {
    ASSERT_EQ(edit({"--leave-out", "image:3"}).exitCode, 0);
    const std::string second = trained();
    ASSERT_EQ(edit({"--take-back", "1"}).exitCode, 0);
    const Outcome resumed = run({"train", project(), "--resume", second, "--optimiser.epochs", "2"});
    EXPECT_EQ(resumed.exitCode, 0) << resumed.err;
    EXPECT_THAT(resumed.out, HasSubstr("1 edit of the data"));
}

TEST_F(CliEdit, WhatCannotBeMadeIsToldAndChangesNothing) {
    ASSERT_EQ(edit({"--accept", "image:3"}).exitCode, 0);
    for (const auto& [words, reason] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"--unpair", "image:0", "sentence:9999"}, "sentence"},
             {{"--unpair", "sentence:0", "image:0"}, "A pair is an image and a sentence."},
             {{"--join", "image:4"}, "Two or more images"},
             {{"--reword", "image:0", "sentence:0", " "}, "A caption has words"},
             {{"--take-back", "2"}, "no edit 2"},
             {{"--take-back", "none"}, "no edit none"}}) {
        const Outcome outcome = edit(words);
        EXPECT_NE(outcome.exitCode, 0);
        EXPECT_THAT(outcome.err, HasSubstr(reason));
    }
    const Outcome listed = edit({});
    EXPECT_THAT(listed.out, HasSubstr("1. image:3"));
    EXPECT_THAT(listed.out, Not(HasSubstr("2. ")));
}

TEST_F(CliEdit, AnImportOfOtherDataLeavesThemOut) {
    ASSERT_EQ(edit({"--leave-out", "image:3"}).exitCode, 0);
    const std::string second = trained();
    std::string table = readFile(m_folder / "captions.tsv");
    table.resize(table.rfind('\n', table.size() - 2) + 1); // without the last line
    writeFileAtomically(m_folder / "captions.tsv", table);
    ASSERT_EQ(
        run({"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", project()})
            .exitCode,
        0);
    const Outcome listed = edit({});
    EXPECT_EQ(listed.exitCode, 0);
    EXPECT_THAT(listed.err, HasSubstr("before they were replaced"));
    const Outcome asked = run({"query", project(), "--run", second, "a red square"});
    EXPECT_NE(asked.exitCode, 0);
    EXPECT_THAT(asked.err, HasSubstr("other data"));
}

} // namespace
} // namespace crossview::cli
