// What crossview-cli exports and checks, as a process.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "support/environment_variable.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CliExport : public testing::Test {
protected:
    /// 72 drawn pictures, imported and trained for a few epochs.
    void train() {
        drawShapes(m_folder.path());
        ASSERT_EQ(run({"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project",
                       m_project})
                      .exitCode,
                  0);
        ASSERT_EQ(run(std::vector<std::string>{"train", m_project} + smallTraining(3)).exitCode, 0);
    }
    Outcome exportAs(const std::string& format, const std::string& place,
                     const std::vector<std::string>& more = {}) const {
        return run(
            std::vector<std::string>{"export", m_project, "--as", format, "--output", m_folder / place} +
            more);
    }

    TemporaryFolder m_folder;
    std::string m_project = m_folder / "shapes.crossview";
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

TEST_F(CliExport, AllFormatsOfATrainedRunAndBackAgain) {
    train();
    const Outcome npy = exportAs("npy", "npy");
    ASSERT_EQ(npy.exitCode, 0) << npy.err;
    EXPECT_THAT(npy.out, HasSubstr("72 images and"));
    const Matrix images = readNpy(m_folder / "npy/images.npy");
    ASSERT_EQ(images.rows(), 72U);

    const Outcome back = run({"import", "--image-features", m_folder / "npy/images.npy", "--text-features",
                              m_folder / "npy/sentences.npy", "--names", m_folder / "npy/image_names.txt",
                              "--text-names", m_folder / "npy/sentence_texts.txt", "--pairs",
                              m_folder / "npy/pairs.tsv", "--project", m_folder / "again.crossview"});
    ASSERT_EQ(back.exitCode, 0) << back.err;
    EXPECT_THAT(back.out, HasSubstr("72 images"));

    ASSERT_EQ(exportAs("clip", "clip").exitCode, 0);
    const Outcome clip = run({"import", m_folder / "clip", "--project", m_folder / "clip.crossview"});
    ASSERT_EQ(clip.exitCode, 0) << clip.err;
    EXPECT_THAT(clip.out, HasSubstr("72 images"));

    for (const std::string format : {"projector", "csv", "safetensors", "torchscript", "history"})
        EXPECT_EQ(exportAs(format, format).exitCode, 0) << format;
    EXPECT_THAT(readFile(m_folder / "history/epochs.csv"), HasSubstr("\n3,"));
    const Outcome latest = exportAs("npy", "latest", {"--epoch", "latest"});
    EXPECT_THAT(latest.out, HasSubstr("epoch 3 (latest)"));

    // What is there already stays.
    const Outcome twice = exportAs("npy", "npy");
    EXPECT_EQ(twice.exitCode, 1);
    EXPECT_THAT(twice.err, HasSubstr("is there already"));
    EXPECT_EQ(exportAs("npy", "npy", {"--force"}).exitCode, 0);
    EXPECT_EQ(exportAs("npy", "other", {"--run", "2000-01-01-1"}).exitCode, 1);
    EXPECT_EQ(exportAs("jpg", "other").exitCode, 2);
}

TEST_F(CliExport, ADiskThatIsTooSmallIsSaidAndNothingStays) {
    train();
    fs::create_directory(m_folder / "disk");
    constexpr const char* kScript = R"(mount -t tmpfs -o size=16k none "$1/disk" || exit 77
"$2" export "$1/shapes.crossview" --output "$1/disk/out"; code=$?; ls -A "$1/disk"; exit $code)";
    const Outcome outcome =
        runProgram("/usr/bin/unshare", {"--user", "--map-root-user", "--mount", "/bin/sh", "-c", kScript,
                                        "sh", m_folder.path().string(), CROSSVIEW_CLI});
    if (outcome.exitCode == 77 || outcome.err.find("unshare") != std::string::npos)
        GTEST_SKIP() << "no mount namespaces here: " << outcome.err;
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.err, HasSubstr("No space left"));
    EXPECT_THAT(outcome.err, HasSubstr("disk/"));
    EXPECT_EQ(outcome.out, "");
}

TEST_F(CliExport, CheckSaysWhatIsNearlyTheSame) {
    drawShapes(m_folder.path());
    fs::copy_file(m_folder / "pictures/red-square0.png", m_folder / "pictures/twin.png");
    m_folder.write("captions.tsv", readFile(m_folder / "captions.tsv") + "twin.png\t!!!\n");
    ASSERT_EQ(
        run({"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", m_project})
            .exitCode,
        0);
    const Outcome checked = run({"check", m_project, "--output", m_folder / "problems.tsv"});
    ASSERT_EQ(checked.exitCode, 0) << checked.err;
    EXPECT_THAT(checked.out, HasSubstr("Checked 73 pictures"));
    EXPECT_THAT(checked.out, HasSubstr("1 sentences in which the features find no word\n  \"!!!\"\n"));
    const std::string table = readFile(m_folder / "problems.tsv");
    EXPECT_THAT(table, HasSubstr("twin.png"));
    EXPECT_THAT(run({"check", m_project, "--no-pictures"}).out, HasSubstr("Checked 0 pictures"));
}

} // namespace
} // namespace crossview::cli
