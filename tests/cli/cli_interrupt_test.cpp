#include "cli/cli_process.h"
#include "cli/shapes_data.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>

namespace crossview::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(CliInterrupt, StopsWhereItCanBeResumed) {
    const TemporaryFolder folder;
    drawShapes(folder.path());
    const std::string project = folder / "shapes.crossview";
    ASSERT_EQ(run({"import", folder / "captions.tsv", "--images", folder / "pictures", "--project", project})
                  .exitCode,
              0);
    std::vector<std::string> arguments = {"train", project};
    const std::vector<std::string> small = smallTraining(9999);
    arguments.insert(arguments.end(), small.begin(), small.end());
    const Outcome stopped = runAndInterrupt(
        arguments, [](const std::string& out) { return out.find("3 of 9999") != std::string::npos; });
    EXPECT_EQ(stopped.exitCode, 130) << stopped.err;
    EXPECT_THAT(stopped.err, HasSubstr("--resume"));
    EXPECT_THAT(run({"runs", project}).out, HasSubstr("stopped"));

    // The epochs that were finished are not trained again; a little more than those is asked for.
    const std::size_t place = stopped.err.find("Stopped after ");
    ASSERT_NE(place, std::string::npos) << stopped.err;
    const int finished = std::stoi(stopped.err.substr(place + 14));
    ASSERT_GE(finished, 3);
    const std::string target = std::to_string(finished + 2);
    const Outcome resumed = run({"train", project, "--optimiser.epochs", target, "--resume"});
    EXPECT_EQ(resumed.exitCode, 0) << resumed.err;
    EXPECT_THAT(resumed.out, HasSubstr(target + " of " + target));
    EXPECT_THAT(resumed.out, Not(HasSubstr("  " + std::to_string(finished) + " of " + target)));
    EXPECT_THAT(run({"runs", project}).out, HasSubstr("finished"));
}

TEST(CliInterrupt, WhileItTrainsOthersAskAndNobodyElseWritesTheRunOrTheData) {
    const TemporaryFolder folder;
    drawShapes(folder.path());
    const std::string project = folder / "shapes.crossview";
    const std::vector<std::string> import = {
        "import", folder / "captions.tsv", "--images", folder / "pictures", "--project", project};
    ASSERT_EQ(run(import).exitCode, 0);
    std::vector<std::string> arguments = {"train", project};
    const std::vector<std::string> small = smallTraining(9999);
    arguments.insert(arguments.end(), small.begin(), small.end());
    std::optional<Outcome> resumed, imported, listed, asked, beside;
    runAndInterrupt(arguments, [&](const std::string& out) {
        if (out.find("3 of 9999") == std::string::npos)
            return false;
        resumed = run({"train", project, "--resume"});
        imported = run(import);
        listed = run({"runs", project});
        asked = run({"query", project, "red square"});
        std::vector<std::string> another = arguments;
        *std::ranges::find(another, "9999") = "1";
        beside = run(another);
        return true;
    });
    ASSERT_TRUE(resumed && imported && listed && asked && beside);
    for (const Outcome& refused : {*resumed, *imported}) {
        EXPECT_EQ(refused.exitCode, 1);
        EXPECT_THAT(refused.err, HasSubstr("is being trained by crossview-cli (process "));
        EXPECT_THAT(refused.err, HasSubstr("wait for it, or stop it there"));
    }
    EXPECT_THAT(listed->out, HasSubstr("running"));
    EXPECT_EQ(asked->exitCode, 0) << asked->err;
    EXPECT_EQ(beside->exitCode, 0) << beside->err;
    EXPECT_EQ(run(import).exitCode, 0);
}

} // namespace
} // namespace crossview::cli
