// Features that a person brought, on the command line: import, train, evaluate, query, without a picture.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "common/seeded_random.h"
#include "files/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// Two row-aligned matrices: the second is the first with its columns turned round, and noise.
void writeViews(const TemporaryFolder& folder) {
    constexpr std::size_t kRows = 120;
    constexpr std::size_t kColumns = 12;
    SeededRandom random(3);
    Matrix audio(kRows, kColumns);
    Matrix video(kRows, kColumns);
    for (std::size_t r = 0; r < kRows; ++r)
        for (std::size_t c = 0; c < kColumns; ++c) {
            audio(r, c) = static_cast<float>(2 * random.uniform() - 1);
            video(r, kColumns - 1 - c) = audio(r, c) + static_cast<float>(0.1 * random.uniform());
        }
    writeNpy(folder / "audio.npy", audio);
    writeNpy(folder / "video.npy", video);
}

TEST(CliFeatures, TwoMatricesTrainAndAnswerWithoutAPicture) {
    const TemporaryFolder folder;
    writeViews(folder);
    const std::string project = folder / "songs.crossview";
    std::string names;
    for (int i = 0; i < 120; ++i)
        names += "song " + std::to_string(i) + "\n";
    folder.write("names.txt", names);
    const std::vector<std::string> import = {"import",
                                             "--image-features",
                                             folder / "audio.npy",
                                             "--text-features",
                                             folder / "video.npy",
                                             "--names",
                                             folder / "names.txt",
                                             "--project",
                                             project};
    const Outcome imported = run(import);
    ASSERT_EQ(imported.exitCode, 0) << imported.err;
    EXPECT_THAT(imported.out, HasSubstr("120 images, 120 sentences, 120 pairs"));
    EXPECT_THAT(imported.err, HasSubstr("audio.npy, 120 × 12, float32"));
    EXPECT_THAT(imported.err, HasSubstr("120 of 120 rows matched by row order"));

    std::vector<std::string> train = {"train", project};
    for (const std::string& word : smallTraining(20))
        train.push_back(word);
    const Outcome trained = run(train);
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    EXPECT_THAT(trained.out, HasSubstr("Image features: 12-D, given by"));
    EXPECT_THAT(trained.out, HasSubstr("--item image:0"));

    const Outcome evaluated = run({"evaluate", project, "--json"});
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;

    const Outcome asked = run({"query", project, "--item", "image:song 17", "-k", "5", "--json"});
    ASSERT_EQ(asked.exitCode, 0) << asked.err;
    const json answer = json::parse(asked.out);
    EXPECT_EQ(answer.at("query"), "image:song 17");
    EXPECT_EQ(answer.at("kind"), "image");
    EXPECT_EQ(answer.at("results").size(), 5U);
    EXPECT_TRUE(answer.at("results").front().contains("text"));
    EXPECT_EQ(run({"query", project, "--item", "sentence:17"}).exitCode, 0);

    const auto refused = [&](std::vector<std::string> words, const char* why) {
        words.insert(words.begin(), {"query", project});
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.exitCode, 1);
        EXPECT_THAT(outcome.err, HasSubstr(why));
    };
    refused({"a red flower"}, "New texts cannot be embedded");
    refused({"--image", folder / "audio.npy"}, "New pictures cannot be embedded");
    refused({"--item", "image:120"}, "has no image \"120\"");
    refused({"--item", "17"}, "names no view");
    EXPECT_EQ(run({"project", project, "--output", folder / "map.npy"}).exitCode, 0);
    EXPECT_EQ(run({"runs", project}).exitCode, 0);
    EXPECT_EQ(run({"features", project}).exitCode, 0);
}

TEST(CliFeatures, WrongFilesLeaveNothingBehind) {
    const TemporaryFolder folder;
    writeViews(folder);
    const std::string project = folder / "songs.crossview";
    const auto refused = [&](const std::string& images, const char* why) {
        const Outcome outcome = run({"import", "--image-features", images, "--text-features",
                                     folder / "video.npy", "--project", project});
        EXPECT_EQ(outcome.exitCode, 1);
        EXPECT_THAT(outcome.err, HasSubstr(why));
        EXPECT_FALSE(std::filesystem::exists(project));
    };
    refused(folder / "none.npy", "none.npy");
    refused(folder.write("text.npy", "this is no array at all"), "NumPy signature");
    writeNpy(folder / "few.npy", Matrix(7, 3));
    refused(folder / "few.npy", "few.npy has 7 rows and");
    const Outcome alone = run({"import", "--image-features", folder / "audio.npy"});
    EXPECT_EQ(alone.exitCode, 2) << alone.err;
    EXPECT_THAT(alone.err, HasSubstr("--text-features"));
}

} // namespace
} // namespace crossview::cli
