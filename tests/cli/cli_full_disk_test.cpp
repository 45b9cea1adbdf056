// Import and training on disks that are too small, each a tmpfs in a mount namespace of its own: one
// sentence, no file left behind, and once there is room everything comes to what it would have come to.
// Skipped where a user may make no such namespace.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "support/environment_variable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace crossview::cli {
namespace {

using testing::HasSubstr;

/// Arguments: size in kB, the program, the folder of the test; the training's flags are in $SMALL. Prints the
/// exit codes and what was left behind, and writes what was said into the folder.
constexpr const char* kScript = R"(
folder="$3"; disk="$folder/disk"; project="$disk/shapes.crossview"
mount -t tmpfs -o size="$1k" none "$disk" || exit 77
import() { "$2" import "$folder/captions.tsv" --images "$folder/pictures" --project "$project"; }
import "$@" >"$folder/out" 2>"$folder/import.err"; echo "import $?"
"$2" train "$project" $SMALL >"$folder/out" 2>"$folder/train.err"; echo "train $?"
find "$disk" -name '*.part' -o -name '*-journal' -o -name '*.new' -o -name '*.old'
mount -o remount,size=64m "$disk" || exit 78
[ -e "$project" ] || import "$@" >"$folder/out" 2>"$folder/again.err"
"$2" train "$project" --resume >"$folder/out" 2>"$folder/again.err" ||
    "$2" train "$project" $SMALL >"$folder/out" 2>>"$folder/again.err"
"$2" evaluate "$project" >"$folder/evaluation" 2>>"$folder/again.err"; echo "evaluate $?"
du -sk "$disk" | cut -f1
)";

class FullDisk : public testing::Test {
protected:
    struct Trial {
        int exitCode = -1;
        std::vector<std::string> lines; ///< what the script printed
        std::string said;               ///< by import and training on the small disk
        std::string evaluation;         ///< after there was room
    };

    void SetUp() override {
        drawShapes(m_folder.path());
        std::filesystem::create_directory(m_folder.path() / "disk");
    }

    Trial tryOn(long kilobytes) const {
        const EnvironmentVariable small("SMALL", fmt::format("{}", fmt::join(smallTraining(3), " ")));
        for (const char* name : {"import.err", "train.err", "again.err", "evaluation"})
            std::filesystem::remove(m_folder.path() / name);
        const Outcome outcome = runProgram(
            "/usr/bin/unshare", {"--user", "--map-root-user", "--mount", "/bin/sh", "-c", kScript, "sh",
                                 std::to_string(kilobytes), CROSSVIEW_CLI, m_folder.path().string()});
        Trial trial;
        trial.exitCode = outcome.exitCode;
        std::istringstream out(outcome.out);
        for (std::string line; std::getline(out, line);)
            trial.lines.push_back(line);
        for (const char* name : {"import.err", "train.err"})
            trial.said += textOf(name);
        trial.evaluation = textOf("evaluation");
        trial.evaluation.erase(0, trial.evaluation.find(',')); // the run's name, which is the time
        return trial;
    }

    std::string textOf(const char* name) const {
        const auto file = m_folder.path() / name;
        return std::filesystem::exists(file) ? readFile(file) : std::string();
    }

    TemporaryFolder m_folder;
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};

    using EnvironmentVariable = test::EnvironmentVariable;
};

/// Lines in which the program says that it could not do what was asked.
std::vector<std::string> refusals(const std::string& said) {
    std::vector<std::string> found;
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("crossview-cli: "))
            found.push_back(line);
    return found;
}

TEST_F(FullDisk, OneSentenceNothingLeftBehindAndOnWithRoom) {
    const Trial roomy = tryOn(65536);
    if (roomy.exitCode == 1 || roomy.exitCode == 77 || roomy.exitCode == 127)
        GTEST_SKIP() << "no tmpfs can be mounted here";
    ASSERT_EQ(roomy.exitCode, 0);
    ASSERT_EQ(roomy.lines.size(), 4U);
    ASSERT_THAT(roomy.lines, testing::ElementsAre("import 0", "train 0", "evaluate 0", testing::_));
    ASSERT_THAT(roomy.evaluation, HasSubstr("R@1"));
    const long whole = std::stol(roomy.lines.back());
    int full = 0;
    for (const double share : {0.01, 0.04, 0.3, 0.6, 0.8, 0.95}) {
        const long kilobytes = static_cast<long>(share * static_cast<double>(whole));
        SCOPED_TRACE(fmt::format("{} of {} kB", kilobytes, whole));
        const Trial trial = tryOn(kilobytes);
        ASSERT_EQ(trial.exitCode, 0) << trial.said;
        ASSERT_GE(trial.lines.size(), 3U);
        const bool imported = trial.lines[0] == "import 0";
        const bool trained = trial.lines[1] == "train 0";
        full += trained ? 0 : 1;
        // Nothing between the exit codes: no file was left behind.
        EXPECT_THAT(trial.lines,
                    testing::ElementsAre(testing::StartsWith("import "), testing::StartsWith("train "),
                                         "evaluate 0", testing::_));
        const auto sentences = refusals(trial.said);
        // A training without a project is refused too.
        EXPECT_EQ(sentences.size(), (imported ? 0U : 1U) + (trained ? 0U : 1U)) << trial.said;
        if (!sentences.empty()) {
            EXPECT_THAT(sentences.front(),
                        testing::AnyOf(HasSubstr("No space left on device"), HasSubstr("disk is full")));
        }
        EXPECT_EQ(trial.evaluation, roomy.evaluation);
    }
    EXPECT_GE(full, 5); // else the shares are not those of small disks any more
}

} // namespace
} // namespace crossview::cli
