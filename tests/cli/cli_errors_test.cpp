// Bad input ends with 1 and one sentence, wrong usage with 2; nothing ends with a trace or a number.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "dataset/importers/formats.h"
#include "files/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace crossview::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// The last line of stderr is "crossview-cli: …" and mentions `part`.
void expectSentence(const Outcome& outcome, const std::string& part) {
    EXPECT_EQ(outcome.exitCode, 1) << outcome.err;
    EXPECT_TRUE(outcome.out.empty()) << outcome.out;
    const std::size_t begin = outcome.err.rfind("crossview-cli: ");
    ASSERT_NE(begin, std::string::npos) << outcome.err;
    const std::string sentence = outcome.err.substr(begin);
    EXPECT_THAT(sentence, HasSubstr(part));
    EXPECT_THAT(sentence, testing::Not(HasSubstr("should not"))) << "an unexpected exception";
}

void expectUsage(const std::vector<std::string>& arguments, const std::string& part) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exitCode, 2) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("crossview-cli: "));
    EXPECT_THAT(outcome.err, HasSubstr(part));
    EXPECT_THAT(outcome.err, HasSubstr("--help"));
}

TEST(CliUsage, IsExitCodeTwoWithAPointerToTheHelp) {
    expectUsage({}, "subcommand");
    expectUsage({"frobnicate"}, "no command 'frobnicate'");
    expectUsage({"train"}, "PROJECT");
    expectUsage({"train", "x", "--loss.wrong", "1"}, "--loss.wrong");
    expectUsage({"train", "x", "--seeds", "0"}, "--seeds");
    expectUsage({"evaluate", "x", "--ties", "lucky"}, "--ties");
    expectUsage({"query", "x"}, "TEXT");
    expectUsage({"query", "x", "red", "--image", "y.png"}, "--image");
    expectUsage({"query", "x", "red", "-k", "many"}, "-k");
}

TEST(CliUsage, HelpTeachesWithExamplesAndDocumentsTheJson) {
    const Outcome help = run({"--help"});
    EXPECT_EQ(help.exitCode, 0);
    EXPECT_THAT(help.out, HasSubstr("crossview-cli import captions.tsv"));
    for (const char* command :
         {"demo", "import", "features", "encoders", "train", "evaluate", "query", "runs"}) {
        EXPECT_THAT(help.out, HasSubstr(command));
        EXPECT_EQ(run({command, "--help"}).exitCode, 0);
    }
    const Outcome evaluate = run({"evaluate", "--help"});
    for (const char* key : {"r1", "r5", "r10", "medr", "n_queries", "split", "protocol", "tie_rule"})
        EXPECT_THAT(evaluate.out, HasSubstr(key));
    const Outcome train = run({"train", "--help"});
    for (const char* flag :
         {"--loss.margin", "--optimiser.epochs", "--seed", "--device", "--preset", "--resume"})
        EXPECT_THAT(train.out, HasSubstr(flag));
}

TEST(CliErrors, NameTheProjectThatIsMissing) {
    for (const char* command : {"features", "train", "evaluate", "runs"})
        expectSentence(run({command, "/nonexistent/x.crossview"}), "/nonexistent/x.crossview");
    expectSentence(run({"query", "/nonexistent/x.crossview", "red"}), "/nonexistent/x.crossview");
}

TEST(CliErrors, NameTheCaptionFileAndItsLines) {
    const TemporaryFolder folder;
    const std::string project = folder / "p.crossview";
    expectSentence(run({"import", folder / "none.tsv", "--project", project}), "none.tsv");
    writeFileAtomically(folder / "empty.tsv", "");
    expectSentence(run({"import", folder / "empty.tsv", "--project", project}), "empty.tsv");
    writeFileAtomically(folder / "bad.tsv", "image\tcaption\nmissing.png\ta red square\nonly one column\n");
    expectSentence(run({"import", folder / "bad.tsv", "--project", project}), "bad.tsv");
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "p.crossview" / "project.sqlite"));
}

TEST(CliImport, AnotherFileOfTheSameNameDoesNotTakeTheFirstOnesPlace) {
    const TemporaryFolder first, second;
    drawShapes(first.path());
    drawShapes(second.path());
    const auto from = [](const TemporaryFolder& folder, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"import", folder / "captions.tsv", "--images", folder / "pictures"});
        return run(more);
    };
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(first.path()); // the default project is made where the person stands
    EXPECT_EQ(from(first).exitCode, 0);
    EXPECT_EQ(from(first).exitCode, 0) << "the same file again";
    expectSentence(from(second), first / "captions.tsv");
    EXPECT_EQ(from(second, {"--project", "captions.crossview"}).exitCode, 0) << "asked for by name";
    std::filesystem::current_path(before);
}

TEST(CliImport, HelpListsTheFormatsOfTheTable) {
    const Outcome help = run({"import", "--help"});
    for (const CaptionFormat* format : captionFormats())
        for (const char* part : {format->key, format->name, format->description})
            EXPECT_THAT(help.out, HasSubstr(part));
    expectUsage({"import", "x.tsv", "--format", "cuneiform"}, "--format");
}

TEST(CliImport, PreviewShowsTheFormatTheCaptionsAndWhatWouldBeSkippedAndWritesNothing) {
    const TemporaryFolder folder;
    drawShapes(folder.path());
    writeFileAtomically(folder / "few.tsv",
                        readFile(folder / "captions.tsv") + "missing.png\ta lost shape\n");
    const Outcome outcome = run({"import", folder / "few.tsv", "--images", folder / "pictures", "--preview",
                                 "--project", folder / "p.crossview"});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("few.tsv: Table of image and caption"));
    EXPECT_THAT(outcome.out, HasSubstr("images, "));
    EXPECT_THAT(outcome.out, HasSubstr(".png: "));
    EXPECT_THAT(outcome.out, HasSubstr("the picture \"missing.png\" is not in"));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "p.crossview"));
    expectSentence(run({"import", folder / "none.tsv", "--preview"}), "none.tsv");
}

TEST(CliErrors, AreOneSentenceOnAProjectWithoutRunsAndOnBadValues) {
    const TemporaryFolder folder;
    drawShapes(folder.path());
    const std::string project = folder / "p.crossview";
    ASSERT_EQ(run({"import", folder / "captions.tsv", "--images", folder / "pictures", "--project", project})
                  .exitCode,
              0);
    expectSentence(run({"evaluate", project}), "no runs");
    expectSentence(run({"evaluate", project, "--network-of", project}), "no runs");
    expectSentence(run({"evaluate", project, "--split", "all"}), "--network-of");
    expectSentence(run({"evaluate", project, "--network-of", folder / "none"}), "none");
    expectSentence(run({"query", project, "red"}), "no trained run");
    expectSentence(run({"train", project, "--resume"}), "no run to resume");
    expectSentence(run({"train", project, "--preset", "best"}), "best");
    expectSentence(run({"train", project, "--loss.margin", "wide"}), "loss.margin");
    expectSentence(run({"train", project, "--network.dropout", "7"}), "network.dropout");
    expectSentence(run({"train", project, "--resume", "--seeds", "2"}), "--seeds");
    // No machine has that many cards; said before any feature is made.
    expectSentence(run({"train", project, "--device", "cuda:63"}), "the device cuda:63");
    expectSentence(run({"demo", "--project", project, "--set", "loss.margin"}), "key=value");
    const Outcome none = run({"runs", project});
    EXPECT_EQ(none.exitCode, 0);
    EXPECT_THAT(none.err, HasSubstr("No runs yet"));
}

TEST(CliErrors, SayWhatIsWrongWithADamagedProject) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "p.crossview");
    writeFileAtomically(folder.path() / "p.crossview" / "project.sqlite",
                        "this is no database at all, only text");
    expectSentence(run({"runs", folder / "p.crossview"}), "p.crossview");
    expectSentence(run({"train", folder / "p.crossview"}), "p.crossview");
}

} // namespace
} // namespace crossview::cli
