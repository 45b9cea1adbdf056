#include "cli/cli_process.h"
#include "cli/shapes_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

} // namespace
} // namespace crossview::cli
