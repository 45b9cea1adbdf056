// The whole way as a person goes it: import, features, train, evaluate, query.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "projection/projection_files.h"
#include "support/environment_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::vector<std::string> operator+(std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

class CliPipeline : public testing::Test {
protected:
    void SetUp() override {
        drawShapes(m_folder.path());
        const Outcome outcome = run(
            {"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", project()});
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
        EXPECT_THAT(outcome.out, HasSubstr("72 images, 36 sentences, 144 pairs; 0 entries skipped"));
    }

    std::string project() const { return m_folder / "shapes.crossview"; }
    Outcome train(int epochs, const std::vector<std::string>& more = {}) const {
        return run(std::vector<std::string>{"train", project()} + smallTraining(epochs) + more);
    }
    json evaluation(const std::vector<std::string>& more = {}) const {
        const Outcome outcome = run(std::vector<std::string>{"evaluate", project(), "--json"} + more);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out);
    }

    TemporaryFolder m_folder;
    // The same features whether encoders were fetched on this machine or not: the shapes differ by colour and
    // outline, which hand-crafted ones tell best.
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

void expectDirection(const json& direction, std::size_t queries) {
    for (const char* key : {"r1", "r5", "r10"}) {
        EXPECT_GE(direction.at(key).get<double>(), 0);
        EXPECT_LE(direction.at(key).get<double>(), 100);
    }
    EXPECT_LE(direction.at("r1"), direction.at("r5"));
    EXPECT_LE(direction.at("r5"), direction.at("r10"));
    EXPECT_GE(direction.at("medr").get<double>(), 1);
    EXPECT_EQ(direction.at("n_queries"), queries);
    EXPECT_EQ(direction.at("split"), "test");
    EXPECT_EQ(direction.at("protocol"), "documents");
    EXPECT_EQ(direction.at("tie_rule"), "mean");
}

TEST_F(CliPipeline, LearnsShapesThatItThenFinds) {
    const Outcome features = run(std::vector<std::string>{"features", project()} + smallTraining(1));
    ASSERT_EQ(features.exitCode, 0) << features.err;
    EXPECT_THAT(features.out, HasSubstr("Split (random): 52 train, 8 validation, 12 test, 0 unused"));

    const Outcome trained = train(12);
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    EXPECT_THAT(trained.out, HasSubstr("12 of 12"));
    EXPECT_THAT(trained.out, HasSubstr("image → sentence"));

    const json document = evaluation({"--protocol", "documents"});
    expectDirection(document.at("image_to_sentence"), 12);
    expectDirection(document.at("sentence_to_image"), 12);
    EXPECT_EQ(document.at("groups").at(0).at("runs").size(), 1U);

    const Outcome query = run({"query", project(), "red", "square", "-k", "6", "--json"});
    ASSERT_EQ(query.exitCode, 0) << query.err;
    const json answers = json::parse(query.out).at("results");
    ASSERT_EQ(answers.size(), 6U);
    int red = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        EXPECT_EQ(answers[i].at("rank"), i + 1);
        EXPECT_TRUE(std::filesystem::exists(answers[i].at("path").get<std::string>()));
        if (i > 0) {
            EXPECT_GE(answers[i].at("distance"), answers[i - 1].at("distance"));
        }
        red += answers[i].at("path").get<std::string>().find("red-square") != std::string::npos ? 1 : 0;
    }
    EXPECT_GE(red, 4) << query.out;

    const Outcome marked = run({"query", project(), "A  RED square", "-k", "3"});
    EXPECT_EQ(marked.exitCode, 0);
    EXPECT_THAT(marked.out, HasSubstr("✓"));

    const Outcome back =
        run({"query", project(), "--image", m_folder / "pictures/blue-circle2.png", "-k", "3", "--json"});
    ASSERT_EQ(back.exitCode, 0) << back.err;
    EXPECT_THAT(json::parse(back.out).at("results").at(0).at("text").get<std::string>(),
                HasSubstr("blue circle"));
    EXPECT_TRUE(json::parse(back.out).at("results").at(0).at("true").get<bool>());
}

TEST_F(CliPipeline, AsksWhatAnotherProjectsNetworkMakesOfIt) {
    ASSERT_EQ(train(12).exitCode, 0);
    // Through its own chain and network a project finds what its own evaluation finds.
    const json own = evaluation();
    const json through = evaluation({"--network-of", project(), "--split", "test"});
    for (const char* way : {"image_to_sentence", "sentence_to_image"})
        for (const char* key : {"r1", "r5", "r10", "n_queries", "split"})
            EXPECT_EQ(through.at(way).at(key), own.at(way).at(key)) << way << ' ' << key;

    const std::string other = m_folder / "other.crossview";
    ASSERT_EQ(
        run({"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", other})
            .exitCode,
        0);
    const Outcome asked = run({"evaluate", other, "--network-of", project(), "--json"});
    ASSERT_EQ(asked.exitCode, 0) << asked.err;
    const json document = json::parse(asked.out);
    EXPECT_EQ(document.at("network_of"), project());
    EXPECT_EQ(document.at("image_to_sentence").at("split"), "all");
    EXPECT_EQ(document.at("image_to_sentence").at("n_queries"), 72);
    EXPECT_GT(document.at("image_to_sentence").at("r10").get<double>(), 40); // chance: 14
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(other) / "features/raw"));
    EXPECT_THAT(run({"evaluate", other, "--network-of", project()}).out, HasSubstr("on all pictures"));

    const Outcome query = run({"query", other, "red square", "--network-of", project(), "-k", "4", "--json"});
    ASSERT_EQ(query.exitCode, 0) << query.err;
    const json answers = json::parse(query.out);
    int red = 0;
    for (const json& answer : answers.at("results"))
        red += answer.at("path").get<std::string>().find("red-square") != std::string::npos ? 1 : 0;
    EXPECT_GE(red, 3) << query.out;
}

TEST_F(CliPipeline, LaysARunOutIntoAFile) {
    ASSERT_EQ(train(2).exitCode, 0);
    const std::string npy = m_folder / "map.npy";
    const Outcome made = run({"project", project(), "--output", npy});
    ASSERT_EQ(made.exitCode, 0) << made.err;
    EXPECT_THAT(made.out, HasSubstr("72 images and 36 sentences"));
    EXPECT_THAT(made.out, HasSubstr("\"method\": \"tsne\""));
    const Matrix positions = readNpy(npy);
    ASSERT_EQ(positions.rows(), 108U);
    ASSERT_EQ(positions.cols(), 2U);
    const std::string before = readFile(npy);
    ASSERT_EQ(run({"project", project(), "--output", npy}).exitCode, 0);
    EXPECT_EQ(readFile(npy), before); // the same seed, the same map

    const std::string table = m_folder / "map.tsv";
    ASSERT_EQ(run({"project", project(), "-o", table, "--method", "pca"}).exitCode, 0);
    std::istringstream lines(readFile(table));
    std::string heading, first;
    std::getline(lines, heading);
    std::getline(lines, first);
    EXPECT_EQ(heading, "view\titem\tx\ty\ttext\tpath\tconcept");
    EXPECT_THAT(first, testing::MatchesRegex("image\t0\t[-0-9.e]+\t[-0-9.e]+\t.*\\.png\t.*"));

    const std::string clusters = m_folder / "clusters.tsv";
    ASSERT_EQ(run({"project", project(), "-o", table, "--method", "pca", "--clusters", clusters}).exitCode,
              0);
    EXPECT_THAT(readFile(clusters), testing::StartsWith("level\tname\timages\tsentences\tpicture\nbroad\t"));

    const Outcome unknown = run({"project", project(), "-o", table, "--method", "tea-leaves"});
    EXPECT_EQ(unknown.exitCode, 1);
    EXPECT_THAT(unknown.err, testing::AllOf(HasSubstr("tea-leaves"), HasSubstr("tsne")));
    EXPECT_EQ(run({"project", project(), "-o", table, "--perplexity", "0"}).exitCode, 1);

    const Outcome umap = run({"project", project(), "-o", table, "--exaggeration", "4"});
    EXPECT_THAT(umap.out, HasSubstr("\"exaggeration\": 4"));
    // Pictures are the window's: the sentence is an order that can be pasted.
    const std::string picture = m_folder / "map.svg";
    const Outcome refused = run({"project", project(), "-o", picture});
    EXPECT_EQ(refused.exitCode, 1);
    EXPECT_THAT(refused.err, HasSubstr("crossview " + project() + " --export-map " + picture));
    EXPECT_FALSE(std::filesystem::exists(picture));
}

TEST_F(CliPipeline, KeepsTheMapsOfEveryEpochWhereTheyAreWanted) {
    ASSERT_EQ(train(3, {"--maps", "all"}).exitCode, 0);
    const auto projections = [this] {
        const std::filesystem::path runs = std::filesystem::path(project()) / "runs";
        std::vector<int> epochs;
        for (const auto& run : std::filesystem::directory_iterator(runs))
            for (const int epoch : storedProjections(run.path() / "projections"))
                epochs.push_back(epoch);
        return epochs;
    };
    EXPECT_THAT(projections(), testing::ElementsAre(0, 1, 2, 3));
    const Outcome unknown = train(3, {"--maps", "some"});
    EXPECT_EQ(unknown.exitCode, 1);
    EXPECT_THAT(unknown.err, HasSubstr("none, beside or all"));
    ASSERT_EQ(train(2, {"--maps", "none"}).exitCode, 0);
    EXPECT_EQ(projections().size(), 4U);
}

TEST_F(CliPipeline, PrintsTheMeanOverSeeds) {
    ASSERT_EQ(train(2, {"--seeds", "3", "--seed", "5"}).exitCode, 0);
    const json document = evaluation();
    const json& group = document.at("groups").at(0);
    EXPECT_EQ(group.at("seeds"), json({5, 6, 7}));
    double sum = 0;
    for (const json& one : group.at("runs"))
        sum += one.at("image_to_sentence").at("r5").get<double>();
    EXPECT_NEAR(document.at("image_to_sentence").at("r5").get<double>(), sum / 3, 1e-9);

    const Outcome table = run({"evaluate", project(), "--run", "all", "--ties", "pessimistic"});
    EXPECT_EQ(table.exitCode, 0);
    EXPECT_THAT(table.out, HasSubstr("Mean of 3 runs (seeds 5, 6, 7)"));
    EXPECT_THAT(table.out, HasSubstr("ties: pessimistic"));
    EXPECT_EQ(evaluation({"--run", "latest"}).at("groups").at(0).at("seeds"), json({7}));

    const Outcome runs = run({"runs", project()});
    EXPECT_EQ(runs.exitCode, 0);
    EXPECT_THAT(runs.out, HasSubstr("2 of 2"));
}

TEST_F(CliPipeline, KeepsShuffledPairsApartFromTrueOnes) {
    ASSERT_EQ(train(2, {"--shuffle-pairs"}).exitCode, 0);
    ASSERT_EQ(train(2).exitCode, 0);
    const json document = evaluation({"--run", "all"});
    ASSERT_EQ(document.at("groups").size(), 2U);
    EXPECT_TRUE(document.at("groups").at(0).at("shuffled_pairs").get<bool>());
    EXPECT_FALSE(document.at("groups").at(1).at("shuffled_pairs").get<bool>());
    EXPECT_FALSE(document.contains("image_to_sentence"));
    EXPECT_THAT(run({"runs", project()}).out, HasSubstr("pairs shuffled"));
}

TEST_F(CliPipeline, PrintsNoNumberOverNothing) {
    // A file that names its splits, and neither validation nor test among them.
    std::string table = "image\tcaption\tsplit\n";
    for (const char* colour : {"red", "green", "blue", "yellow"})
        for (int variant = 0; variant < 6; ++variant)
            table += std::string(colour) + "-square" + std::to_string(variant) + ".png\ta " + colour +
                     " square\ttrain\n";
    writeFileAtomically(m_folder / "train_only.tsv", table);
    ASSERT_EQ(run({"import", m_folder / "train_only.tsv", "--images", m_folder / "pictures", "--project",
                   project()})
                  .exitCode,
              0);
    std::vector<std::string> options = smallTraining(2);
    *std::next(std::ranges::find(options, "--split.method")) = "file";
    const Outcome trained = run(std::vector<std::string>{"train", project()} + options);
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    EXPECT_THAT(trained.out, HasSubstr("There is no validation split"));
    EXPECT_THAT(trained.out, HasSubstr("2 epochs, the last of which answers"));
    EXPECT_THAT(trained.out, HasSubstr("Nothing was measured: the test split holds no image"));
    for (const char* claim : {"best so far", "best on validation", "R@1"})
        EXPECT_THAT(trained.out, testing::Not(HasSubstr(claim)));

    const json document = evaluation();
    for (const char* way : {"image_to_sentence", "sentence_to_image"}) {
        for (const char* key : {"r1", "r5", "r10", "medr", "meanr", "mrr", "r1_low", "r1_high"})
            EXPECT_TRUE(document.at(way).at(key).is_null()) << way << ' ' << key;
        EXPECT_EQ(document.at(way).at("n_queries"), 0);
    }
    EXPECT_TRUE(document.at("rsum").is_null());
    const Outcome table2 = run({"evaluate", project()});
    EXPECT_THAT(table2.out, HasSubstr("Nothing was measured"));
    EXPECT_THAT(table2.out, testing::Not(HasSubstr("0.0")));
    EXPECT_THAT(table2.out, testing::Not(HasSubstr("best epoch")));
    const Outcome runs = run({"runs", project()});
    EXPECT_EQ(runs.exitCode, 0) << runs.err;
    EXPECT_THAT(runs.out, testing::Not(HasSubstr("0.0")));
    EXPECT_THAT(runs.out, HasSubstr("2 of 2           –       –  finished"));
}

TEST_F(CliPipeline, LeavesPicturesOutThatCannotBeRead) {
    const Outcome before = train(1);
    ASSERT_EQ(before.exitCode, 0) << before.err;
    constexpr int kBroken = 25;
    int broken = 0;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder.path() / "pictures"))
        if (broken < kBroken) {
            writeFileAtomically(entry.path(), "\x89PNG\r\n\x1a\nno picture");
            ++broken;
        }
    const Outcome trained = train(1);
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    EXPECT_THAT(trained.out, HasSubstr("25 unused"));
    EXPECT_THAT(trained.err, HasSubstr("25 pictures could not be read and take no part:"));
    EXPECT_THAT(trained.err, HasSubstr("… and 5 more"));
    std::istringstream lines(trained.err);
    std::size_t listed = 0;
    for (std::string line; std::getline(lines, line);)
        if (line.find("cannot be read as an image") != std::string::npos) {
            ++listed;
            EXPECT_EQ(line.find(".png"), line.rfind(".png")) << "each path once: " << line;
        }
    EXPECT_EQ(listed, 20U);
    const Outcome query = run({"query", project(), "red square", "-k", "72", "--json"});
    ASSERT_EQ(query.exitCode, 0) << query.err;
    const json results = json::parse(query.out).at("results");
    EXPECT_EQ(results.size(), 72U - kBroken);
    for (const json& result : results)
        EXPECT_GT(std::filesystem::file_size(result.at("path").get<std::string>()), 100U) << result;
    EXPECT_THAT(run({"query", project(), "red square"}).out, HasSubstr("10 of 47 pictures"));
    // A sentence of such a picture is a text as any.
    const Outcome back =
        run({"query", project(), "--image", results.at(0).at("path").get<std::string>(), "-k", "1"});
    EXPECT_THAT(back.out, HasSubstr("1 of 36 sentences"));
}

/// Bytes that a terminal takes for an order: control characters but line breaks, as bytes and as UTF-8.
std::size_t orders(const std::string& text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        count += (byte < 0x20 && byte != '\n') || byte == 0x7F ? 1 : 0;
        count += byte == 0xC2 && next >= 0x80 && next < 0xA0 ? 1 : 0;
        count += byte == 0xE2 && next == 0x80 && i + 2 < text.size() &&
                         static_cast<unsigned char>(text[i + 2]) >= 0xAA &&
                         static_cast<unsigned char>(text[i + 2]) <= 0xAE
                     ? 1
                     : 0;
    }
    return count;
}

TEST_F(CliPipeline, SendsNoControlCharactersToATerminal) {
    const std::string evil = "\x1b[31m\xc2\x9b"
                             "2J\xe2\x80\xae\x7f";
    const std::filesystem::path pictures = m_folder.path() / ("pictures" + evil);
    std::filesystem::rename(m_folder.path() / "pictures", pictures);
    std::string table = "image\tcaption\tcategory\n";
    for (const char* colour : {"red", "green", "blue", "yellow"})
        for (int variant = 0; variant < 6; ++variant)
            table += std::string(colour) + "-square" + std::to_string(variant) + ".png\ta " + colour + evil +
                     " square" + std::to_string(variant) + "\t" + colour + evil + "\n";
    table += "gone" + evil + ".png\tnothing" + evil + "\tred\n";
    table += "red-circle0.png\ta circle\t" + evil + "\nred-circle0.png\ta circle\t" + evil + "\n";
    writeFileAtomically(m_folder / ("captions" + evil + ".tsv"), table);
    const std::string captions = m_folder / ("captions" + evil + ".tsv");
    const std::string evilProject = m_folder / ("p" + evil + ".crossview");
    std::vector<std::vector<std::string>> calls{
        {"import", captions, "--images", pictures, "--preview"},
        {"import", captions, "--images", pictures, "--project", evilProject, "--name", "name" + evil},
        std::vector<std::string>{"train", evilProject} + smallTraining(1),
        {"runs", evilProject},
        {"evaluate", evilProject},
        {"evaluate", evilProject, "--json"},
        {"query", evilProject, "red" + evil, "-k", "30"},
        {"query", evilProject, "red" + evil, "-k", "30", "--json"},
        {"query", evilProject, "--image", pictures / "red-square1.png", "--json"},
        {"query", evilProject, "--run", evil, "red"},
        {"train", evilProject, "--split.method", evil},
        {"train", evilProject, "--" + evil},
        {"train", m_folder / evil},
        {evil}};
    for (const auto& call : calls) {
        const Outcome outcome = run(call);
        EXPECT_EQ(orders(outcome.out), 0U) << call.front() << ": " << outcome.out;
        EXPECT_EQ(orders(outcome.err), 0U) << call.front() << ": " << outcome.err;
    }
    const json answered = json::parse(run(calls[7]).out);
    EXPECT_EQ(answered.at("query"), "red" + evil) << "JSON means what it meant";
    EXPECT_TRUE(std::filesystem::exists(answered.at("results").at(0).at("path").get<std::string>()));
}

TEST_F(CliPipeline, ImportsAgainIntoTheSameProject) {
    const Outcome again =
        run({"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", project()});
    EXPECT_EQ(again.exitCode, 0) << again.err;
    EXPECT_THAT(again.out, HasSubstr("Imported again"));
}

} // namespace
} // namespace crossview::cli
