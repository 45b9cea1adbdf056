// A project that names a network is data: the network runs only after a person has allowed it on this
// machine.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "support/deadline.h"
#include "support/environment_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <torch/csrc/jit/api/module.h>

namespace crossview::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliTrust : public testing::Test {
protected:
    void SetUp() override {
        drawShapes(m_folder.path());
        ASSERT_EQ(run({"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project",
                       project()})
                      .exitCode,
                  0);
        torch::jit::Module module("Writing");
        module.define("def forward(self, x):\n    torch.save(x, '" + trace() +
                      "')\n    return x.flatten(1)[:, :12]\n");
        module.save(network());
    }

    std::string project() const { return m_folder / "shapes.crossview"; }
    std::string network() const { return m_folder / "net.pt"; }
    std::string trace() const { return m_folder / "the network ran"; }
    /// Whether it ran since the last time.
    bool ran() const { return std::filesystem::remove(trace()); }
    std::vector<std::string> words(const std::string& command) const {
        std::vector<std::string> words{command, project()};
        const auto add = [&](const std::vector<std::string>& further) {
            words.insert(words.end(), further.begin(), further.end());
        };
        add(smallTraining(2));
        for (const char* block : {"hsv", "hog", "tiny", "gist", "patch", "lite0", "lite2"})
            add({std::string("--features.image.") + block + "Components", "0"});
        add({"--features.text.miniLmComponents", "0", "--features.image.network.components", "4",
             "--features.image.network.size", "8", "--features.image.network.file", network()});
        return words;
    }
    Outcome askByPicture() const {
        return run({"query", project(), "--image", m_folder / "pictures/red-square0.png"});
    }
    void forgetFeatures() const { std::filesystem::remove_all(m_folder / "shapes.crossview/features"); }

    TemporaryFolder m_folder;
    test::EnvironmentVariable m_here{"XDG_DATA_HOME", m_folder / "here"};
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

TEST_F(CliTrust, AForeignProjectRunsNothingUntilAPersonAllowsIt) {
    const Outcome trained = run(words("train"));
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    EXPECT_THAT(trained.err, HasSubstr("is allowed to run on this machine from now on")) << "it was named";
    EXPECT_TRUE(ran()) << "the test sees when a network runs";

    const test::EnvironmentVariable elsewhere("XDG_DATA_HOME", m_folder / "elsewhere");
    const auto refusal = AllOf(HasSubstr("net.pt (TorchScript, "), HasSubstr("SHA-256 "),
                               HasSubstr("crossview-cli networks allow " + network()));
    EXPECT_EQ(run({"query", project(), "red", "square"}).exitCode, 0) << "text and stored features need none";
    EXPECT_EQ(run({"evaluate", project()}).exitCode, 0);
    const Outcome asked = askByPicture();
    EXPECT_EQ(asked.exitCode, 1);
    EXPECT_THAT(asked.err, refusal);
    forgetFeatures();
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"evaluate", project()},
          {"query", project(), "red", "square"},
          {"train", project(), "--resume"},
          {"train", project(), "--resume", "--optimiser.epochs", "3"}}) {
        const Outcome outcome = run(command);
        EXPECT_EQ(outcome.exitCode, 1) << command[0];
        EXPECT_THAT(outcome.err, refusal) << command[0];
    }
    EXPECT_FALSE(ran());

    const Outcome allowed = run({"networks", "allow", network()});
    EXPECT_EQ(allowed.exitCode, 0) << allowed.err;
    EXPECT_THAT(allowed.out, HasSubstr("net.pt (TorchScript, "));
    EXPECT_FALSE(ran()) << "to be allowed is not to run";
    EXPECT_EQ(run({"evaluate", project()}).exitCode, 0);
    EXPECT_TRUE(ran());
    EXPECT_EQ(askByPicture().exitCode, 0);
    EXPECT_TRUE(ran());

    std::string content = readFile(network());
    content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
    writeFileAtomically(network(), content);
    EXPECT_THAT(run({"evaluate", project()}).err, refusal) << "another content was never allowed";
    EXPECT_FALSE(ran());
}

TEST_F(CliTrust, ZeroShotDoesNotBlameThePictures) {
    ASSERT_EQ(run(words("train")).exitCode, 0);
    const std::string other = m_folder / "other.crossview";
    ASSERT_EQ(
        run({"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", other})
            .exitCode,
        0);
    EXPECT_TRUE(ran());
    const test::EnvironmentVariable elsewhere("XDG_DATA_HOME", m_folder / "elsewhere");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"evaluate", other, "--network-of", project()},
          {"query", other, "red", "--network-of", project()}}) {
        const Outcome outcome = run(command);
        EXPECT_EQ(outcome.exitCode, 1) << command[0];
        EXPECT_THAT(outcome.err, AllOf(HasSubstr("networks allow"), Not(HasSubstr("pictures of"))));
    }
    EXPECT_FALSE(ran());
}

TEST_F(CliTrust, ListsAndForgets) {
    EXPECT_THAT(run({"networks"}).out, HasSubstr("No network is allowed"));
    ASSERT_EQ(run({"networks", "allow", network()}).exitCode, 0);
    EXPECT_THAT(run({"networks", "allow", network()}).out, HasSubstr("was allowed before"));
    EXPECT_THAT(run({"networks"}).out, AllOf(HasSubstr(network()), HasSubstr("TorchScript, ")));
    const auto list = nlohmann::json::parse(run({"networks", "--json"}).out).at("networks");
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].at("sha256").get<std::string>().size(), 64U);
    EXPECT_EQ(run({"networks", "forget", network()}).exitCode, 0);
    EXPECT_EQ(run({"networks", "forget", network()}).exitCode, 1);
    EXPECT_THAT(run({"networks"}).out, HasSubstr("No network is allowed"));
    EXPECT_THAT(run({"networks", "allow", m_folder / "captions.tsv"}).err,
                HasSubstr("captions.tsv cannot be used as a network"));
}

TEST_F(CliTrust, ANetworkThatIsAPipeIsNotWaitedFor) {
    const test::Deadline deadline;
    std::filesystem::remove(network());
    ASSERT_EQ(::mkfifo(network().c_str(), 0600), 0);
    const Outcome outcome = run(words("features"));
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.err, HasSubstr("net.pt cannot be read: it is no ordinary file"));
    EXPECT_THAT(run({"networks", "allow", network()}).err, HasSubstr("no ordinary file"));
}

} // namespace
} // namespace crossview::cli
