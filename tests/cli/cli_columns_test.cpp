// Further columns of a file: kept at the import, and filtered by.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "support/environment_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <sstream>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class CliColumns : public testing::Test {
protected:
    void SetUp() override {
        std::istringstream captions(readFile(drawShapes(m_folder.path())));
        std::string line, table;
        std::getline(captions, line);
        table = line + "\tsource\tprice\ttone\n";
        for (int number = 0; std::getline(captions, line); ++number) // two lines a picture
            table += line + '\t' + (number / 2 % 3 == 0 ? "stock photos" : "drawings") + '\t' +
                     std::to_string(number / 2) + ".5\t" + (number % 2 == 0 ? "plain" : "rich") + '\n';
        writeFileAtomically(m_folder / "priced.tsv", table);
        m_imported = run(
            {"import", m_folder / "priced.tsv", "--images", m_folder / "pictures", "--project", project()});
        ASSERT_EQ(m_imported.exitCode, 0) << m_imported.err;
    }

    std::string project() const { return m_folder / "priced.crossview"; }
    json answers(const std::vector<std::string>& words) const {
        const Outcome outcome =
            run(std::vector<std::string>{"query", project(), "-k", "100", "--json"} + words);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return outcome.exitCode == 0 ? json::parse(outcome.out).at("results") : json::array();
    }

    TemporaryFolder m_folder;
    Outcome m_imported;
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

TEST_F(CliColumns, AreToldAtTheImportAndFilterQueries) {
    EXPECT_THAT(m_imported.out + m_imported.err,
                HasSubstr("kept as columns: \"source\" (text, of pictures), \"price\" (number, of pictures), "
                          "\"tone\" (text, of sentences)"));
    ASSERT_EQ(run(std::vector<std::string>{"train", project()} + smallTraining(1)).exitCode, 0);
    EXPECT_EQ(answers({"a red square"}).size(), 72u);
    EXPECT_EQ(answers({"a red square source:\"stock photos\""}).size(), 24u);
    const json cheap = answers({"a red square", "price:<10", "source:drawings"});
    EXPECT_EQ(cheap.size(), 6u); // 1, 2, 4, 5, 7, 8
    for (const json& answer : cheap)
        EXPECT_THAT(std::set<int>({1, 2, 4, 5, 7, 8}), testing::Contains(answer.at("image").get<int>()));
    EXPECT_EQ(answers({"--item", "image:3", "--filter", "price:0..2"}).size(),
              answers({"--item", "image:3", "--filter", "price:..2"}).size());
    const Outcome noFilter = run({"query", project(), "--item", "image:3", "--filter", "cheap"});
    EXPECT_EQ(noFilter.exitCode, 1);
    EXPECT_THAT(noFilter.err, HasSubstr("\"cheap\" is no filter"));
    const auto errorOf = [&](const std::string& text) {
        const Outcome outcome = run({"query", project(), text});
        EXPECT_EQ(outcome.exitCode, 1);
        return outcome.err;
    };
    EXPECT_THAT(errorOf("red colour:blue"),
                HasSubstr("There is no column \"colour\": there are split, source, price and tone."));
    EXPECT_THAT(errorOf("price:>10"), HasSubstr("These words only filter"));
    EXPECT_THAT(errorOf("red price:>1000"), HasSubstr("No picture passes the filter"));
    EXPECT_THAT(errorOf("red source:films"), HasSubstr("stock photos"));
}

} // namespace
} // namespace crossview::cli
