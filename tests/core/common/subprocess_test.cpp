#include "common/subprocess.h"

#include "common/error.h"
#include "support/temporary_folder.h"

#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <thread>

namespace crossview {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

SubprocessResult shell(const std::string& script, const std::stop_token& stop = {}) {
    return runSubprocess({{"sh", "-c", script}, {}}, stop);
}

TEST(Subprocess, ReturnsBothStreamsAndTheExitCode) {
    const auto result = shell("echo result; echo trouble >&2; exit 3");
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(result.output, "result\n");
    EXPECT_EQ(result.errors, "trouble\n");
    EXPECT_TRUE(shell("exit 0").ok());
    EXPECT_EQ(shell("kill -9 $$").exitCode, -1);
}

TEST(Subprocess, AddsToTheEnvironmentAndGivesNoInput) {
    const Subprocess call{{"sh", "-c", "echo \"$CROSSVIEW_WORD $HOME\"; cat"},
                          {{"CROSSVIEW_WORD", "two words"}, {"HOME", "/replaced"}}};
    EXPECT_EQ(runSubprocess(call, {}).output, "two words /replaced\n");
}

TEST(Subprocess, SaysWhenThereIsNoSuchProgram) {
    const auto result = runSubprocess({{"crossview-no-such-program"}, {}}, {});
    EXPECT_FALSE(result.found);
    EXPECT_FALSE(result.ok());
    EXPECT_NE(result.errors.find("crossview-no-such-program"), std::string::npos);
}

TEST(Subprocess, KeepsTheEndOfALongOutputWithoutStalling) {
    const auto result = shell("head -c 5000000 /dev/zero | tr '\\0' x; echo end");
    EXPECT_TRUE(result.ok());
    EXPECT_LE(result.output.size(), 600'000U);
    EXPECT_TRUE(result.output.ends_with("xend\n"));
}

TEST(Subprocess, KillsTheWholeGroupWithin100MillisecondsOfAStop) {
    const test::TemporaryFolder folder;
    std::stop_source source;
    Clock::time_point asked;
    const std::jthread stopper([&] {
        while (!std::filesystem::exists(folder / "started"))
            std::this_thread::sleep_for(milliseconds(5));
        asked = Clock::now();
        source.request_stop();
    });
    // The grandchild would write the second file if it outlived the stop.
    const std::string script = "(sleep 0.5; touch '" + (folder / "survived").string() + "') & touch '" +
                               (folder / "started").string() + "'; wait";
    EXPECT_THROW(shell(script, source.get_token()), Cancelled);
    EXPECT_LT(Clock::now() - asked, milliseconds(100));
    std::this_thread::sleep_for(milliseconds(700));
    EXPECT_FALSE(std::filesystem::exists(folder / "survived"));
}

TEST(Subprocess, DoesNotWaitForWhatTheProgramLeftRunning) {
    const auto begin = Clock::now();
    EXPECT_EQ(shell("sleep 20 & echo done").output, "done\n");
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
}

TEST(Subprocess, CallsBackWhileItRuns) {
    int calls = 0;
    runSubprocess({{"sleep", "0.3"}, {}}, {}, [&] { ++calls; });
    EXPECT_GE(calls, 3);
}

} // namespace
} // namespace crossview
